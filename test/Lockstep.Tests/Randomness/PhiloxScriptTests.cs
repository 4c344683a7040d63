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
    public async Task Gives_the_same_order_for_other_seeds_epochs_and_counts(ulong seed, uint epoch, int count)
    {
        using var folder = new TemporaryFolder();
        var program = string.Create(CultureInfo.InvariantCulture, $"import sys; sys.path.insert(0, sys.argv[1]); import philox; print(*philox.order({count}, {seed}, {epoch}))");
        var printed = await Python.RunAsync(folder.FullPath, "-Bc", program, Repository.PathOf("docs"));
        Assert.Equal(TextOf(SampleOrder.Shuffled(count, seed, epoch)), printed[(printed.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
    }

    private static string TextOf(int[] order) => string.Join(' ', order) + "\n";
}
