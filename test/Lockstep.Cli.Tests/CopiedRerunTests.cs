using System.Text.Json.Nodes;
using CliWrap.Buffered;
using Lockstep.Files;
using Lockstep.Tests.Shared;

namespace Lockstep.Cli.Tests;

/// <summary>A rerun of a run outside git runs from the copies that it has of its code, where the files at hand are others.</summary>
public sealed partial class CopiedRerunTests
{
    private const string Training = """
        import os, torch, one, two, parts.deep
        here = os.path.dirname(os.path.abspath(__file__))
        rate = float(open(os.path.join(here, "config.yaml")).read().split(":")[1]) * one.value * two.value * parts.deep.value
        model = torch.nn.Linear(4, 2)
        optimizer = torch.optim.SGD(model.parameters(), lr=rate)
        for _ in range(3):
            optimizer.zero_grad()
            model(torch.randn(8, 4)).square().sum().backward()
            optimizer.step()
        torch.save(model.state_dict(), "model.pt")
        """;

    /// <summary>The same shape without PyTorch, with a digest of what it was made of.</summary>
    private const string Plain = """
        import os, one, two, parts.deep
        here = os.path.dirname(os.path.abspath(__file__))
        made = [one.value, two.value, parts.deep.value, open("data/set/1").read() if os.path.exists("data") else ""]
        open("made.txt", "w").write(repr(made))
        """;

    private const string Modules = """
        mkdir -p $at/parts; echo 'value = 0.1' > $at/one.py; echo 'value = 2' > $at/two.py
        echo 'import one' > $at/parts/__init__.py; echo 'value = 3' > $at/parts/deep.py; echo 'rate: 0.5' > $at/config.yaml

        """;

    [Fact]
    public async Task A_PyTorch_script_that_was_edited_and_then_deleted_is_identical_and_nothing_of_the_users_is_touched()
    {
        using var place = new Workplace();
        File.WriteAllText(place.PathOf("train.py"), Training);
        await place.ShellAsync("at=.\n" + Modules);
        await ExecAsync(place, "--name", "one", "--", "/usr/bin/python3", "train.py");
        await place.ShellAsync("rm model.pt; echo 'value = 9' > one.py; echo 'raise SystemExit' >> train.py; rm parts/deep.py; echo 'rate: 7' > config.yaml");
        await place.ShellAsync(Facts + "facts > cache/before");
        var edited = await place.RunAsync("rerun", "one", "--name", "two");
        await place.ShellAsync(Facts + "facts | diff cache/before -; rm train.py");
        var deleted = await place.JsonAsync(0, "rerun", "two", "--name", "three");

        Assert.True(edited.ExitCode == 0, edited.StandardError);
        Assert.Matches(
            "Code: the tree at hand has not the recorded config.yaml, one.py, parts/deep.py and 1 more; what was recorded is restored in /.*: "
                + "6 files, in no git repository. It is taken away at the end.", edited.StandardError);
        Assert.Equal("identical", deleted.Text("verdict"));
        Assert.Equal("restored", (string?)JsonNode.Parse(File.ReadAllText(place.PathOf("runs/three/run.json")))!["rerun"]!["code"]);
        await place.ShellAsync("cmp runs/one/locks/code.json runs/three/locks/code.json; test -s runs/three/outputs/model.pt");
    }

    [Theory]
    [InlineData("project", "/usr/bin/python3 scripts/train.py", "project/scripts")]
    [InlineData("elsewhere", "/usr/bin/python3 $PWD/project/train.py", "project")]
    [InlineData("elsewhere", "/usr/bin/python3 ../project/train.py", "project")]
    [InlineData("elsewhere", "/usr/bin/python3 called.py", "project")] // a link, where which leads Python looks for modules
    [InlineData("project", "/usr/bin/python3 -m train", "project/lib")] // found by PYTHONPATH
    public async Task A_script_finds_its_modules_wherever_it_was_called_from(string folder, string command, string code)
    {
        using var place = new Workplace();
        await place.ShellAsync($"mkdir elsewhere; at={code}\n{Modules}ln -s ../project/train.py elsewhere/called.py");
        File.WriteAllText(place.PathOf($"{code}/train.py"), Plain);
        command = command.Replace("$PWD", place.Folder, StringComparison.Ordinal);
        async Task<string> InAsync(params string[] arguments)
        {
            var result = await place.Lockstep(arguments).WithWorkingDirectory(place.PathOf(folder)).WithEnvironmentVariables(variables => variables
                .Set("XDG_CACHE_HOME", place.PathOf("cache")).Set("PYTHONPATH", place.PathOf("project/lib"))).ExecuteBufferedAsync(
                    TestContext.Current.CancellationToken);
            Assert.True(result.ExitCode == 0, result.StandardError);
            return result.StandardError;
        }

        await InAsync(["exec", "--name", "one", "--", .. command.Split(' ')]);
        await place.ShellAsync($"rm {folder}/made.txt; echo 'value = 9' > {code}/one.py; rm {code}/train.py");

        Assert.Contains("identical: the same bits as one", await InAsync("rerun", "one", "--name", "two"), StringComparison.Ordinal);
        await place.ShellAsync($"test ! -e {folder}/made.txt; cd {folder}/runs; diff one/locks/data.json two/locks/data.json");
    }

    [Fact]
    public async Task Data_is_found_at_the_same_place_and_the_files_at_hand_are_taken_where_they_are_the_recorded_ones_or_the_user_says_so()
    {
        using var place = new Workplace();
        File.WriteAllText(place.PathOf("train.py"), Plain);
        await place.ShellAsync("mkdir -p data/set; echo 5 > data/set/1; at=.\n" + Modules);
        await place.JsonAsync(0, "data", "seal", "data/set");
        await ExecAsync(place, "--name", "one", "--data", "data/set", "--", "/usr/bin/python3", "train.py");
        var same = await place.RunAsync("rerun", "one", "--name", "same");
        await place.ShellAsync("rm made.txt; echo 'value = 9' > two.py");
        var changed = await place.JsonAsync(0, "rerun", "one");
        var refused = await place.RunAsync("rerun", "one", "--here");
        var allowed = await place.JsonAsync(1, "rerun", "one", "--here", "--allow", "code");
        await place.ShellAsync("git init -q .; rm -rf runs/same; echo 'value = 2' > two.py");
        var tracked = await place.RunAsync("rerun", "one");

        Assert.Contains("Code: the tree at hand is the recorded code: 5 files, in no git repository.", same.StandardError, StringComparison.Ordinal);
        Assert.Equal("identical", changed.Text("verdict"));
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("Code: files.two.py: recorded ", refused.StandardError, StringComparison.Ordinal);
        Assert.Equal("diverged", allowed.Text("verdict"));
        Assert.Equal(0, tracked.ExitCode);
        Assert.Contains("the tree at hand is in a git repository, and the recorded code was in none", tracked.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_too_large_for_a_copy_is_taken_from_the_files_at_hand_or_is_named_and_refused()
    {
        using var place = new Workplace();
        await place.ShellAsync("""
            echo 'import large; open("made.txt", "w").write(str(large.value))' > train.py
            (echo 'value = 1'; head -c 5000000 /dev/zero | tr '\0' '#') > large.py
            """);
        await ExecAsync(place, "--name", "one", "--", "/usr/bin/python3", "train.py");
        await place.ShellAsync("echo >> train.py");
        var there = await place.RunAsync("rerun", "one");
        await place.ShellAsync("rm large.py");
        var refused = await place.RunAsync("rerun", "one");
        var allowed = await place.RunAsync("rerun", "one", "--allow", "code");

        Assert.Contains("identical: the same bits as one", there.StandardError, StringComparison.Ordinal);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("Code: large.py: recorded \"in no commit, and too large or too many to be copied into the run", refused.StandardError,
            StringComparison.Ordinal);
        Assert.Contains("No module named 'large'", allowed.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_training_takes_the_recipe_and_the_model_that_were_copied()
    {
        using var place = new Workplace().WithDigits(perClass: 4);
        File.WriteAllText(place.PathOf("net.py"), """
            import torch
            torch.jit.script(torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(192, 10))).save("models/net.pt")
            """);
        await place.ShellAsync("mkdir models recipes; mv recipe.yaml recipes; sed -i 's/digits/..\\/digits/' recipes/recipe.yaml");
        await Python.RunAsync(place.Folder, "net.py");
        var digest = Sha256.Of(File.ReadAllBytes(place.PathOf("models/net.pt")));
        await place.JsonAsync(
            0, "train", "recipes/recipe.yaml", "--name", "one", "--set", $"model={{torchscript: ../models/net.pt, sha256: {digest}}}");
        await place.ShellAsync("echo x > models/net.pt; rm recipes/recipe.yaml");
        var again = await place.RunAsync("rerun", "one", "--name", "two");
        var more = await place.JsonAsync(0, "rerun", "two", "--name", "three");

        Assert.True(again.ExitCode == 0, again.StandardError);
        Assert.Contains("has not the recorded outside/net.pt, recipe.yaml; what was recorded is restored in /", again.StandardError, StringComparison.Ordinal);
        Assert.Equal("identical", more.Text("verdict"));
        await place.ShellAsync("diff runs/one/locks/code.json runs/three/locks/code.json; diff -I checked runs/one/locks/data.json runs/three/locks/data.json");
    }

    private const string Facts = "facts() { find . -path ./runs -prune -o -path ./cache -prune -o -type f -printf '%p %s %T@ %i\\n' | sort; }\n";

    private static async Task ExecAsync(Workplace place, params string[] arguments)
    {
        var result = await place.RunAsync(["exec", .. arguments]);
        Assert.True(result.ExitCode == 0, result.StandardError);
    }
}
