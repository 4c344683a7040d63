using CliWrap.Buffered;

namespace Lockstep.Cli.Tests;

/// <summary>Whose repository the Code lock is of, and what is said where it can't be asked.</summary>
public sealed class RepositoryTests
{
    [Fact]
    public async Task A_bundle_is_rerun_by_the_repository_that_the_command_runs_in_and_the_way_back_to_its_code_is_said()
    {
        using var place = new Workplace().WithDigits(5);
        await place.ShellAsync("""
            mkdir author && mv digits recipe.yaml author && cd author && git init -q && printf 'digits\nruns\n' > .gitignore
            git config user.name a && git config user.email a@b && git add -A && git commit -qm one
            cd .. && git clone -q author 'a friend' && git clone -q author later
            cd 'a friend' && cp -r ../author/digits . && git config user.name b && git config user.email b@c
            echo '# other' >> recipe.yaml && git commit -qam two
            """);
        await InAsync(place, "author", 0, "train", "recipe.yaml", "--name", "made");
        await InAsync(place, "author", 0, "bundle", "made", "-o", "../made.zip");
        var recorded = (await place.ShellAsync("cd author && git rev-parse HEAD")).Trim();
        var other = (await place.ShellAsync("cd 'a friend' && git rev-parse HEAD")).Trim();

        // The author's folder is on this machine, and is not asked.
        Assert.Contains(
            $"Code: the tree at hand is at commit {other[..12]}; what was recorded is restored in /",
            await InAsync(place, "a friend", 0, "rerun", "../made.zip", "--data", "digits", "--name", "restored"),
            StringComparison.Ordinal);
        var refused = await InAsync(place, "a friend", 1, "rerun", "../made.zip", "--data", "digits", "--name", "again", "--here");
        Assert.Contains($"Code: commit: recorded \"{recorded}\", here \"{other}\"", refused, StringComparison.Ordinal);
        Assert.Contains($"Asked: the git repository {place.PathOf("a friend")}, at commit {other}. What was recorded comes back with: "
            + $"git checkout {recorded}\n", refused, StringComparison.Ordinal);
        await place.ShellAsync("cd 'a friend' && echo '# more' >> recipe.yaml");
        Assert.Contains(
            $"git stash && git checkout {recorded}\n",
            await InAsync(place, "a friend", 1, "rerun", "../made.zip", "--data", "digits", "--here"),
            StringComparison.Ordinal);
        await place.ShellAsync($"cd 'a friend' && git stash -q && git checkout -q {recorded}");
        await InAsync(place, "a friend", 0, "rerun", "../made.zip", "--data", "digits");

        // Elsewhere: a run's folder knows by where it lies which repository it is of, a bundle doesn't.
        await InAsync(place, ".", 0, "rerun", "author/runs/made", "--runs", "runs");
        Assert.Contains(
            $"Commit {recorded} of made is not to be had from any repository here",
            await InAsync(place, ".", 1, "rerun", "made.zip", "--data", "author/digits"),
            StringComparison.Ordinal);

        // What the author commits later is not in a clone from before; what was not committed is in the run.
        await place.ShellAsync("cd author && echo '# more' >> recipe.yaml && git commit -qam three && echo '# dirty' >> recipe.yaml && rm -rf runs");
        await InAsync(place, "author", 0, "train", "recipe.yaml", "--name", "dirty");
        await InAsync(place, "author", 0, "bundle", "dirty", "-o", "../dirty.zip");
        recorded = (await place.ShellAsync("cd author && git rev-parse HEAD")).Trim();
        Assert.Contains(
            $"Commit {recorded} of dirty is not to be had from {place.PathOf("later")} (it was never fetched, ",
            await InAsync(place, "later", 1, "rerun", "../dirty.zip"),
            StringComparison.Ordinal);
        Assert.Contains(
            $"get it with 'git fetch' and 'git checkout {recorded}'",
            await InAsync(place, "later", 1, "rerun", "../dirty.zip", "--here"),
            StringComparison.Ordinal);
        await place.ShellAsync("cd later && git fetch -q");
        await InAsync(place, "later", 0, "rerun", "../dirty.zip");
        var back = await InAsync(place, "later", 1, "rerun", "../dirty.zip", "--here");
        Assert.Contains($"git checkout {recorded} && unzip -p {place.PathOf("dirty.zip")} dirty/locks/code.diff | git -C {place.PathOf("later")} apply "
            + "--index", back, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repository_that_git_refuses_to_read_ends_the_training_with_its_reason_and_its_cure()
    {
        using var place = new Workplace().WithDigits(2);
        await place.ShellAsync("git init -q && git add recipe.yaml && git -c user.name=a -c user.email=a@b commit -qm one");
        var refused = await place.Lockstep("train", "recipe.yaml").WithEnvironmentVariables(variables => variables.Set("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1"))
            .ExecuteBufferedAsync(TestContext.Current.CancellationToken);
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("dubious ownership", refused.StandardError, StringComparison.Ordinal);
        Assert.Contains($"git config --global --add safe.directory {place.Folder}", refused.StandardError, StringComparison.Ordinal);
        Assert.Equal(0, place.RunCount);
    }

    private static async Task<string> InAsync(Workplace place, string folder, int exitCode, params string[] arguments)
    {
        var result = await place.Lockstep(arguments).WithWorkingDirectory(place.PathOf(folder)).ExecuteBufferedAsync(TestContext.Current.CancellationToken);
        Assert.True(result.ExitCode == exitCode, $"exit code {result.ExitCode}, expected {exitCode}\n{result.StandardOutput}\n{result.StandardError}");
        return result.StandardError;
    }
}
