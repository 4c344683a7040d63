namespace Lockstep.Cli.Tests;

/// <summary>What a smoke test gave at a commit, kept in a file that is committed.</summary>
public sealed class GoldenValuesTests
{
    private const string Git = "git -c user.name=Ada -c user.email=ada@example.com";

    [Fact]
    public async Task A_changed_recipe_fails_with_the_figure_and_the_commits_until_they_are_refreshed()
    {
        using var place = new Workplace().WithDigits();
        await place.ShellAsync($"git init -q && echo runs > .gitignore && echo cache >> .gitignore && {Git} add . && {Git} commit -qm first");
        var added = await SmokeAsync(place, 0, "--update-golden");
        await place.ShellAsync($"{Git} add . && {Git} commit -qm golden");
        var same = await SmokeAsync(place, 0);
        await place.ShellAsync($"echo 'augment: {{hflip_prob: 1.0}}' >> recipe.yaml && {Git} commit -qam flip");
        var changed = await SmokeAsync(place, 1);
        var commits = (await place.ShellAsync("git rev-list --reverse HEAD")).Split('\n');
        var refreshed = await SmokeAsync(place, 0, "--update-golden");
        var settled = await SmokeAsync(place, 0, "--require-golden");

        Assert.Contains("Added to lockstep.golden.json: commit it.", added, StringComparison.Ordinal);
        Assert.Contains($"passed: golden values: as they were at {commits[0][..12]}", same, StringComparison.Ordinal);
        Assert.Matches("failed: golden values: .*endLoss: expected [0-9.]+, found [0-9.]+", changed);
        Assert.Contains(
            $"Changed since the golden values: augment.hflip_prob 0 → 1; commits {commits[0][..12]}..{commits[2][..12]}", changed, StringComparison.Ordinal);
        Assert.Contains("Where it is meant: lockstep smoke recipe.yaml --set train.lr=0.1 --steps 10 --update-golden", changed, StringComparison.Ordinal);
        Assert.Contains("Refreshed in lockstep.golden.json", refreshed, StringComparison.Ordinal);
        Assert.Contains("passed: golden values", settled, StringComparison.Ordinal);
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(place.PathOf("lockstep.golden.json")), "\"subject\""));
    }

    [Fact]
    public async Task One_that_was_edited_by_hand_is_told_and_so_is_one_that_is_not_there()
    {
        using var place = new Workplace().WithDigits();
        var none = await SmokeAsync(place, 1, "--require-golden");
        await SmokeAsync(place, 0, "--update-golden");
        var other = await SmokeAsync(place, 0, "--set", "seed=8", "--golden", "lockstep.golden.json");
        await place.ShellAsync("sed -i 's/\"endLoss\": [0-9.]*/\"endLoss\": 1.5/' lockstep.golden.json");
        var edited = await SmokeAsync(place, 1);

        Assert.Contains("failed: golden values: there is no lockstep.golden.json. Write it: lockstep smoke recipe.yaml", none, StringComparison.Ordinal);
        Assert.Contains(
            "not checked: golden values: lockstep.golden.json has no entry for "
            + "'recipe.yaml --set train.lr=0.1 --set seed=8' in this environment", other, StringComparison.Ordinal);
        Assert.Matches("failed: golden values: lockstep.golden.json: the entry [0-9a-f]{32} was edited by hand", edited);
    }

    [Fact]
    public async Task A_file_that_is_no_such_file_is_refused_before_any_work()
    {
        using var place = new Workplace().WithDigits(perClass: 2);
        File.WriteAllText(place.PathOf("lockstep.golden.json"), "{\n<<<<<<< HEAD\n");
        var result = await place.RunAsync("smoke", "recipe.yaml");
        Assert.Equal((3, ""), (result.ExitCode, result.StandardOutput));
        Assert.Contains("lockstep.golden.json:2:1: no file of golden values", result.StandardError, StringComparison.Ordinal);
    }

    private static async Task<string> SmokeAsync(Workplace place, int exitCode, params string[] more)
    {
        var result = await place.RunAsync(["smoke", "recipe.yaml", "--steps", "10", "--set", "train.lr=0.1", .. more]);
        Assert.True(result.ExitCode == exitCode, $"{result.ExitCode}: {result.StandardOutput}{result.StandardError}");
        return result.StandardOutput;
    }
}
