using Lockstep.Exec.Metrics;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Exec.Metrics;

public sealed class CommandMetricsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Lines_of_metrics_jsonl_are_read_in_both_forms_and_a_torn_one_is_said()
    {
        var path = folder.Write(
            "metrics.jsonl",
            "{\"name\":\"loss\",\"value\":0.5,\"step\":10,\"phase\":\"val\"}\n"
                + "{\"step\": 20, \"epoch\": 1, \"loss\": NaN, \"acc\": 0.25, \"note\": \"a NaN\"}\n\n[1]\n{\"name\":\"loss\",\"val"
        );
        var metrics = Read(new MetricSources { MetricsFile = path });

        Assert.Equal(
            [("loss", 0.5, 10L, null, "val"), ("loss", double.NaN, 20L, 1.0, null), ("acc", 0.25, 20L, 1.0, (string?)null)],
            metrics.All.Select(metric => (metric.Name, metric.Value, metric.Step!.Value, metric.Epoch, metric.Phase))
        );
        Assert.Equal(
            [("acc", 0.25), ("loss", double.NaN), ("val/loss", 0.5)],
            metrics.Repeatable.Select(final => (final.Key, final.Value))
        );
        Assert.StartsWith("metrics.jsonl: line 4 is no JSON object with numbers", Assert.Single(metrics.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Patterns_find_numbers_in_what_was_printed_progress_bars_and_colours_too()
    {
        var output = folder.Write(
            "output.txt",
            "epoch 1\r10%|# | loss=0.9\r20%|##| loss=0.8\nEpoch 2: \u001b[32mloss: 7e-1\u001b[0m acc 81.5%\nfinal sum 12.200364\0\u0001\n"
        );
        string[] patterns = ["loss[=:] *(?<train_loss>[-+.0-9e]+)", @"Epoch (?P<epoch>\d+).*acc (?P<acc>[0-9.]+%)", @"final sum ([0-9.]+)", "never (?<x>1)"];
        var metrics = Read(new MetricSources { OutputText = output, Patterns = patterns });

        Assert.Equal(
            [("train_loss", 0.9), ("train_loss", 0.8), ("train_loss", 0.7), ("acc", 81.5), ("sum", 12.200364)],
            metrics.All.Select(metric => (metric.Name, metric.Value))
        );
        Assert.Equal(2, metrics.All[3].Epoch);
        Assert.Equal("--metric \"never (?<x>1)\" matched no number in the output.", Assert.Single(metrics.Notes));
    }

    [Theory]
    [InlineData("loss (", "no regular expression")]
    [InlineData("loss", "no group that holds the number")]
    [InlineData("(?<epoch>1)", "no group that holds the number")]
    public void A_pattern_that_can_find_nothing_is_refused(string pattern, string reason)
    {
        var refused = Assert.Throws<UsageException>(() => Read(new MetricSources { Patterns = [pattern] }));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_that_takes_for_ever_is_stopped_and_said()
    {
        var output = folder.Write("output.txt", new string('a', 5000) + "!\nloss 1\n");
        var metrics = Read(new MetricSources { OutputText = output, Patterns = ["(?<x>(a+)+)b", "loss (?<loss>1)"] });

        Assert.Equal(["loss"], metrics.All.Select(metric => metric.Name));
        Assert.Contains(metrics.Notes, note => note.Contains("takes too long", StringComparison.Ordinal));
    }

    [Fact]
    public void Columns_of_a_csv_file_with_a_step_or_an_epoch_are_metrics_and_other_tables_are_not()
    {
        MetricFile[] files =
        [
            new("log.csv", folder.Write("log.csv", "epoch,lr,\"val loss\",note\n1,0.1,0.5,a\n2,0.01,0.25,b\n3,0.01")),
            new("predictions.csv", folder.Write("predictions.csv", "file,score\na.png,0.5\n")),
            new("numbers.csv", folder.Write("numbers.csv", "1,2\n3,4\n")),
        ];
        var metrics = Read(new MetricSources { Files = files });

        Assert.Equal(
            [("lr", 0.1, 1.0), ("val loss", 0.5, 1.0), ("lr", 0.01, 2.0), ("val loss", 0.25, 2.0), ("lr", 0.01, 3.0)],
            metrics.All.Select(metric => (metric.Name, metric.Value, metric.Epoch!.Value))
        );
        Assert.Equal(0.25, metrics.Repeatable["val loss"]);
    }

    [Fact]
    public async Task Scalars_of_event_files_are_read_and_a_torn_end_is_left_out()
    {
        await Python.RunAsync(folder.FullPath, Repository.PathOf("test/fixtures/exec/metrics/events.py"), "events.out.tfevents.1.host.2.0");
        var path = folder.PathOf("events.out.tfevents.1.host.2.0");
        var bytes = File.ReadAllBytes(path);

        CommandMetrics Again() => Read(new MetricSources { Files = [new("events.out.tfevents.1.host.2.0", path)] });
        Assert.Equal(
            [("loss", 0.5, 1L), ("acc", 0.25, 1L), ("loss", 0.125, 2L)],
            Again().All.Select(metric => (metric.Name, metric.Value, metric.Step!.Value))
        );
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_500), Again().All[0].Time);

        File.WriteAllBytes(path, bytes[..^3]);
        Assert.Equal(2, Again().All.Count);
        bytes[^20] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Equal(2, Again().All.Count);
    }

    [Fact]
    public async Task Two_event_files_with_the_same_values_have_one_content_whenever_they_were_written()
    {
        await Python.RunAsync(folder.FullPath, Repository.PathOf("test/fixtures/exec/metrics/events.py"), "events.out.tfevents.1", "0");
        await Python.RunAsync(folder.FullPath, Repository.PathOf("test/fixtures/exec/metrics/events.py"), "events.out.tfevents.2", "100");

        var one = Lockstep.Exec.Contents.FileContent.Read(folder.PathOf("events.out.tfevents.1"), [], cancellation: TestContext.Current.CancellationToken);
        Assert.Equal("events", one.Format);
        Assert.Equal(
            one,
            Lockstep.Exec.Contents.FileContent.Read(folder.PathOf("events.out.tfevents.2"), [], cancellation: TestContext.Current.CancellationToken) with
            {
                Dates = one.Dates,
                LeftOut = one.LeftOut,
            }
        );
        Assert.NotEqual(File.ReadAllBytes(folder.PathOf("events.out.tfevents.1")), File.ReadAllBytes(folder.PathOf("events.out.tfevents.2")));
    }

    [Fact]
    public void A_name_that_two_sources_have_carries_its_source()
    {
        var metrics = Read(
            new MetricSources
            {
                MetricsFile = folder.Write("metrics.jsonl", "{\"step\":1,\"loss\":1}\n"),
                Files = [new("log.csv", folder.Write("log.csv", "step,loss\n1,2\n"))],
            }
        );

        Assert.Equal(
            [("loss (log.csv)", 2.0), ("loss (metrics.jsonl)", 1.0)],
            metrics.Repeatable.Select(final => (final.Key, final.Value))
        );
    }

    [Theory]
    [InlineData("loss", true)]
    [InlineData("val/acc", true)]
    [InlineData("lifetime_value", true)]
    [InlineData("epoch_time", false)]
    [InlineData("time", false)]
    [InlineData("perf/images_per_second", false)]
    [InlineData("it/s", false)]
    [InlineData("gpu memory", false)]
    public void What_tells_of_time_or_speed_is_not_to_be_repeated(string name, bool isRepeatable)
    {
        var metrics = Read(new MetricSources { MetricsFile = folder.Write("metrics.jsonl", $"{{\"name\":\"{name}\",\"value\":1}}\n") });

        Assert.Equal([name], (isRepeatable ? metrics.Repeatable : metrics.OfTime).Keys);
        Assert.Empty((isRepeatable ? metrics.OfTime : metrics.Repeatable).Keys);
    }

    private static CommandMetrics Read(MetricSources sources) => CommandMetrics.Read(sources, TestContext.Current.CancellationToken);
}
