using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Runs;

namespace Lockstep.Cli.Tests;

public sealed class ResumeTests
{
    private const string WaitForStep = "for i in $(seq 400); do [ -e runs/stopped/checkpoints/resume/epoch-1-batch-2 ] && break; sleep 0.05; done";

    [Fact]
    public async Task What_a_stopped_run_prints_names_the_command_that_goes_on_and_its_record_says_when()
    {
        using var place = new Workplace().WithDigits();
        await StopAsync(place, "TERM");
        Assert.Contains("Go on with: lockstep train --resume stopped", File.ReadAllText(place.PathOf("err")), StringComparison.Ordinal);
        var folder = RunFolder.Open(place.PathOf("runs/stopped"));
        Assert.Equal(RunStatus.Interrupted, folder.ReadRecord().Status);
        var log = File.ReadAllText(folder.LogPath);

        await ShortenAsync(place);
        var answer = await place.JsonAsync(0, "train", "--resume", "stopped");
        Assert.Equal("finished", answer.Text("status"));
        var resumption = Assert.Single(folder.ReadRecord().Resumptions ?? []);
        Assert.True(resumption.Step > 0 && resumption.Epoch >= 1);
        Assert.StartsWith(log, File.ReadAllText(folder.LogPath), StringComparison.Ordinal);
        Assert.Contains($"resumes from epoch-{resumption.Epoch}-batch-", File.ReadAllText(folder.LogPath), StringComparison.Ordinal);
        await place.ShellAsync("cd runs/stopped && sha256sum -c --strict --quiet SHA256SUMS");

        var again = await place.RunAsync("train", "--resume", "stopped");
        Assert.Equal(3, again.ExitCode);
        Assert.Contains("stopped is finished: there is nothing to resume", again.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_still_runs_is_not_resumed()
    {
        using var place = new Workplace().WithDigits();
        await place.ShellAsync($"""
            dotnet '{Workplace.Program}' train recipe.yaml --set train.epochs=100000 --set checkpoint.every_steps=2 --name stopped -q >out 2>err & pid=$!
            {WaitForStep}
            code=0; dotnet '{Workplace.Program}' train --resume stopped >out2 2>err2 || code=$?
            kill -KILL $pid; wait $pid || true
            test $code = 3
            """);
        Assert.Contains("stopped: still runs, in another process", File.ReadAllText(place.PathOf("err2")), StringComparison.Ordinal);
        await ShortenAsync(place);
        Assert.Equal("finished", (await place.JsonAsync(0, "train", "--resume", "stopped")).Text("status"));
    }

    [Fact]
    public async Task Without_a_checkpoint_it_begins_anew_and_says_so()
    {
        using var place = new Workplace().WithDigits();
        await StopAsync(place, "KILL");
        await ShortenAsync(place);
        await place.ShellAsync("rm -r runs/stopped/checkpoints/resume");
        var result = await place.RunAsync("train", "--resume", "stopped");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("stopped: no checkpoint was written before it was stopped, so it begins anew", result.StandardError, StringComparison.Ordinal);
        var record = RunFolder.Open(place.PathOf("runs/stopped")).ReadRecord();
        Assert.Equal((await WholeAsync(place)).Text("resultId"), record.ResultId);
        Assert.Equal(0, Assert.Single(record.Resumptions ?? []).Step);
    }

    [Fact]
    public async Task A_damaged_checkpoint_is_named_and_the_one_before_it_taken_and_with_none_left_nothing_is_touched()
    {
        using var place = new Workplace().WithDigits();
        await StopAsync(place, "KILL");
        await ShortenAsync(place);
        var newest = (await place.ShellAsync("ls runs/stopped/checkpoints/resume | sort -t- -k2n -k4n | tail -1")).Trim();
        await place.ShellAsync($"truncate -s 100 runs/stopped/checkpoints/resume/{newest}/model.safetensors; cp -r runs/stopped runs/worse; "
            + "for f in runs/worse/checkpoints/resume/*/state.json; do echo >> $f; done; cp -r runs/worse before");
        // As a rule two: a kill between a checkpoint's rename and the removal of the oldest leaves three, and one before the rename a folder that is none.
        var kept = Directory.GetDirectories(place.PathOf("runs/worse/checkpoints/resume"), "epoch-*").Length;
        var result = await place.RunAsync("train", "--resume", "stopped");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains($"{newest}/model.safetensors: damaged: its SHA-256 is", result.StandardError, StringComparison.Ordinal);
        Assert.Equal((await WholeAsync(place)).Text("resultId"), RunFolder.Open(place.PathOf("runs/stopped")).ReadRecord().ResultId);

        var refused = await place.RunAsync("train", "--resume", "worse");
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains($"none of its {kept} checkpoints can be used", refused.StandardError, StringComparison.Ordinal);
        Assert.Contains("To begin anew, delete", refused.StandardError, StringComparison.Ordinal);
        await place.ShellAsync("diff -r before runs/worse");
    }

    [Fact]
    public async Task Locks_that_are_not_met_refuse_it_and_name_box_and_difference()
    {
        using var place = new Workplace().WithDigits();
        await StopAsync(place, "TERM");
        await ShortenAsync(place);
        await place.ShellAsync("mv digits moved");
        Assert.Contains("--data DIR", (await place.RunAsync("train", "--resume", "stopped")).StandardError, StringComparison.Ordinal);
        await place.ShellAsync("sed -i 's/\"libc\": \"/\"libc\": \"other /' runs/stopped/locks/environment.json; cp -r runs/stopped before");
        var refused = await place.RunAsync("train", "--resume", "stopped", "--data", "moved");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("'stopped' can't be resumed as it began:\n  Environment: libc: recorded \"other ", refused.StandardError, StringComparison.Ordinal);
        await place.ShellAsync("diff -r before runs/stopped; sed -i 's/\"libc\": \"other /\"libc\": \"/' runs/stopped/locks/environment.json");
        Assert.Equal("finished", (await place.JsonAsync(0, "train", "--resume", "stopped", "--data", "moved")).Text("status"));
    }

    [Theory]
    [InlineData("takes no recipe, --set", "--resume", "x", "--set", "seed=1")]
    [InlineData("takes no recipe, --set", "recipe.yaml", "--resume", "x")]
    [InlineData("--data and --model go with --resume", "recipe.yaml", "--data", "digits")]
    [InlineData("Expected a recipe's file, or --resume RUN")]
    [InlineData("No run 'x'", "--resume", "x")]
    public async Task What_can_not_be_meant_is_wrong_usage(string message, params string[] arguments)
    {
        using var place = new Workplace();
        var result = await place.RunAsync(["train", .. arguments]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rerun_that_was_stopped_gets_its_verdict_in_the_end_by_the_tolerance_that_it_was_asked_for()
    {
        using var place = new Workplace().WithDigits();
        await place.JsonAsync(0, "train", "recipe.yaml", "--name", "first", "--set", "train.epochs=300", "--set", "checkpoint.every_steps=2");
        // As if the other machine had come to a loss that is a little off.
        var first = RunFolder.Open(place.PathOf("runs/first"));
        var record = first.ReadRecord();
        var metrics = new Dictionary<string, double>(record.Metrics) { ["trainLoss"] = record.Metrics["trainLoss"] + 1e-3 };
        first.Write(record with
        {
            Metrics = metrics,
            ResultId = ResultId.Of(Sha256.OfFile(first.LastCheckpointPath, TestContext.Current.CancellationToken).Digest, metrics)
        });
        await place.ShellAsync($"""
            dotnet '{Workplace.Program}' rerun first --name stopped --tolerance 0.01 -q >out 2>err & pid=$!
            {WaitForStep}
            kill -TERM $pid; code=0; wait $pid || code=$?; test $code = 130
            mv runs/first runs/baseline
            """);
        var answer = await place.JsonAsync(0, "train", "--resume", "latest");
        Assert.Equal(("first", "equivalent"), (answer.Text("parent"), answer.Text("verdict")));
        var verdict = RunFolder.Open(answer.Text("folder")).ReadRecord().Verdict;
        Assert.Equal((0.01, "baseline", 0L), (verdict?.Tolerance, verdict?.Against, verdict?.Distance?.Weights?.Differing));
    }

    [Fact]
    public async Task A_rerun_with_another_seed_that_was_stopped_has_no_verdict()
    {
        using var place = new Workplace().WithDigits();
        await place.JsonAsync(0, "train", "recipe.yaml", "--name", "first_v1", "--set", "train.epochs=150", "--set", "checkpoint.every_steps=2");
        await place.ShellAsync($"""
            dotnet '{Workplace.Program}' rerun first_v1 --seeds -q >out 2>err & pid=$!
            until [ -s runs/*_first_v1/metrics.jsonl ]; do sleep 0.05; done
            kill -TERM $pid; code=0; wait $pid || code=$?; test $code = 130
            """);
        var answer = await place.JsonAsync(0, "train", "--resume", "latest");
        Assert.Equal(("first_v1", null), (answer.Text("parent"), (string?)answer["verdict"]));
    }

    [Fact]
    public async Task A_full_disk_leaves_the_checkpoint_before_and_the_run_goes_on_and_says_so()
    {
        using var place = new Workplace().WithDigits();
        // A checkpoint has some 300 KB; metrics, ledger and log have the room that is left.
        var text = await place.ShellWithDiskAsync(megabytes: 4, $$"""
            dotnet '{{Workplace.Program}}' train recipe.yaml --runs disk/runs --name full --set model='{name: mlp, hidden: [256, 128]}' \
                --set train.epochs=100000 --set checkpoint='{every_steps: 40}' --json-progress >out 2>err & pid=$!
            until grep -q '"event":"checkpoint"' out; do sleep 0.05; done
            head -c $(( $(df --output=avail -B1 disk | tail -1) - 900000 )) /dev/zero > disk/ballast
            for i in $(seq 1200); do grep -q '"problem"' out && break; sleep 0.05; done
            sleep 0.2; kill -0 $pid && echo goes on
            rm disk/ballast; kill -TERM $pid; code=0; wait $pid || code=$?; echo $code
            ls -A disk/runs/full/checkpoints/resume
            cp -r disk/runs kept
            """);
        var errors = File.ReadAllText(place.PathOf("err"));
        Assert.True(text.StartsWith("goes on\n130\n", StringComparison.Ordinal), text + errors);
        Assert.Matches(
            "warning: The checkpoint .*disk/runs/full/checkpoints/resume/epoch-[0-9]+-batch-[0-9]+ could not be written: No space left on device", errors);
        Assert.Matches("Training continues, and the newest checkpoint to resume from is epoch-[0-9]+-batch-[0-9]+\\. Make room on the disk", errors);
        Assert.DoesNotContain(".tmp", text, StringComparison.Ordinal);
        Assert.Contains(
            RunFolder.Open(place.PathOf("kept/full")).ReadRecord().Warnings, warning => warning.Contains("No space left", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Progress_for_machines_is_one_object_a_line_from_started_to_finished()
    {
        using var place = new Workplace().WithDigits();
        var result = await place.RunAsync("train", "recipe.yaml", "--json-progress", "--set", "checkpoint.every_steps=3");
        var lines = result.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (JsonObject)JsonNode.Parse(line)!).ToArray();
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(("started", "finished"), (lines[0].Text("event"), lines[^1].Text("event")));
        Assert.Equal(["checkpoint", "epoch", "finished", "started", "step"], lines.Select(line => line.Text("event")).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(
            ["event", "epoch", "epochs", "step", "trainLoss", "valLoss", "valAccuracy"],
            lines.First(line => line.Text("event") == "epoch").Select(member => member.Key));
        Assert.Equal(
            ["event", "epoch", "epochs", "step", "stepInEpoch", "stepsPerEpoch", "loss"],
            lines.First(line => line.Text("event") == "step").Select(member => member.Key));
        Assert.Equal(["event", "epoch", "epochs", "step", "name"], lines.First(line => line.Text("event") == "checkpoint").Select(member => member.Key));
        Assert.Equal(lines[0].Text("run"), lines[^1].Text("run"));
        Assert.Equal("finished", lines[^1].Text("status"));
    }

    private static async Task StopAsync(Workplace place, string signal) => await place.ShellAsync($"""
        dotnet '{Workplace.Program}' train recipe.yaml --set train.epochs=100000 --set schedule=constant --set checkpoint.every_steps=2 \
            --name stopped >out 2>err & pid=$!
        {WaitForStep}
        sleep 0.3; kill -{signal} $pid; wait $pid || true
        """);

    /// <summary>
    /// Makes the run's recipe and lock say fewer epochs, as if it had been begun so: a long one can be stopped for sure, a short one can be finished.
    /// </summary>
    private static async Task ShortenAsync(Workplace place)
    {
        var names = (await place.ShellAsync("ls runs/stopped/checkpoints/resume")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var epochs = names.Max(name => int.Parse(name.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture)) + 1;
        await place.ShellAsync($"sed -i 's/epochs: 100000/epochs: {epochs}/' runs/stopped/recipe.yaml; sed -i 's/\"epochs\": 100000/\"epochs\": "
            + $"{epochs}/' runs/stopped/locks/code.json");
    }

    private static async Task<JsonObject> WholeAsync(Workplace place)
    {
        var epochs = File.ReadAllLines(place.PathOf("runs/stopped/recipe.yaml"))
            .First(line => line.Trim().StartsWith("epochs:", StringComparison.Ordinal)).Split(':')[1].Trim();
        return await place.JsonAsync(0, "train", "recipe.yaml", "--set", $"train.epochs={epochs}", "--set", "schedule=constant", "--name", "whole");
    }
}
