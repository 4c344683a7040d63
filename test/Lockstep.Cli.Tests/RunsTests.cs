using System.Text.Json.Nodes;

namespace Lockstep.Cli.Tests;

public sealed class RunsTests
{
    [Fact]
    public async Task A_run_is_found_by_folder_name_and_unique_prefix_of_either_ID()
    {
        using var place = new Workplace().WithDigits();
        var first = await place.TrainedAsync("--name", "one");
        await place.JsonAsync(0, "train", "recipe.yaml", "--name", "two", "--set", "seed=9");
        foreach (var reference in (string[])["one", "runs/one", first.Text("folder"), first.Text("lockId")[..12], first.Text("resultId")[..12]])
        {
            Assert.Equal("one", (await place.JsonAsync(0, "runs", "show", reference)).Text("run"));
        }
    }

    [Fact]
    public async Task The_sum_of_the_first_five_losses_is_told_of_a_run_in_its_report_and_of_two()
    {
        using var place = new Workplace().WithDigits();
        await place.TrainedAsync("--name", "one");
        await place.JsonAsync(0, "rerun", "one", "--name", "two");
        await place.JsonAsync(0, "train", "recipe.yaml", "--name", "other", "--set", "seed=9");
        await place.JsonAsync(0, "train", "recipe.yaml", "--name", "without", "--set", "ledger=off");
        double[] logged = [.. File.ReadLines(place.PathOf("runs/one/metrics.jsonl")).Select(line => JsonNode.Parse(line)!)
            .Where(metric => (string?)metric["phase"] == "train" && (string?)metric["name"] == "loss").Take(5).Select(metric => (double)metric["value"]!)];
        Assert.Equal(5, logged.Length);
        var losses = (await place.JsonAsync(0, "runs", "show", "one"))["firstLosses"]!;
        Assert.Equal(logged, losses["values"]!.AsArray().Select(value => (double)value!));
        Assert.Equal(logged[0] + logged[1] + logged[2] + logged[3] + logged[4], (double)losses["sum"]!);

        var sum = Math.Round((double)losses["sum"]!, 6).ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains(
            $"losses     {sum}, the sum of the first 5 losses\n", (await place.RunAsync("runs", "show", "one")).StandardOutput, StringComparison.Ordinal);
        Assert.Contains(
            $"<b>{sum}</b><span>the sum of the first 5 losses</span>",
            await File.ReadAllTextAsync(place.PathOf("runs/one/artifacts/report.html"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.Contains(
            $"Losses       {sum} in both, the sum of the first 5 losses, the same bits\n",
            (await place.RunAsync("diff", "one", "two")).StandardOutput,
            StringComparison.Ordinal);
        Assert.Matches(
            $"Losses       {sum}, the sum of the first 5 losses  \\|  (?!{sum})[0-9.]+, the sum of the first 5 losses\n",
            (await place.RunAsync("diff", "one", "other")).StandardOutput);
        var lack = "there is no ledger, since its recipe says 'ledger: off'";
        Assert.Contains($"losses     none: {lack}\n", (await place.RunAsync("runs", "show", "without")).StandardOutput, StringComparison.Ordinal);
        var diff = await place.JsonAsync(0, "diff", "one", "without");
        Assert.Equal((losses.ToJsonString(), lack), (diff["a"]!["firstLosses"]!.ToJsonString(), diff["b"]!["firstLosses"]!.AsObject().Text("lack")));
    }

    [Fact]
    public async Task A_folder_that_was_renamed_copied_or_damaged_is_listed_by_its_own_name_and_can_be_removed()
    {
        using var place = new Workplace().WithDigits();
        await place.TrainedAsync("--name", "one");
        await place.ShellAsync("cd runs && mv one baseline && cp -r baseline copy && cp -r copy torn && : "
            + "> torn/run.json && mkdir begun begun/locks && mkdir notes && touch notes/x && sed 's/finished/running/' -i copy/run.json");
        var listed = await place.RunAsync("runs");
        Assert.Matches("^baseline +finished .*\ncopy +interrupted \\(process gone\\) .*\nbegun +damaged .*/begun: no run.json.*\ntorn +damaged .*run.json: "
            + "not a run's record: it is empty; get it anew.\n$", listed.StandardOutput);
        Assert.Contains("lockstep train --resume copy", listed.StandardError, StringComparison.Ordinal);
        var runs = (await place.JsonAsync(0, "runs"))["runs"]!.AsArray();
        Assert.Equal(["baseline finished", "copy interrupted", "begun damaged", "torn damaged"], runs.Select(run => $"{run!["run"]} {run["status"]}"));

        Assert.Equal("damaged", (await place.JsonAsync(3, "runs", "show", "torn")).Text("status"));
        Assert.Contains(
            "remove it with 'lockstep runs remove begun'", (await place.RunAsync("train", "--resume", "begun")).StandardError, StringComparison.Ordinal);
        foreach (var name in (string[])["torn", "begun", "latest"])
        {
            Assert.Equal(0, (await place.RunAsync("runs", "remove", name)).ExitCode);
        }

        Assert.Equal(
            ["runs/baseline", "runs/notes"],
            Directory.GetDirectories(place.PathOf("runs")).Select(path => Path.GetRelativePath(place.Folder, path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_place_where_no_runs_can_be_is_refused_by_what_is_wrong_with_it()
    {
        using var place = new Workplace().WithDigits(perClass: 1);
        File.WriteAllText(place.PathOf("file"), "");
        foreach (var (command, folder, problem) in new[] { ("runs", "file", "a file"), ("runs",
            "/proc/x", "no such folder"), ("train recipe.yaml", "file", "a file"), ("train recipe.yaml", "/proc/x/y", "/proc takes no new folder") })
        {
            var refused = await place.RunAsync([.. command.Split(' '), "--runs", folder]);
            Assert.Equal(2, refused.ExitCode);
            Assert.Contains($"--runs {folder}: ", refused.StandardError, StringComparison.Ordinal);
            Assert.Contains(problem, refused.StandardError, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_ID_that_two_runs_share_is_refused_with_their_names()
    {
        using var place = new Workplace().WithDigits();
        var first = await place.TrainedAsync("--name", "one");
        await place.JsonAsync(0, "rerun", "one", "--name", "two");
        var result = await place.RunAsync("runs", "show", first.Text("lockId")[..12]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("means 2 runs: one, two", result.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_run_says_where_it_looked()
    {
        using var place = new Workplace();
        var result = await place.RunAsync("rerun", "nothing");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"in {place.PathOf("runs")}", result.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Showing_a_run_names_the_four_boxes()
    {
        using var place = new Workplace().WithDigits();
        await place.TrainedAsync("--name", "one");
        var shown = (await place.RunAsync("runs", "show", "one")).StandardOutput;
        Assert.All(
            ["\nCode\n", "\nData\n", "\nEnvironment\n", "\nRandomness\n", "  manifestId: ", "  processor.model: ", "  switches.deterministicAlgorithms: true"],
            text => Assert.Contains(text, shown, StringComparison.Ordinal));
        Assert.Equal(
            ["code", "data", "environment", "randomness"],
            Assert.IsType<JsonObject>((await place.JsonAsync(0, "runs", "show", "one"))["locks"]).Select(member => member.Key));
    }

    [Fact]
    public async Task A_name_that_is_taken_or_impossible_is_refused()
    {
        using var place = new Workplace().WithDigits();
        await place.TrainedAsync("--name", "one");
        var taken = await place.RunAsync("train", "recipe.yaml", "--name", "one");
        Assert.Equal(3, taken.ExitCode);
        Assert.Contains("'one' is in", taken.StandardError, StringComparison.Ordinal);
        Assert.Equal(2, (await place.RunAsync("train", "recipe.yaml", "--name", "../x")).ExitCode);
        Assert.Equal(1, place.RunCount);
    }
}
