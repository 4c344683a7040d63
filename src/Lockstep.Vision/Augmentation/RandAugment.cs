using Lockstep.Randomness;
using Lockstep.Schema;

namespace Lockstep.Vision.Augmentation;

/// <summary>Some of fourteen operations, one after the other, all equally far.</summary>
/// <param name="operations">How many; one may come again.</param>
/// <param name="magnitude">From 0 to 30.</param>
/// <param name="interpolation">Nearest or bilinear, where pixels are moved.</param>
/// <param name="fill">Red, green and blue of what comes from outside.</param>
/// <remarks>
/// Draws two doubles for each: its place, whether the other way. Given them, equal to torchvision's RandAugment on PIL images.
/// </remarks>
public sealed class RandAugment(int operations, int magnitude, Interpolation interpolation, int[] fill) : GeometricAugmentation
{
    internal static BuiltInAugmentation<IAugmentation> BuiltIn { get; } = new(
        [
            new(
                "rand_augment",
                new NullableShape(new SectionShape(
                    new("operations", new WholeNumberShape(0, 14), DefaultValue.Of(2), "How many, one after the other; one may be drawn again."),
                    new("magnitude", new WholeNumberShape(0, 30), DefaultValue.Of(9), "The magnitude, in thirtieths of each operation's range."),
                    Interpolations.Key("nearest"),
                    Fill.Key)),
                DefaultValue.Null,
                "Several of fourteen operations, drawn at random, all at one magnitude (Cubuk et al. 2019)."),
        ],
        new RandomPurpose(32),
        recipe => recipe.Section("rand_augment") is { } rand && rand.WholeNumber("operations") is > 0 and var operations
            ? new RandAugment(operations, rand.WholeNumber("magnitude"), Interpolations.In(rand), rand.WholeNumbers("fill"))
            : null)
    {
        Name = "randaug",
    };

    internal const int Bins = 31;

    private readonly Fill fill = Fill.Of(fill);

    /// <inheritdoc/>
    public override GeometricTransform Draw(int imageHeight, int imageWidth, ref RandomStream random)
    {
        var space = PolicySpace.RandAugment(imageHeight, imageWidth);
        var all = GeometricTransform.None(imageHeight, imageWidth);
        for (var step = 0; step < operations; step++)
        {
            var range = space[random.NextPlace(space.Length)];
            var far = range.MagnitudeOf(magnitude, Bins);
            var operation = new PolicyStep(range.Operation, random.NextBool(0.5) && range.IsSigned ? -far : far);
            all = all.Then(operation.Transform(imageHeight, imageWidth, interpolation, fill));
        }

        return all;
    }
}
