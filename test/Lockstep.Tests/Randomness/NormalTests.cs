using System.Globalization;
using System.Text.RegularExpressions;
using CsCheck;
using Lockstep.Randomness;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Randomness;

public sealed partial class NormalTests
{
    /// <summary>The ends, the middle, and both sides of where the centre becomes the tail.</summary>
    private static readonly uint[] Corners =
        [0, 1, 2, 0x7ffffffe, 0x7fffffff, 0x80000000, 0x80000001, 0xfffffffe, 0xffffffff, 322122546, 322122547, 322122548, 3972844747, 3972844748, 3972844749];

    [Fact]
    public async Task The_lines_of_the_formats_give_the_same_bits()
    {
        var stream = new RandomStream(1337, RandomPurpose.Augment, epoch: 2, sample: 3);
        var expected = string.Concat(
            Corners.Select(NormalQuantile.Of).Concat(Enumerable.Range(0, 10_000).Select(_ => stream.NextNormal())).Select(value => Bits(value) + "\n"));
        var printed = await PrintedAsync($"""
            import struct
            import philox
            stream = philox.words(1337, 2, 2, 3)
            for word in [{string.Join(", ", Corners)}] + [next(stream) for _ in range(10000)]:
                print(struct.pack(">d", normal(word)).hex())
            """);
        Assert.Equal(expected, printed);
    }

    [Fact]
    public async Task It_is_the_quantile_function_to_the_last_digits()
    {
        var stream = new RandomStream(5, RandomPurpose.Subset, 1, 1);
        uint[] words = [.. Corners, .. Enumerable.Range(0, 20_000).Select(_ => stream.NextUInt32()), .. Enumerable.Range(0, 30).Select(bits => 1u << bits)];
        var printed = await PrintedAsync($"""
            import statistics
            standard = statistics.NormalDist()
            for word in [{string.Join(", ", words)}]:
                print(repr(standard.inv_cdf((2 * word + 1) / 2**33)))
            """);
        foreach (var (word, line) in words.Zip(printed.Split('\n')))
        {
            var expected = double.Parse(line, CultureInfo.InvariantCulture);
            Assert.InRange(NormalQuantile.Of(word), expected - (Math.Abs(expected) * 2e-15), expected + (Math.Abs(expected) * 2e-15));
        }
    }

    [Fact]
    public void Its_moments_and_tails_are_those_of_the_normal_distribution()
    {
        const int Draws = 1_000_000;
        double[] beyond = [0.31731050786291415, 0.04550026389635839, 0.0026997960632601866, 6.334248366623996e-05];
        var stream = new RandomStream(42, RandomPurpose.Augment, 1, 0);
        var (sum, squares, cubes, fourths) = (0.0, 0.0, 0.0, 0.0);
        var counts = new int[beyond.Length];
        for (var draw = 0; draw < Draws; draw++)
        {
            var x = stream.NextNormal();
            sum += x;
            squares += x * x;
            cubes += x * x * x;
            fourths += x * x * x * x;
            for (var level = 0; level < counts.Length; level++)
            {
                counts[level] += Math.Abs(x) > level + 1 ? 1 : 0;
            }
        }

        // Four deviations of each figure, were the draws truly random.
        Assert.InRange(sum / Draws, -0.004, 0.004);
        Assert.InRange(squares / Draws, 1 - 0.0057, 1 + 0.0057);
        Assert.InRange(cubes / Draws, -0.0155, 0.0155);
        Assert.InRange(fourths / Draws, 3 - 0.04, 3 + 0.04);
        foreach (var (count, part) in counts.Zip(beyond))
        {
            var margin = 4 * Math.Sqrt(Draws * part * (1 - part));
            Assert.InRange(count, (Draws * part) - margin, (Draws * part) + margin);
        }
    }

    [Fact]
    public void It_is_symmetric_and_rises_with_the_word()
    {
        void Check(uint word)
        {
            Assert.Equal(Bits(-NormalQuantile.Of(word)), Bits(NormalQuantile.Of(~word)));
            Assert.True(word == uint.MaxValue || NormalQuantile.Of(word) < NormalQuantile.Of(word + 1));
        }

        Assert.All(Corners, Check);
        Gen.UInt.Sample(Check, iter: 20_000);
    }

    [Fact]
    public void It_takes_one_word()
    {
        var normals = new RandomStream(1, RandomPurpose.Order, 2, 3);
        var words = normals;
        Assert.Equal(NormalQuantile.Of(words.NextUInt32()), normals.NextNormal());
        Assert.Equal(words.NextUInt32(), normals.NextUInt32());
    }

    private static string Bits(double value) => BitConverter.DoubleToUInt64Bits(value).ToString("x16", CultureInfo.InvariantCulture);

    private static async Task<string> PrintedAsync(string rest)
    {
        using var folder = new TemporaryFolder();
        var lines = PythonBlock().Matches(File.ReadAllText(Repository.PathOf("docs/formats/random-draws.md")))
            .Select(block => block.Groups[1].Value).Single(block => block.Contains("def normal", StringComparison.Ordinal));
        folder.Write("normal.py", $"{lines}\nimport sys; sys.path.insert(0, sys.argv[1]); sys.dont_write_bytecode = True\n{rest}\n");
        return await Python.RunAsync(folder.FullPath, "normal.py", Repository.PathOf("docs"));
    }

    [GeneratedRegex("^```python\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex PythonBlock();
}
