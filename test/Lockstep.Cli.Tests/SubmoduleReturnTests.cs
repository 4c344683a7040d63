namespace Lockstep.Cli.Tests;

/// <summary>Code of submodules, which the commit only names.</summary>
public sealed class SubmoduleReturnTests
{
    [Fact]
    public async Task Code_of_a_submodule_that_ran_is_brought_back_as_it_was()
    {
        using var place = new Workplace();
        await place.ShellAsync("""
            git init -q .; git config user.name a; git config user.email a@b; printf 'runs/\ncache/\n' > .gitignore
            mkdir -p cache/other; cd cache/other; git init -q .; printf 'echo "$1"\n' > say.sh; ln -s say.sh link.sh
            git add -A; git -c user.name=a -c user.email=a@b commit -qm m; cd ../..
            git -c protocol.file.allow=always submodule --quiet add ./cache/other module; git add -A; git commit -qm modules
            printf '. module/say.sh one > made\n. module/link.sh two >> made\n' > run.sh
            """);
        var run = await place.RunAsync("exec", "--name", "one", "--", "bash", "run.sh");
        Assert.True(run.ExitCode == 0, run.StandardError);
        await place.ShellAsync("rm made; echo 'echo other' > module/say.sh; echo 'exit 1' > run.sh");

        Assert.Equal("identical", (await place.JsonAsync(0, "rerun", "one")).Text("verdict"));
        await place.ShellAsync("git -C module checkout -q .; rm -rf cache/then");
        await place.JsonAsync(0, "code", "restore", "one", "cache/then");
        await place.ShellAsync("rm module/say.sh cache/other/say.sh; bash -c 'cd cache/then && . module/say.sh there' | grep there");
    }
}
