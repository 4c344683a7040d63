using CsCheck;
using Lockstep.Randomness;

namespace Lockstep.Tests.Randomness;

public sealed class SeededSplitTests
{
    private static readonly Gen<int[]> Classes = Gen.Int[0, 4].Array[2, 200];

    [Fact]
    public void Stratified_takes_its_part_of_every_class_but_never_all_and_never_none() =>
        Gen.Select(Classes, Gen.Double[0.01, 0.99], Gen.ULong).Sample((classes, val, seed) =>
        {
            var isValidation = SeededSplit.IsValidation(classes, val, seed, stratify: true);
            foreach (var group in Enumerable.Range(0, classes.Length).GroupBy(index => classes[index]))
            {
                var count = group.Count(index => isValidation[index]);
                var size = group.Count();
                Assert.Equal(size == 1 ? 0 : Math.Clamp((int)Math.Floor((size * val) + 0.5), 1, size - 1), count);
            }
        }, iter: 300);

    [Fact]
    public void Not_stratified_takes_its_part_of_all() => Gen.Select(Classes, Gen.ULong).Sample((classes, seed) =>
    {
        var count = SeededSplit.IsValidation(classes, 0.25, seed, stratify: false).Count(isValidation => isValidation);
        Assert.Equal(Math.Clamp((int)Math.Floor((classes.Length * 0.25) + 0.5), 1, classes.Length - 1), count);
    }, iter: 300);

    [Fact]
    public void Another_seed_parts_differently_and_the_same_seed_alike()
    {
        int[] classes = [.. Enumerable.Range(0, 100).Select(index => index % 3)];
        Assert.Equal(SeededSplit.IsValidation(classes, 0.2, 1, true), SeededSplit.IsValidation(classes, 0.2, 1, true));
        Assert.NotEqual(SeededSplit.IsValidation(classes, 0.2, 1, true), SeededSplit.IsValidation(classes, 0.2, 2, true));
    }
}
