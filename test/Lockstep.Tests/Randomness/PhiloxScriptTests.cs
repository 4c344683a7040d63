using System.Globalization;
using Lockstep.Randomness;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Randomness;

/// <summary>The Python program of the documentation, which shares no code with ours, really run.</summary>
public sealed class PhiloxScriptTests
{
    [Fact]
    public async Task Prints_the_sample_order_of_its_example()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(TextOf(SampleOrder.Shuffled(10, 1337, 1)), await Python.RunAsync(folder.FullPath, Repository.PathOf("docs/philox.py")));
    }

    [Theory]
    [InlineData(0ul, 1u, 1)]
    [InlineData(7ul, 30u, 1797)]
    [InlineData(ulong.MaxValue, uint.MaxValue, 100)]
    public async Task Gives_the_same_orders_for_other_seeds_epochs_and_counts(ulong seed, uint epoch, int count)
    {
        // Classes of very different sizes, weights whose sums are not exact, and a class that has no samples.
        int[] classes = [.. Enumerable.Range(0, count).Select(index => (int)Math.Sqrt(index % 17) + (index % 5 == 0 ? 2 : 0))];
        double[] weights = [.. Enumerable.Range(0, count).Select(index => (index % 7) + 0.1)];
        double[] weightOfClass = [0.1, 0.7, 1.3, 0.2, 1e-3, 3, 0.3, 5];
        var expected = string.Concat(
            TextOf(SampleOrder.Shuffled(count, seed, epoch)),
            TextOf(SampleOrder.Balanced(classes, seed, epoch)),
            TextOf(SampleOrder.Weighted(weights, 50, seed, epoch)),
            TextOf(SampleOrder.WeightedByClass(classes, weightOfClass, seed, epoch)),
            TextOf(SampleOrder.Repeated(count, 3, seed, epoch)),
            TextOf(SampleOrder.Sharded(SampleOrder.Shuffled(count, seed, epoch), 2, 7)));

        using var folder = new TemporaryFolder();
        var program = string.Create(CultureInfo.InvariantCulture, $"""
            import sys; sys.path.insert(0, sys.argv[1])
            from philox import *
            print(*order({count}, {seed}, {epoch}))
            print(*balanced({ListOf(classes)}, {seed}, {epoch}))
            print(*weighted({ListOf(weights)}, 50, {seed}, {epoch}))
            print(*weighted_by_class({ListOf(classes)}, {ListOf(weightOfClass)}, {seed}, {epoch}))
            print(*repeated({count}, 3, {seed}, {epoch}))
            print(*sharded(order({count}, {seed}, {epoch}), 2, 7))
            """);
        Assert.Equal(expected, await Python.RunAsync(folder.FullPath, "-B", folder.Write("orders.py", program), Repository.PathOf("docs")));
    }

    private static string TextOf(int[] order) => string.Join(' ', order) + "\n";

    private static string ListOf<T>(IEnumerable<T> values)
        where T : IFormattable => $"[{string.Join(", ", values.Select(value => value.ToString(null, CultureInfo.InvariantCulture)))}]";
}
