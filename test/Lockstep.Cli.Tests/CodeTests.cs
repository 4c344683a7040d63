namespace Lockstep.Cli.Tests;

/// <summary>The code of a run comes back: the commit and what was not committed, into a folder of its own, and nothing of it is executed.</summary>
public sealed partial class CodeTests
{
    private const string Repository = """
        git init -q .
        git config user.name a; git config user.email a@b
        mkdir src; printf 'a\n' > src/a.py; head -c 100 /dev/urandom > b.bin
        printf '#!/bin/sh\necho hi\n' > run.sh; chmod +x run.sh; ln -s src/a.py link
        printf 'runs/\ncache/\n' > .gitignore
        git add -A; git commit -qm one

        """;

    [Fact]
    public async Task A_run_three_commits_back_with_changes_comes_back_byte_for_byte_and_nothing_of_the_user_is_touched()
    {
        using var place = new Workplace();
        await place.ShellAsync(Repository + """
            printf 'b\n' >> src/a.py; head -c 120 /dev/urandom > b.bin; printf 'ü\n' > 'unträcked file.md'
            """);
        await RunAsync(place, "one");
        await place.ShellAsync("""
            mkdir ../was-$(basename $PWD); cp -a src b.bin run.sh link .gitignore recipe.yaml unt* ../was-$(basename $PWD)
            for n in 2 3 4; do echo $n > src/$n.py; git add -A; git commit -qm $n; done
            echo c >> src/a.py; git stash -q; echo d >> src/a.py; git add src/a.py; echo e >> src/a.py
            { git status --short; git stash list; sha256sum .git/index src/a.py; } > ../before-$(basename $PWD)
            mkdir -p .git/hooks; for hook in post-checkout post-index-change fsmonitor-watchman
            do printf '#!/bin/sh\ntouch ran-a-hook\n' > .git/hooks/$hook; chmod +x .git/hooks/$hook; done
            git config core.fsmonitor .git/hooks/fsmonitor-watchman
            """);
        var restored = await place.JsonAsync(0, "code", "restore", "one", "then");

        Assert.Equal(["b.bin", "src/a.py", "unträcked file.md"], restored["changed"]!.AsArray().Select(path => (string)path!));
        Assert.Empty(restored["missing"]!.AsArray());
        await place.ShellAsync("""
            git config --unset core.fsmonitor
            test ! -e ran-a-hook && test ! -e then/ran-a-hook
            diff -r --no-dereference ../was-$(basename $PWD) then
            test -x then/run.sh && test "$(readlink then/link)" = src/a.py
            mv then ../then-$(basename $PWD)
            { git status --short; git stash list; sha256sum .git/index src/a.py; } | diff ../before-$(basename $PWD) -
            rm -rf ../*-$(basename $PWD)
            """);
    }

    [Fact]
    public async Task What_the_run_could_not_keep_is_named()
    {
        using var place = new Workplace();
        await place.ShellAsync(Repository + """
            printf 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n' > weights.pt; printf 'weights.pt filter=lfs\n' > .gitattributes
            git config filter.lfs.smudge 'touch ran-a-filter; cat'; git config filter.lfs.clean cat
            git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),module
            git add weights.pt .gitattributes; git commit -qm two; mkdir module; truncate -s 5M large.bin
            """);
        await RunAsync(place, "one");
        var missing = (await place.JsonAsync(0, "code", "restore", "one", "then"))["missing"]!.AsArray().Select(text => (string)text!).ToArray();

        Assert.Equal(3, missing.Length);
        Assert.StartsWith("large.bin: untracked, and too large", missing[0], StringComparison.Ordinal);
        Assert.StartsWith("module: a submodule, at its commit ", missing[1], StringComparison.Ordinal);
        Assert.StartsWith("weights.pt: git-lfs keeps its content elsewhere", missing[2], StringComparison.Ordinal);
        Assert.False(File.Exists(place.PathOf("ran-a-filter")));
    }

    [Theory]
    [InlineData("../out.txt", "leads out of the folder")]
    [InlineData("/tmp/out.txt", "leads out of the folder")]
    [InlineData(".git/hooks/post-checkout", "git's own folder")]
    [InlineData("src/.GIT/config", "git's own folder")]
    [InlineData("src/git~1/config", "git's own folder")]
    [InlineData("link/out.txt", "can't be put onto commit")]
    [InlineData("SRC/A.py", "can't be told from")]
    [InlineData("LINK", "can't be told from")]
    public async Task A_diff_of_a_stranger_writes_nowhere_else(string path, string said)
    {
        using var place = new Workplace();
        await place.ShellAsync(Repository);
        await RunAsync(place, "one");
        await WithDiffAsync(place, $"diff --git a/{path} b/{path}\nnew file mode 100644\n--- /dev/null\n+++ b/{path}\n@@ -0,0 +1 @@\n+x\n");
        var refused = await place.RunAsync("code", "restore", "one", "then");

        Assert.Equal(3, refused.ExitCode);
        Assert.Contains(said, refused.StandardError, StringComparison.Ordinal);
        Assert.Contains("Nothing was written", refused.StandardError, StringComparison.Ordinal);
        await place.ShellAsync("test ! -e then && test ! -e ../out.txt && test ! -e /tmp/out.txt && git diff --quiet");
        Assert.Empty(Directory.GetDirectories(place.Folder, "then.*"));
    }

    [Fact]
    public async Task A_link_that_the_diff_makes_is_not_written_through()
    {
        using var place = new Workplace();
        await place.ShellAsync(Repository);
        await RunAsync(place, "one");
        await WithDiffAsync(place, $"""
            diff --git a/way b/way
            new file mode 120000
            --- /dev/null
            +++ b/way
            @@ -0,0 +1 @@
            +{place.Folder}
            \ No newline at end of file
            diff --git a/way/out.txt b/way/out.txt
            new file mode 100644
            --- /dev/null
            +++ b/way/out.txt
            @@ -0,0 +1 @@
            +x

            """);

        Assert.Equal(3, (await place.RunAsync("code", "restore", "one", "then")).ExitCode);
        Assert.False(File.Exists(place.PathOf("out.txt")) || Directory.Exists(place.PathOf("then")));
    }

    [Theory]
    [InlineData(".git", "git's own folder")]
    [InlineData(".Git", "git's own folder")]
    [InlineData("..", "leads out of the folder")]
    [InlineData("A.py", "can't be told from")]
    public async Task A_commit_of_a_stranger_writes_nowhere_else(string name, string said)
    {
        using var place = new Workplace();
        await place.ShellAsync(Repository + $$"""
            blob=$(printf x | git hash-object -w --stdin)
            python3 - $blob '{{name}}' > tree <<'END'
            import sys
            name, entry = bytes.fromhex(sys.argv[1]), sys.argv[2]
            mode = b"100644"
            sys.stdout.buffer.write(b"".join(mode + b" " + each.encode() + b"\0" + name for each in sorted([entry, "a.py"])))
            END
            tree=$(git hash-object -t tree -w --literally tree); rm tree
            git update-ref HEAD $(git commit-tree -m bad $tree -p HEAD)
            """);
        await RunAsync(place, "one");
        var refused = await place.RunAsync("code", "restore", "one", "then");

        Assert.Equal(3, refused.ExitCode);
        Assert.Contains(said, refused.StandardError, StringComparison.Ordinal);
        Assert.False(Directory.Exists(place.PathOf("then")));
    }

    [Fact]
    public async Task A_diff_that_was_changed_after_the_run_is_not_taken()
    {
        using var place = new Workplace();
        await place.ShellAsync(Repository + "echo b >> src/a.py");
        await RunAsync(place, "one");
        await place.ShellAsync("sed -i s/+b/+c/ runs/one/locks/code.diff");
        var refused = await place.RunAsync("code", "restore", "one", "then");

        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("is not what SHA256SUMS says", refused.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_commit_is_gone_it_is_said_what_is_left_and_where_a_clone_has_it_that_is_taken()
    {
        using var place = new Workplace();
        await place.ShellAsync(Repository + "echo b >> src/a.py; git clone -q . ../clone-$(basename $PWD)");
        await RunAsync(place, "one");
        await place.ShellAsync("rm -rf .git; git init -q .");
        var gone = await place.RunAsync("code", "restore", "one", "then");
        var clone = $"../clone-{Path.GetFileName(place.Folder)}";
        var found = await place.JsonAsync(0, "code", "restore", "one", "then", "--repository", clone);
        Directory.Delete(place.PathOf(clone), recursive: true);

        Assert.Equal(3, gone.ExitCode);
        Assert.Contains("history was rewritten", gone.StandardError, StringComparison.Ordinal);
        Assert.Contains("locks/code.diff: 1 changed file (src/a.py), of which it has the difference from that commit.",
            gone.StandardError, StringComparison.Ordinal);
        Assert.Equal(["src/a.py"], found["changed"]!.AsArray().Select(path => (string)path!));
    }

    [Fact]
    public async Task A_run_outside_git_and_a_folder_that_is_taken_are_refused()
    {
        using var place = new Workplace();
        await RunAsync(place, "outside");
        var outside = await place.RunAsync("code", "restore", "outside", "then");
        await place.ShellAsync("rm -rf then");
        await place.ShellAsync(Repository);
        await RunAsync(place, "one");
        var taken = await place.RunAsync("code", "restore", "one", "src");

        Assert.Equal(3, outside.ExitCode);
        Assert.Contains("was not run at a commit of git", outside.StandardError, StringComparison.Ordinal);
        Assert.Equal(2, taken.ExitCode);
        Assert.Contains("src is there already; expected a new or an empty folder", taken.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_is_restored_where_a_link_leads_and_a_place_that_cannot_be_made_is_named()
    {
        using var place = new Workplace();
        await place.ShellAsync(Repository);
        await RunAsync(place, "one");
        await place.ShellAsync("mkdir empty; ln -s empty leading; ln -s nowhere broken");
        foreach (var (into, exitCode, said) in (IEnumerable<(string, int, string)>)
        [
            ("src/a.py/below", 2, "src/a.py/below can't be made: src/a.py is a file, and no folder."),
            ("/proc/below", 3, "/proc/below can't be made: /proc takes no new folder. Name another place."),
            ("broken", 2, "broken is a link that leads nowhere; expected a new or an empty folder."),
        ])
        {
            var refused = await place.RunAsync("code", "restore", "one", into);
            Assert.True(refused.StandardError.Contains(said, StringComparison.Ordinal), refused.StandardError);
            Assert.Equal(exitCode, refused.ExitCode);
        }

        await place.JsonAsync(0, "code", "restore", "one", "leading");
        Assert.Equal("empty", new FileInfo(place.PathOf("leading")).LinkTarget);
        Assert.True(File.Exists(place.PathOf("empty/src/a.py")));
    }

    [Fact]
    public async Task What_a_restoring_left_that_was_killed_is_taken_away_by_the_next()
    {
        using var place = new Workplace();
        await place.ShellAsync(Repository);
        await RunAsync(place, "one");
        await place.ShellAsync("mkdir then.999999999.lockstep-tmp; touch then.999999999.lockstep-tmp/half; mkdir then.mine.lockstep-tmp");
        await place.JsonAsync(0, "code", "restore", "one", "then");

        Assert.Equal(
            ["then", "then.mine.lockstep-tmp"],
            Directory.GetDirectories(place.Folder, "then*").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_difference_of_two_runs_code_leads_from_one_to_the_other()
    {
        using var place = new Workplace();
        await place.ShellAsync(Repository + "echo b >> src/a.py");
        await RunAsync(place, "one");
        await place.ShellAsync("git add -A; git commit -qm two; rm b.bin; echo new > src/new.py; echo c >> src/a.py");
        await RunAsync(place, "two");
        var same = await place.RunAsync("code", "diff", "one", "one");
        var told = await place.JsonAsync(1, "code", "diff", "one", "two");

        Assert.Equal((0, ""), (same.ExitCode, same.StandardOutput));
        Assert.Equal(["b.bin", "src/a.py", "src/new.py"], told["changed"]!.AsArray().Select(path => (string)path!));
        await place.JsonAsync(0, "code", "restore", "one", "then");
        await place.JsonAsync(0, "code", "restore", "two", "two");
        await place.ShellAsync($"dotnet {Workplace.Program} code diff one two > one-two.patch || test $? = 1");
        await place.ShellAsync("cd then; GIT_DIR=none git apply ../one-two.patch");
        await place.ShellAsync("diff -r --no-dereference then two");
    }

    private static async Task RunAsync(Workplace place, string name) =>
        Assert.Equal(0, (await place.RunAsync("exec", "--name", name, "--", "true")).ExitCode);

    /// <summary>As if the run had been made with these changes, its sums too.</summary>
    private static async Task WithDiffAsync(Workplace place, string diff)
    {
        File.WriteAllText(place.PathOf("runs/one/locks/code.diff"), diff);
        await place.ShellAsync("""cd runs/one; sed -i "s|.*  locks/code.diff|$(sha256sum locks/code.diff)|" SHA256SUMS; sha256sum --quiet -c SHA256SUMS""");
    }
}
