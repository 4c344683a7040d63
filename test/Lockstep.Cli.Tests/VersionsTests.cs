using Lockstep.Tests.Shared;

namespace Lockstep.Cli.Tests;

/// <summary>What earlier versions wrote stays readable: <c>test/fixtures/versions</c> keeps a data set, runs and a bundle of each.</summary>
public sealed class VersionsTests
{
    public static TheoryData<string> Versions { get; } =
        [.. Directory.GetFiles(Repository.PathOf("test/fixtures/versions"), "*.tar.gz").Select(file => Path.GetFileName(file)[..^".tar.gz".Length])];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Its_runs_data_and_bundle_are_read(string version)
    {
        using var place = await KeptAsync(version);
        Assert.Equal(0, (await place.RunAsync("data", "verify", "digits")).ExitCode);
        await place.ShellAsync("for run in first second again; do (cd runs/$run && sha256sum --quiet -c SHA256SUMS); done");

        var first = await place.JsonAsync(0, "runs", "show", "first");
        Assert.Equal(first.Text("resultId"), (await place.JsonAsync(0, "runs", "show", "first.lockstep.zip")).Text("resultId"));
        Assert.Equal("identical", (await place.JsonAsync(0, "diff", "first", "again")).Text("verdict"));
        Assert.Equal("diverged", (await place.JsonAsync(1, "diff", "first", "second")).Text("verdict"));
        Assert.Contains("steps      12", (await place.RunAsync("ledger", "show", "first")).StandardOutput, StringComparison.Ordinal);
        Assert.Contains("70.00 %", (await place.RunAsync("evaluate", "first", "--data", "digits")).StandardOutput, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Its_recipe_trains(string version)
    {
        using var place = await KeptAsync(version);
        Assert.Equal("finished", (await place.JsonAsync(0, "train", "recipe.yaml")).Text("status"));
    }

    /// <summary>Another processor than the one that made the fixture is refused too, so only what this is about is looked for.</summary>
    [Theory]
    [InlineData("0.1", "arithmetic: recorded 1, here 2 (valLoss is computed in 64-bit floats")]
    public async Task To_make_its_run_again_or_go_on_with_one_is_refused_with_what_changed_since(string version, string change)
    {
        using var place = await KeptAsync(version);
        foreach (var arguments in new string[][] { ["rerun", "first"], ["rerun", "first.lockstep.zip"], ["train", "--resume", "stopped"] })
        {
            var refused = await place.RunAsync([.. arguments, "--data", "digits"]);
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains(change, refused.StandardError, StringComparison.Ordinal);
            Assert.Contains($"It was made by Lockstep {version}", refused.StandardError, StringComparison.Ordinal);
            Assert.DoesNotContain("lockstep.sha256", refused.StandardError, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Where_that_is_allowed_the_verdict_names_both_builds()
    {
        using var place = await KeptAsync("0.1");
        var rerun = await place.RunAsync("rerun", "first", "--data", "digits", "--allow", "environment,code");
        Assert.Equal(1, rerun.ExitCode);
        Assert.Matches(@"\nbuilds     Lockstep 0\.1\.0 before, \S+( \(commit [0-9a-f]{12}\))? now\n", rerun.StandardOutput);
    }

    private static async Task<Workplace> KeptAsync(string version)
    {
        var place = new Workplace();
        await place.ShellAsync($"tar xzf '{Repository.PathOf($"test/fixtures/versions/{version}.tar.gz")}'");
        return place;
    }
}
