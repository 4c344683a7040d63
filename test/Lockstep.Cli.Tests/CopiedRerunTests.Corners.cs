using System.Text.Json.Nodes;

namespace Lockstep.Cli.Tests;

/// <summary>What is no code, what a killed rerun leaves, and what a stranger's run may not do.</summary>
public sealed partial class CopiedRerunTests
{
    [Fact]
    public async Task Before_the_first_commit_the_recorded_files_are_brought_back_as_outside_git()
    {
        using var place = new Workplace();
        await place.ShellAsync("git init -q .; echo one > staged.txt; git add staged.txt; echo two > loose.txt; printf 'runs/\nmade\nleft.py\n' > .gitignore");
        await place.ShellAsync("echo 'print(3)' > left.py");
        await ExecAsync(place, "--name", "one", "--", "sh", "-c", "cat staged.txt loose.txt > made; /usr/bin/python3 left.py >> made");
        await place.ShellAsync("echo 9 > loose.txt; rm left.py");
        var again = await place.RunAsync("rerun", "one");

        Assert.True(again.ExitCode == 0, again.StandardError);
        Assert.Contains("no commit yet with 1 changed file and ", again.StandardError, StringComparison.Ordinal);
        Assert.Contains("identical: the same bits as one", again.StandardError, StringComparison.Ordinal);
    }

    /// <summary>The temporary folder is the test's own: a rerun of another test would take away what is left here.</summary>
    [Fact]
    public async Task What_a_rerun_left_that_was_killed_the_next_takes_away_and_says_so()
    {
        using var place = new Workplace();
        await place.ShellAsync("mkdir cache/tmp; echo 'import time; open(\"made\", \"w\").write(\"1\"); time.sleep(float(open(\"wait\").read()))' > a.py");
        await place.ShellAsync("echo 0.1 > wait");
        await ExecAsync(place, "--name", "one", "--", "/usr/bin/python3", "a.py");
        var told = await place.ShellAsync($$"""
            export TMPDIR=$PWD/cache/tmp; echo >> a.py; mkdir cache/tmp/lockstep-code-mine; echo x > cache/tmp/lockstep-code-mine/file
            dotnet '{{Workplace.Program}}' rerun one --name killed > /dev/null 2>&1 & p=$!
            while ! ls cache/tmp/lockstep-code-*/.lockstep > /dev/null 2>&1; do sleep 0.01; done; kill -9 $p; wait $p || true
            ls -d cache/tmp/lockstep-code-*/tree; dotnet '{{Workplace.Program}}' rerun one --name again 2>&1; ls cache/tmp
            """);

        var lines = told.TrimEnd().Split('\n');
        Assert.Contains($"Code: took away {place.PathOf(lines[0])}, which a rerun left that was killed.", told, StringComparison.Ordinal);
        Assert.Contains("identical: the same bits as one", told, StringComparison.Ordinal);
        Assert.Equal("lockstep-code-mine", lines.Single(line => line.StartsWith("lockstep-code-", StringComparison.Ordinal)));
    }

    /// <summary>Who calls them, and whether Python says where its own environment is, plays no part.</summary>
    [Fact]
    public async Task Interpreters_and_environments_in_the_folder_are_no_code_and_a_rerun_finds_them_where_they_are()
    {
        using var place = new Workplace();
        await place.ShellAsync("""
            /usr/bin/python3 -m venv --without-pip .venv; mkdir -p conda/bin conda/conda-meta bin node_modules/lib __pycache__
            cp /bin/true conda/bin/tool; ln -s /bin/sh bin/mysh; ln -s /usr/bin/python3 bin/mypy; echo 1 > node_modules/lib/a.js; echo 2 > __pycache__/b.py
            printf '#!/bin/sh\n.venv/bin/python3 -I a.py; conda/bin/tool; cat __pycache__/b.py; cat node_modules/lib/a.js > read\n' > go.sh; chmod +x go.sh
            echo 'open("made", "w").write("1")' > a.py
            """);
        await ExecAsync(place, "--name", "one", "--no-inject", "--", "bin/mysh", "-c", "bin/mypy a.py; ./go.sh");
        await place.ShellAsync("rm made; echo '# more' >> a.py");
        var again = await place.RunAsync("rerun", "one", "--name", "two");
        await place.ShellAsync("echo 3 > node_modules/lib/a.js");
        var other = await place.RunAsync("rerun", "one");

        var lockedCode = JsonNode.Parse(File.ReadAllText(place.PathOf("runs/one/locks/code.json")))!;
        Assert.Equal(["a.py", "go.sh"], lockedCode["informative"]!["copied"]!.AsArray().Select(file => (string)file!["path"]!));
        Assert.Equal(["a.py", "go.sh", "node_modules/lib/a.js"], lockedCode["relevant"]!["files"]!.AsObject().Select(file => file.Key));
        Assert.True(again.ExitCode == 0, again.StandardError);
        Assert.Contains("has not the recorded a.py; what was recorded is restored", again.StandardError, StringComparison.Ordinal);
        Assert.Contains("identical: the same bits as one", again.StandardError, StringComparison.Ordinal);
        Assert.Contains("Code: files.node_modules/lib/a.js: recorded ", other.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_strangers_run_names_no_place_that_must_not_be_written()
    {
        using var place = new Workplace();
        await place.ShellAsync("mkdir x; echo 'import b' > x/a.py; : > x/b.py");
        await ExecAsync(place, "--name", "one", "--", "/usr/bin/python3", "x/a.py");
        await place.ShellAsync("rm x/b.py");
        var path = place.PathOf("runs/one/locks/code.json");
        var recorded = File.ReadAllText(path);
        foreach (var (member, value, said) in ((string, string, string)[])
            [
                ("place", "/x/.git/hooks/post-checkout", "lies in git's own folder"), ("target", "/x/.GIT/config", "lies in git's own folder"),
                ("place", "/x/b.py/inner.py", "can't be written: a folder lies there"),
            ])
        {
            var code = JsonNode.Parse(recorded)!;
            code["informative"]!["copied"]!.AsArray()[0]![member] = place.Folder + value;
            File.WriteAllText(path, code.ToJsonString());
            await place.ShellAsync("cd runs/one; sed -i \"s|.*  locks/code.json|$(sha256sum locks/code.json)|\" SHA256SUMS");
            var refused = await place.RunAsync("rerun", "one");
            Assert.Equal(3, refused.ExitCode);
            Assert.Contains(said, refused.StandardError, StringComparison.Ordinal);
            Assert.Contains("Nothing was written", refused.StandardError, StringComparison.Ordinal);
        }
    }
}
