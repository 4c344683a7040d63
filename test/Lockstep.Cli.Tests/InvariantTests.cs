namespace Lockstep.Cli.Tests;

/// <summary>What a recipe says must hold of the metrics.</summary>
public sealed class InvariantTests
{
    private const string Broken = "invariants=[{metric: accuracy, min: 0.999}, {metric: loss, phase: train, decreases_by: 0.01}]";

    [Fact]
    public async Task A_broken_one_is_told_with_its_figure_and_the_run_is_finished_with_the_locks_and_the_result_that_it_has_without()
    {
        using var place = new Workplace().WithDigits();
        var without = await place.TrainedAsync("--name", "without");
        var result = await place.RunAsync("train", "recipe.yaml", "--name", "with", "--set", Broken);
        var shown = await place.JsonAsync(0, "runs", "show", "with");

        Assert.Equal(1, result.ExitCode);
        Assert.Matches(@"invariant  BROKEN: val accuracy 0\.[0-9]+ after epoch 2: expected at least 0\.999", result.StandardOutput);
        Assert.Matches(@"invariant  train loss [0-9.]+ after epoch 2, expected at least 1\.0 % below its first: holds", result.StandardOutput);
        Assert.Equal(("finished", without.Text("lockId"), without.Text("resultId")), (shown.Text("status"), shown.Text("lockId"), shown.Text("resultId")));
        Assert.Equal([false, true], shown["invariants"]!.AsArray().Select(one => one!["holds"]!.GetValue<bool>()));
        Assert.Contains("broken: val accuracy", File.ReadAllText(place.PathOf("runs/with/artifacts/report.html")), StringComparison.Ordinal);
        Assert.DoesNotContain("invariants", File.ReadAllText(place.PathOf("runs/without/recipe.yaml")), StringComparison.Ordinal);
        Assert.Equal("identical", (await place.JsonAsync(0, "rerun", "with", "--name", "again")).Text("verdict"));
    }

    [Fact]
    public async Task A_run_is_held_against_a_pinned_one_and_refused_where_that_is_gone()
    {
        using var place = new Workplace().WithDigits();
        var baseline = await place.TrainedAsync("--name", "baseline");
        var pin = baseline.Text("resultId")[..12];
        var near = await place.JsonAsync(0, "train", "recipe.yaml", "--set", $"invariants=[{{metric: loss, within: {{by: 0, of: '{pin}'}}}}]");
        var far = await place.RunAsync(
            "train", "recipe.yaml", "--set", "train.lr=0.5", "--set", $"invariants=[{{metric: loss, within: {{by: 0.001, of: '{pin}'}}}}]");
        var gone = await place.RunAsync("train", "recipe.yaml", "--name", "gone", "--set", "invariants=[{metric: loss, within: {by: 1, of: nothing}}]");

        Assert.True(near["invariants"]?[0]?["holds"]?.GetValue<bool>());
        Assert.Equal(1, far.ExitCode);
        Assert.Matches($"expected within 0.001 of [0-9.]+ in '{pin}', found [+-][0-9.]+", far.StandardOutput);
        Assert.Equal(2, gone.ExitCode);
        Assert.Contains("invariants[0].within.of: the baseline is gone: No run 'nothing'", gone.StandardError, StringComparison.Ordinal);
        Assert.False(Directory.Exists(place.PathOf("runs/gone")));
    }

    [Theory]
    [InlineData("{metric: accurcy, min: 1}", "invariants[0].metric: the phase val has no metric 'accurcy'. Did you mean 'accuracy'?")]
    [InlineData("{metric: accuracy, min: 2}", "invariants[0].min: accuracy goes from 0 to 1, so it is never 2 or more")]
    [InlineData("{metric: loss, min: 2, max: 1}", "invariants[0].min: is above max, so that no value can hold")]
    [InlineData("{metric: loss}", "invariants[0].metric: nothing is asked of it")]
    [InlineData("{metric: loss, max: 1, at_epoch: 3}", "invariants[0].at_epoch: 3 is after the last epoch (train.epochs: 2)")]
    [InlineData("{min: 1}", "'invariants[0].metric' is missing")]
    public async Task One_that_can_never_be_checked_or_hold_is_refused_before_training(string invariant, string said)
    {
        using var place = new Workplace().WithDigits(perClass: 2);
        var result = await place.RunAsync("train", "recipe.yaml", "--set", $"invariants=[{invariant}]");
        Assert.Equal((2, 0), (result.ExitCode, place.RunCount));
        Assert.Contains(said, result.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_ends_well_and_breaks_one_ends_with_exit_code_1()
    {
        using var place = new Workplace();
        File.WriteAllText(place.PathOf("command.yaml"), """
            kind: command
            command: [sh, -c, 'printf "{\"epoch\": 1, \"accuracy\": 0.2}\n{\"epoch\": 2, \"accuracy\": 0.7}\n" > $LOCKSTEP_RUN/metrics.jsonl']
            invariants: [{metric: accuracy, min: 0.8}, {metric: accuracy, max: 0.3, at_epoch: 1}, {metric: loss, max: 1}]
            """);
        var result = await place.RunAsync("exec", "--recipe", "command.yaml", "--name", "one");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("invariant  BROKEN: accuracy 0.7 after epoch 2: expected at least 0.8", result.StandardError, StringComparison.Ordinal);
        Assert.Contains("accuracy 0.2 after epoch 1, expected at most 0.3: holds", result.StandardError, StringComparison.Ordinal);
        Assert.Contains("BROKEN: loss: it was not told; told were accuracy; expected at most 1", result.StandardError, StringComparison.Ordinal);
        Assert.Equal("finished", (await place.JsonAsync(0, "runs", "show", "one")).Text("status"));
    }
}
