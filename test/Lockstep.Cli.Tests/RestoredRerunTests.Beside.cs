using System.Text.Json.Nodes;
using CliWrap.Buffered;

namespace Lockstep.Cli.Tests;

/// <summary>What lies beside the code, or is an environment in it.</summary>
public sealed partial class RestoredRerunTests
{
    [Fact]
    public async Task A_file_beside_the_repository_and_an_environment_in_it_are_found_by_a_rerun_and_by_a_rerun_of_that()
    {
        using var place = new Workplace();
        await place.ShellAsync("mkdir shared; echo 1 > shared/s.txt; mkdir project; cd project\n" + Dirty
            + "printf '.venv\\n' >> .gitignore; /usr/bin/python3 -m venv --without-pip .venv; git commit -qam two");
        async Task<string> InAsync(params string[] arguments)
        {
            var result = await place.Lockstep(arguments).WithWorkingDirectory(place.PathOf("project"))
                .ExecuteBufferedAsync(TestContext.Current.CancellationToken);
            Assert.True(result.ExitCode == 0, result.StandardError);
            return result.StandardError;
        }

        const string code = "import sys; assert sys.prefix != sys.base_prefix; open('made', 'w').write(open('../shared/s.txt').read())";
        await InAsync("exec", "--name", "one", "--", ".venv/bin/python", "-c", code);
        await place.ShellAsync("cd project; rm made; git commit -q --allow-empty -m more");

        Assert.Contains("identical: the same bits as one", await InAsync("rerun", "one", "--name", "two"), StringComparison.Ordinal);
        Assert.Contains("identical: the same bits as two", await InAsync("rerun", "two"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_submodule_in_a_submodule_is_recorded_with_its_changes_brought_back_and_named_where_it_is_not_at_hand()
    {
        using var place = new Workplace();
        await place.ShellAsync(Dirty + """
            export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=protocol.file.allow GIT_CONFIG_VALUE_0=always
            made() { git init -q .; git config user.name a; git config user.email a@b; echo $1 > $1.txt; git add -A; git commit -qm m; }
            (mkdir -p cache/inner; cd cache/inner; made inner)
            (mkdir cache/outer; cd cache/outer; made outer; git submodule --quiet add ../inner in; git commit -qam in)
            git submodule --quiet add ./cache/outer sub; git submodule --quiet add ./cache/inner never; git submodule --quiet update --init --recursive
            git submodule --quiet deinit --force never; git commit -qam modules
            (cd sub/in; echo more > more.txt; git add -A; git -c user.name=a -c user.email=a@b commit -qm more; git checkout -q HEAD~)
            """);
        await ExecAsync(place, "--name", "one", "--", "sh", "-c", "cat sub/outer.txt sub/in/inner.txt > made");
        await place.ShellAsync("rm made; git commit -q --allow-empty -m more; echo changed > sub/in/inner.txt");
        await ExecAsync(place, "--name", "changed", "--", "sh", "-c", "cat sub/in/inner.txt > made");
        var modules = JsonNode.Parse(File.ReadAllText(place.PathOf("runs/changed/locks/code.json")))!["informative"]!["submodules"]!.AsArray();
        Assert.Equal(
            [("never", false, false), ("sub", true, false), ("sub/in", true, true)],
            modules.Select(module => ((string)module!["path"]!, (bool)module["checkedOut"]!, (bool)module["dirty"]!)));
        Assert.Equal("identical", (await place.JsonAsync(0, "rerun", "one")).Text("verdict"));

        await place.ShellAsync("git -C sub/in checkout -q .; git commit -q --allow-empty -m more");
        var dirty = await place.RunAsync("rerun", "changed");
        await place.ShellAsync("rm -rf sub/in .git/modules/sub/modules/in");
        var gone = await place.RunAsync("rerun", "one");
        Assert.Equal((1, 1), (dirty.ExitCode, gone.ExitCode));
        Assert.Contains("Code: sub/in: recorded \"a submodule with changes that were not committed, which no run holds", dirty.StandardError,
            StringComparison.Ordinal);
        Assert.Contains("Code: sub/in: recorded \"a submodule, at its commit ", gone.StandardError, StringComparison.Ordinal);
        Assert.DoesNotContain("Code: never", gone.StandardError, StringComparison.Ordinal); // its files were not there either
    }
}
