using Lockstep.Runs;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Runs;

public sealed class MetricsLogTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 9, 30, 0, TimeSpan.Zero);
    private static readonly Metric[] Metrics =
    [
        new(1, 1, "train", "loss", 0.1 + 0.2, Now), new(1, 1, "val", "recall/é\n\"", 1e-300, Now), new(2, 2, "train", "loss", double.NaN, Now),
        new(3, 2, "train", "loss", double.PositiveInfinity, Now), new(4, 2, "train", "loss", double.NegativeInfinity, Now),
        new(5, 3, "train", "loss", -0.0, Now),
    ];

    [Fact]
    public void Reads_back_every_bit_NaN_and_infinity_as_well()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder);
        var read = MetricsLog.Read(path).ToArray();
        Assert.Equal(Metrics, read);
        Assert.Equal(
            Metrics.Select(metric => BitConverter.DoubleToInt64Bits(metric.Value)), read.Select(metric => BitConverter.DoubleToInt64Bits(metric.Value)));
    }

    [Fact]
    public void Is_a_JSON_object_a_line_as_the_formats_say()
    {
        using var folder = new TemporaryFolder();
        var lines = File.ReadAllText(Write(folder)).Split('\n');
        Assert.Equal("""{"step":1,"epoch":1,"phase":"train","name":"loss","value":0.30000000000000004,"time":"2026-01-05T09:30:00+00:00"}""", lines[0]);
        Assert.Contains("\"value\":\"NaN\"", lines[2], StringComparison.Ordinal);
        Assert.Equal("", lines[^1]);
    }

    [Fact]
    public void Wherever_a_kill_tore_the_last_line_all_before_it_are_read()
    {
        using var folder = new TemporaryFolder();
        var whole = File.ReadAllBytes(Write(folder));
        var torn = folder.PathOf("torn.jsonl");
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(torn, whole[..length]);
            // A line that lacks only its end of line is whole.
            var lines = whole.Take(length + 1).Count(unit => unit == '\n');
            Assert.Equal(Metrics.Take(lines), MetricsLog.Read(torn));
        }
    }

    [Fact]
    public void Appends_to_what_was_there()
    {
        using var folder = new TemporaryFolder();
        Write(folder);
        Assert.Equal([.. Metrics, .. Metrics], MetricsLog.Read(Write(folder)));
    }

    private static string Write(TemporaryFolder folder)
    {
        var path = folder.PathOf("metrics.jsonl");
        using var log = new MetricsLog(path);
        Array.ForEach(Metrics, log.Append);
        return path;
    }
}
