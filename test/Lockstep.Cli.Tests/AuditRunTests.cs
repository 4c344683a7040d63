using System.Text.Json.Nodes;

namespace Lockstep.Cli.Tests;

/// <summary>Each check of a run's folder, on one that violates it and on one that doesn't; and commands that repeat themselves or not.</summary>
[Collection(nameof(AugmentCheckTests))]
public sealed class AuditRunTests
{
    private const string Python = "/usr/bin/python3";

    [Theory]
    [InlineData(":", "")]
    [InlineData("rm checkpoints/best.safetensors", "missing-checkpoints run-changed")]
    [InlineData("rm checkpoints/last.safetensors", "missing-checkpoints run-changed")]
    [InlineData("rm artifacts/report.html", "run-changed unreadable-report")]
    [InlineData("truncate -s 5000 artifacts/report.html", "run-changed unreadable-report")]
    [InlineData("echo '{}' >> metrics.jsonl", "run-changed")]
    [InlineData("rm SHA256SUMS", "run-changed")]
    [InlineData("sed -i 's/\"valAccuracy\": [0-9.]*/\"valAccuracy\": 1.0/' run.json", "run-changed")]
    [InlineData("sed -i 's/\"status\": \"finished\"/\"status\": \"failed\"/' run.json", "run-changed run-unfinished")]
    public async Task What_is_done_to_a_run_opens_the_box_by_its_own_check_and_no_other(string script, string opening)
    {
        using var place = new Workplace().WithDigits();
        var run = (await place.TrainedAsync("--name", "one")).Text("folder");
        await place.ShellAsync($"cd '{run}' && {script}");

        var answer = await AuditFixtures.AuditAsync(run, "--level", "static");

        Assert.Equal(opening, string.Join(' ', Opening(answer)));
        Assert.Equal(opening.Length == 0 ? "shut" : "open", StateOf(answer, "run"));
    }

    [Fact]
    public async Task A_command_that_gives_other_steps_the_second_time_opens_the_box()
    {
        Assert.SkipUnless(File.Exists(Python), $"needs {Python} with torch (apt-get install python3-torch)");
        using var place = new Workplace();
        foreach (var (seed, state) in new[] { ("time.time_ns() % 2**31", "open"), ("7", "shut") })
        {
            Write(place, seed);
            Assert.Equal(state, StateOf(await AuditedAsync(place), "randomness"));
        }
    }

    [Fact]
    public async Task A_run_of_a_command_is_judged_by_its_reruns()
    {
        Assert.SkipUnless(File.Exists(Python), $"needs {Python} with torch (apt-get install python3-torch)");
        using var place = new Workplace();
        Write(place, "7");
        Assert.Equal(0, (await place.RunAsync("exec", "--name", "a", "--", Python, "project/train.py")).ExitCode);
        var alone = await AuditFixtures.AuditAsync(place.PathOf("runs/a"));
        Assert.Contains("nobody repeated a: lockstep rerun", NotChecked(alone, "command-repeats"), StringComparison.Ordinal);

        Assert.Equal(0, (await place.RunAsync("rerun", "a", "--name", "b")).ExitCode);
        var repeated = await AuditFixtures.AuditAsync(place.PathOf("runs/a"));
        Assert.Null(NotChecked(repeated, "command-repeats"));
        Assert.Empty(AuditFixtures.FindingsOf(repeated, "command-repeats"));
    }

    private static void Write(Workplace place, string seed)
    {
        Directory.CreateDirectory(place.PathOf("project"));
        File.WriteAllText(place.PathOf("project/train.py"), $"""
            import time
            import torch

            torch.manual_seed({seed})
            torch.use_deterministic_algorithms(True)
            layer = torch.nn.Linear(3, 2)
            optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
            for step in range(12):
                optimizer.zero_grad()
                loss = layer(torch.ones(2, 3)).square().sum()
                loss.backward()
                optimizer.step()
            """);
    }

    /// <summary>In a process of its own, whose folder is the command's.</summary>
    private static async Task<JsonObject> AuditedAsync(Workplace place)
    {
        var result = await place.RunAsync("audit", "project", "--json", "--", Python, "project/train.py");
        return Assert.IsType<JsonObject>(JsonNode.Parse(result.StandardOutput));
    }

    private static IEnumerable<string> Opening(JsonObject answer) => answer["findings"]!.AsArray()
        .Where(finding => (string?)finding!["state"] == "opens" && (string?)finding["box"] == "run")
        .Select(finding => (string)finding!["check"]!).Distinct().Order(StringComparer.Ordinal);

    private static string? StateOf(JsonObject answer, string box) =>
        (string?)answer["boxes"]!.AsArray().Single(one => (string?)one!["box"] == box)!["state"];

    private static string? NotChecked(JsonObject answer, string check) =>
        (string?)answer["checks"]!.AsArray().Single(one => (string?)one!["check"] == check)!["notChecked"];
}
