namespace Lockstep.Cli.Tests;

public sealed class ExplainTests
{
    [Fact]
    public async Task The_cause_is_proven_among_a_variable_an_unused_file_and_a_key_without_effect()
    {
        using var place = new Workplace().WithDigits(5);
        await place.TrainedAsync("--name", "a");
        await place.ShellAsync($"cp -r digits others && echo note > others/NOTES.txt && OMP_WAIT_POLICY=passive dotnet '{Workplace.Program}' train "
            + "recipe.yaml --name b -q --set dataset=others --set augment.hflip_prob=1.0e-9 --set train.lr=0.02");
        var diff = await place.RunAsync("diff", "a", "b");
        Assert.Contains(
            "to blame: Code: recipe.train.lr differs (0.01 in A, 0.02 in B), and it says how the weights are moved, or when;",
            diff.StandardOutput,
            StringComparison.Ordinal);
        Assert.Contains("  learning rate 0.01  |  0.02\n", diff.StandardOutput, StringComparison.Ordinal);

        var result = await place.RunAsync("explain", "a", "b");
        Assert.True(result.ExitCode == 0, result.StandardOutput + result.StandardError);
        Assert.StartsWith(
            "With recipe.train.lr (0.01 in A, 0.02 in B) of B, A's step 1 is B's, bit for bit (phase update).\n",
            result.StandardOutput,
            StringComparison.Ordinal);
        Assert.DoesNotContain("OMP_WAIT_POLICY", result.StandardOutput + diff.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("NOTES.txt, only in B changes nothing up to step 6.\n", result.StandardOutput, StringComparison.Ordinal);
        Assert.EndsWith("With all of that, A's result is B's too.\n", result.StandardOutput, StringComparison.Ordinal);
        Assert.StartsWith("3 differences can be put in: 3 trials, at most ", result.StandardError, StringComparison.Ordinal);
        Assert.Contains("trial 1: A as it was, ", result.StandardError, StringComparison.Ordinal);
        Assert.Equal(2, place.RunCount);
    }

    [Fact]
    public async Task A_file_that_moved_to_another_class_is_proven_alone_of_the_files_that_differ()
    {
        using var place = new Workplace().WithDigits(5);
        await place.TrainedAsync("--name", "a", "--set", "split.stratify=false");
        await place.ShellAsync("cp -r digits others && mv \"$(ls others/3/*.png | head -n 1)\" others/4/moved.png && echo note > others/NOTES.txt");
        await place.JsonAsync(0, "train", "recipe.yaml", "--name", "b", "--set", "dataset=others", "--set", "split.stratify=false");
        var blame = (await place.JsonAsync(1, "diff", "a", "b"))["blame"];
        Assert.Equal("data", blame?["box"]?.GetValue<string>());
        Assert.Contains(" is now 4/moved.png, of the class 4 and not 3", blame?["reason"]?.GetValue<string>(), StringComparison.Ordinal);

        var found = await place.JsonAsync(0, "explain", "a", "b");
        var cause = Assert.Single(found["causes"]?.AsArray() ?? []);
        Assert.EndsWith("now 4/moved.png", Assert.Single(cause?["differences"]?.AsArray() ?? [])?["name"]?.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("NOTES.txt, only in B", Assert.Single(found["without"]?.AsArray() ?? [])?["name"]?.GetValue<string>());
    }

    [Fact]
    public async Task Where_steps_are_the_same_and_results_are_not_the_whole_training_is_tried()
    {
        using var place = new Workplace().WithDigits(5);
        await place.TrainedAsync("--name", "a");
        await place.TrainedAsync("--name", "b", "--set", "train.ema.decay=0.5", "--set", "train.epochs=2");
        var diff = await place.JsonAsync(1, "diff", "a", "b");
        Assert.Equal(
            ("identical", "recipe.train.ema"),
            (diff["ledger"]?["answer"]?.GetValue<string>(), diff["blame"]?["candidates"]?[0]?["key"]?.GetValue<string>()));
        var bisect = await place.RunAsync("bisect", "a", "b");
        Assert.Equal(1, bisect.ExitCode);
        Assert.Contains(
            "verdict    the steps are the same, and the results are not; to blame: Code: training is the same, up to step 6; recipe.train.ema",
            bisect.StandardOutput,
            StringComparison.Ordinal);
        var found = await place.JsonAsync(0, "explain", "a", "b");
        Assert.Equal("recipe.train.ema", Assert.Single(found["causes"]?[0]?["differences"]?.AsArray() ?? [])?["name"]?.GetValue<string>());
        Assert.Null(found["causes"]?[0]?["step"]);
    }

    [Fact]
    public async Task It_begins_with_a_checkpoint_that_both_keep_and_ends_with_the_first_step_where_that_is_asked_for()
    {
        using var place = new Workplace().WithDigits();
        string[] recipe =
            ["--set", "train.epochs=4", "--set", "checkpoint.every_steps=3", "--set", "checkpoint.keep=50", "--set", "checkpoint.keep_finished=true"];
        await place.TrainedAsync(["--name", "a", .. recipe, "--set", "schedule={name: multi_step, milestones: [2], gamma: 1}"]);
        await place.TrainedAsync(["--name", "b", .. recipe, "--set", "schedule={name: multi_step, milestones: [2], gamma: 0.5}"]);
        var result = await place.RunAsync("explain", "a", "b", "--first-only");
        Assert.True(result.ExitCode == 0, result.StandardOutput + result.StandardError);
        Assert.StartsWith(
            "With recipe.schedule.gamma (1 in A, 0.5 in B) of B, A's step 9 is B's, bit for bit (phase update).\n",
            result.StandardOutput,
            StringComparison.Ordinal);
        Assert.Contains("up to step 9 from step ", result.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_made_elsewhere_is_not_explained_and_what_can_not_be_put_in_is_named()
    {
        using var place = new Workplace().WithDigits(5);
        await place.TrainedAsync("--name", "a");
        await place.TrainedAsync("--name", "other", "--set", "train.lr=0.02");
        // As if another C library had moved the weights otherwise.
        await place.ShellAsync("cp -r runs/other runs/b && cp runs/a/recipe.yaml runs/b/ && cp runs/a/locks/* runs/b/locks/ && sed -i 's/\"libc\": "
            + "\"/\"libc\": \"other /' runs/b/locks/environment.json");
        Forgery.Settle(place.PathOf("runs/b"));
        var found = await place.JsonAsync(1, "explain", "a", "b");
        Assert.Equal(("not explained", false), (found.Text("outcome"), found["proven"]?.GetValue<bool>()));
        Assert.Equal("libc", Assert.Single(found["notPut"]?.AsArray() ?? [])?["name"]?.GetValue<string>());
        var sentences = (found["sentences"]?.AsArray() ?? []).Select(line => line?.GetValue<string>() ?? "").ToArray();
        Assert.Contains(
            sentences,
            line =>
                line.StartsWith("Not explained: A with all of B that can be put in does not do what B did, and A repeats itself.", StringComparison.Ordinal));
        Assert.Contains(sentences, line => line.EndsWith("can't be put into A: here it is as in A.", StringComparison.Ordinal));

        await place.ShellAsync("cp runs/other/ledger.bin runs/b/");
        var changed = await place.RunAsync("explain", "a", "b");
        Assert.Equal(3, changed.ExitCode);
        Assert.Contains("B's ledger.bin is not what its SHA256SUMS says", changed.StandardError, StringComparison.Ordinal);
        Assert.Contains("ledger.bin is of a run with the lock ID", (await place.RunAsync("runs", "show", "b")).StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_that_are_the_same_need_no_explanation()
    {
        using var place = new Workplace().WithDigits(5);
        await place.TrainedAsync("--name", "a");
        await place.ShellAsync("cp -r runs/a runs/b");
        Assert.Equal("same", (await place.JsonAsync(0, "explain", "a", "b")).Text("outcome"));
    }
}
