using CliWrap.Buffered;

namespace Lockstep.Cli.Tests;

/// <summary>The code of a run comes back: the commit and what was not committed, into a folder of its own, and nothing of it is executed.</summary>
public sealed class CodeTests
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
        Assert.Contains("locks/code.diff: 1 changed file (src/a.py), of which it has the difference from that commit; 0 untracked files.", gone.StandardError, StringComparison.Ordinal);
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
    public async Task Outside_git_the_files_of_code_that_ran_are_copied_and_run_again_from_the_copies_also_out_of_a_bundle()
    {
        using var place = new Workplace();
        await place.ShellAsync("""
            mkdir lib; : > lib/__init__.py; echo 'value = 1' > lib/util.py; echo '{"a": 3}' > conf.json; echo unread > unread.py
            echo 'import json, lib.util; open("out.txt", "w").write(str(json.load(open("conf.json"))["a"] + lib.util.value))' > train.py
            """);
        Assert.Equal(0, (await place.RunAsync("exec", "--name", "one", "--", "python3", "train.py")).ExitCode);
        await place.ShellAsync("cd runs/one; sha256sum --quiet -c SHA256SUMS; find code -type f | sort > ../../copied");
        Assert.Equal("code/conf.json\ncode/lib/__init__.py\ncode/lib/util.py\ncode/train.py\n", File.ReadAllText(place.PathOf("copied")));
        await place.JsonAsync(0, "bundle", "one", "-o", "one.zip");
        await place.ShellAsync("echo 'value = 2' > lib/util.py");
        Assert.Equal(0, (await place.RunAsync("exec", "--name", "two", "--", "python3", "train.py")).ExitCode);

        var restored = await place.JsonAsync(0, "code", "restore", "one.zip", "then");
        Assert.Equal((null, 4), ((string?)restored["commit"], restored["changed"]!.AsArray().Count));
        await place.ShellAsync("cd then; python3 train.py; test $(cat out.txt) = 4");
        Assert.Equal(["lib/util.py"], (await place.JsonAsync(1, "code", "diff", "one", "two"))["changed"]!.AsArray().Select(path => (string)path!));
    }

    [Fact]
    public async Task Outside_git_a_recipe_and_the_split_file_that_it_names_are_copied()
    {
        using var place = new Workplace().WithDigits(perClass: 4);
        await place.JsonAsync(0, "data", "seal", "digits");
        await place.ShellAsync("mkdir splits");
        await place.JsonAsync(0, "data", "split", "digits", "-o", "splits/s.tsv");
        await place.JsonAsync(0, "train", "recipe.yaml", "--name", "one", "--set", "split.file=splits/s.tsv", "--set", "train.epochs=1");
        await place.JsonAsync(0, "code", "restore", "one", "then");
        await place.ShellAsync("cmp recipe.yaml then/recipe.yaml; cmp splits/s.tsv then/splits/s.tsv; test $(find then -type f | wc -l) = 2");
    }

    [Fact]
    public async Task A_dirty_tree_is_flagged_in_every_list_and_refused_where_a_clean_one_is_wanted()
    {
        using var place = new Workplace();
        await place.ShellAsync(Repository + "echo b >> src/a.py; echo c > new.py");
        await RunAsync(place, "one");
        await place.ShellAsync("rm new.py; git commit -qam two");
        await RunAsync(place, "two");
        var runs = (await place.JsonAsync(0, "runs"))["runs"]!.AsArray();
        Assert.Equal([true, false], runs.Select(run => (bool)run!["dirty"]!));
        Assert.Matches("one +finished .* dirty\ntwo +finished .*[^y]\n", (await place.RunAsync("runs")).StandardOutput);
        Assert.Contains(", dirty: 1 changed file, 1 untracked file\n", (await place.RunAsync("runs", "show", "one")).StandardOutput, StringComparison.Ordinal);
        Assert.Matches("A  one .*, dirty\nB  two .*[^y]\n", (await place.RunAsync("diff", "one", "two")).StandardOutput);

        Assert.Equal(0, (await place.RunAsync("exec", "--require-clean", "--name", "three", "--", "true")).ExitCode);
        await place.ShellAsync("echo d > new.py");
        var refused = await place.RunAsync("exec", "--require-clean", "--name", "four", "--", "true");
        Assert.Equal(125, refused.ExitCode);
        Assert.Contains("there are changes that are not: untracked: new.py.", refused.StandardError, StringComparison.Ordinal);
        Assert.False(Directory.Exists(place.PathOf("runs/four")));
    }

    [Fact]
    public async Task A_training_is_refused_where_a_clean_tree_is_wanted_and_there_is_none()
    {
        using var place = new Workplace().WithDigits(perClass: 2);
        await place.JsonAsync(0, "data", "seal", "digits");
        Assert.Contains("in no git repository", (await place.RunAsync("train", "recipe.yaml", "--require-clean")).StandardError, StringComparison.Ordinal);
        await place.ShellAsync(Repository + "echo '# more' >> recipe.yaml");
        var refused = await place.RunAsync("train", "recipe.yaml", "--require-clean");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("changed: recipe.yaml.", refused.StandardError, StringComparison.Ordinal);
        Assert.Equal(0, place.RunCount);
    }

    [Fact]
    public async Task A_commit_that_no_remote_has_is_warned_of_when_the_run_is_bundled()
    {
        using var place = new Workplace();
        await place.ShellAsync(Repository);
        await RunAsync(place, "one");
        var alone = await place.JsonAsync(0, "bundle", "one", "-o", "1.zip");
        await place.ShellAsync("git init -q --bare ../r-$(basename $PWD); git remote add origin ../r-$(basename $PWD); git push -q origin HEAD");
        var pushed = await place.JsonAsync(0, "bundle", "one", "-o", "2.zip");
        await place.ShellAsync("rm -rf ../r-$(basename $PWD)");

        Assert.Contains("no remote has commit", (string)Assert.Single(alone["warnings"]!.AsArray())!, StringComparison.Ordinal);
        Assert.Empty(pushed["warnings"]!.AsArray());
    }

    [Fact]
    public async Task Without_git_and_in_the_repository_of_another_it_is_said_what_to_do()
    {
        using var place = new Workplace();
        await RunAsync(place, "outside");
        await place.ShellAsync(Repository + "mkdir bin; ln -s $(command -v dotnet) bin/dotnet");
        await RunAsync(place, "one");
        foreach (var (variable, value, said) in new[]
        {
            ("PATH", place.PathOf("bin"), "git is not installed, or not on PATH. Install it"),
            ("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1", "git config --global --add safe.directory"),
        })
        {
            foreach (var arguments in (string[][])[["exec", "--", "true"], ["code", "restore", "one", "then"], ["code", "diff", "one", "one"]])
            {
                var refused = await place.Lockstep(arguments).WithEnvironmentVariables(variables => variables.Set(variable, value))
                    .ExecuteBufferedAsync(TestContext.Current.CancellationToken);
                Assert.Contains(said, refused.StandardError, StringComparison.Ordinal);
                Assert.NotEqual(0, refused.ExitCode);
            }
        }
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
