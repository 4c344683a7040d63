using CliWrap.Buffered;

namespace Lockstep.Cli.Tests;

public sealed partial class CodeTests
{
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
    public async Task A_smoke_test_says_that_its_code_is_dirty_and_is_refused_where_a_clean_tree_is_wanted()
    {
        using var place = new Workplace().WithDigits(perClass: 2);
        await place.ShellAsync(Repository + "git add recipe.yaml; git commit -q --allow-empty -m recipe");
        await place.JsonAsync(0, "data", "seal", "digits");
        string[] quick = ["smoke", "recipe.yaml", "--steps", "20"];
        Assert.False((bool)(await place.JsonAsync(0, [.. quick, "--require-clean"]))["dirty"]!);
        await place.ShellAsync("echo '# more' >> recipe.yaml");
        var dirty = await place.RunAsync(quick);
        var refused = await place.RunAsync([.. quick, "--require-clean"]);
        var command = await place.RunAsync("smoke", "--require-clean", "--", "touch", "made");

        Assert.EndsWith("; both runs identical; dirty", dirty.StandardOutput.Split('\n')[0], StringComparison.Ordinal);
        Assert.Equal((1, 1), (refused.ExitCode, command.ExitCode));
        Assert.Contains("changed: recipe.yaml.", refused.StandardError, StringComparison.Ordinal);
        Assert.Contains("changed: recipe.yaml", command.StandardError, StringComparison.Ordinal);
        Assert.False(File.Exists(place.PathOf("made")));
    }

    [Fact]
    public async Task Many_reruns_say_of_how_many_the_code_was_dirty()
    {
        using var place = new Workplace();
        await place.ShellAsync(Repository + "echo b >> src/a.py");
        await RunAsync(place, "one");
        var told = await place.RunAsync("rerun", "one", "--times", "2");
        var runs = (await place.JsonAsync(told.ExitCode, "rerun", "one", "--times", "2"))["runs"]!.AsArray();

        Assert.Contains("code       dirty in 3 of 3 runs\n", told.StandardOutput, StringComparison.Ordinal);
        Assert.Equal([true, true, true], runs.Select(run => (bool)run!["dirty"]!));
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
}
