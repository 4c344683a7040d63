using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Runs;
using Lockstep.Tests.Shared;

namespace Lockstep.Cli.Tests;

/// <summary>What a finished run leaves to look at.</summary>
public sealed class ArtifactTests
{
    private static readonly string[] Timeless = [
        "confusion_matrix.csv", "confusion_matrix.json", "confusion_matrix.png", "curves.png", "model.json", "per_class.csv", "predictions.csv",
        "predictions.png", "report.json"
    ];

    [Fact]
    public async Task Two_runs_leave_the_same_bytes_and_a_rerun_says_its_verdict_in_the_report()
    {
        using var place = new Workplace().WithDigits();
        var first = await place.TrainedAsync();
        var second = await place.JsonAsync(0, "rerun", first.Text("run"));
        foreach (var name in Timeless)
        {
            Assert.Equal(Artifact(first, name), Artifact(second, name));
        }

        var report = File.ReadAllText(Path.Combine(second.Text("folder"), "artifacts/report.html"));
        Assert.Contains($"<b>identical</b> to {first.Text("run")}", report, StringComparison.Ordinal);
        Assert.Contains(first.Text("lockId"), report, StringComparison.Ordinal);
        Assert.Contains(first.Text("resultId"), report, StringComparison.Ordinal);
        Assert.DoesNotContain("verdict yes", File.ReadAllText(Path.Combine(first.Text("folder"), "artifacts/report.html")), StringComparison.Ordinal);
        await place.ShellAsync(
            $"cd '{second.Text("folder")}' && sha256sum -c --strict --quiet SHA256SUMS && grep -q artifacts/tensorboard/events.out.tfevents SHA256SUMS");
    }

    [Fact]
    public async Task The_report_loads_nothing_and_takes_no_markup_from_hostile_names()
    {
        using var place = new Workplace();
        foreach (var (name, from) in new[] { ("<script>alert(1)", "0"), ("\"'><img src=http:x>", "1") })
        {
            Directory.CreateDirectory(place.PathOf($"digits/{name}"));
            using var source = new Workplace().WithDigits(perClass: 6);
            foreach (var file in Directory.GetFiles(source.PathOf($"digits/{from}")))
            {
                File.Copy(file, place.PathOf($"digits/{name}/<i>{Path.GetFileName(file)}"));
            }
        }

        var run = await place.JsonAsync(0, "train", "recipe.yaml");
        var report = File.ReadAllText(Path.Combine(run.Text("folder"), "artifacts/report.html"));
        Assert.Contains("&lt;script&gt;alert(1)", report, StringComparison.Ordinal);
        foreach (var markup in (string[])["<script", "<img src=http", "<i>", "<link", "<iframe", "url("])
        {
            Assert.DoesNotContain(markup, report, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Contains("default-src 'none'", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TensorBoards_file_holds_every_metric_with_sound_checksums()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/protoc"), "needs protobuf-compiler and python3-protobuf");
        using var place = new Workplace().WithDigits(perClass: 4);
        var run = await place.JsonAsync(0, "train", "recipe.yaml");
        var file = Assert.Single(Directory.GetFiles(Path.Combine(run.Text("folder"), "artifacts/tensorboard")));
        Assert.Matches("/events\\.out\\.tfevents\\.[0-9]{10}\\.lockstep$", file);

        var lines = (await Python.RunAsync(place.Folder, Repository.PathOf("test/fixtures/tensorboard/read.py"), file))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var metrics = MetricsLog.Read(Path.Combine(run.Text("folder"), "metrics.jsonl")).ToArray();
        Assert.Equal("version brain.Event:2", lines[0]);
        Assert.Equal(
            metrics.Select(metric => string.Create(
                CultureInfo.InvariantCulture,
                $"{metric.Step}\t{metric.Phase}/{metric.Name}\t{Convert.ToHexStringLower(BitConverter.GetBytes((float)metric.Value))}")),
            lines.Skip(1).Select(line => line[..line.LastIndexOf('\t')]));
        Assert.All(metrics.Zip(lines.Skip(1)), pair => Assert.Equal(
            (pair.First.Time - DateTimeOffset.UnixEpoch).TotalSeconds, double.Parse(pair.Second.Split('\t')[^1], CultureInfo.InvariantCulture), 1e-3));
    }

    [Fact]
    public async Task A_smoke_test_writes_none()
    {
        using var place = new Workplace().WithDigits();
        await place.JsonAsync(0, "smoke", "recipe.yaml", "--set", "train.lr=0.1");
        Assert.Empty(Directory.GetFiles(place.Folder, "report.html", SearchOption.AllDirectories));
    }

    private static byte[] Artifact(JsonObject run, string name) => File.ReadAllBytes(Path.Combine(run.Text("folder"), "artifacts", name));
}
