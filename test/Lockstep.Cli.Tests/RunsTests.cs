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
        Assert.All(["\nCode\n", "\nData\n", "\nEnvironment\n", "\nRandomness\n", "  manifestId: ", "  processor.model: ", "  switches.deterministicAlgorithms: true"], text => Assert.Contains(text, shown, StringComparison.Ordinal));
        Assert.Equal(["code", "data", "environment", "randomness"], Assert.IsType<JsonObject>((await place.JsonAsync(0, "runs", "show", "one"))["locks"]).Select(member => member.Key));
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
