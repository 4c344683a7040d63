using System.Text.Json.Nodes;
using Lockstep.Tests.Shared;

namespace Lockstep.Cli.Tests;

/// <summary>Any command between a gate and a record: what it prints and gives back is its own, and the run folder holds the rest.</summary>
public sealed class ExecTests
{
    private const string Python = "/usr/bin/python3";

    [Fact]
    public async Task What_a_command_prints_and_its_exit_code_are_its_own()
    {
        using var place = new Workplace();
        var result = await place.RunAsync("exec", "--", "sh", "-c", "echo out; echo err >&2; exit 7");

        Assert.Equal((7, "out\n"), (result.ExitCode, result.StandardOutput));
        Assert.Contains("err\n", result.StandardError, StringComparison.Ordinal);
        Assert.Contains("failed: the command ended with exit code 7", result.StandardError, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-such-program", 127, "no such program")]
    [InlineData("./recipe.yaml", 126, "not a program that can be executed")]
    public async Task A_command_that_cant_be_started_is_told_as_a_shell_does(string program, int exitCode, string said)
    {
        using var place = new Workplace();
        var result = await place.RunAsync("exec", "--name", "one", "--", program);

        Assert.Equal((exitCode, ""), (result.ExitCode, result.StandardOutput));
        Assert.Contains(said, result.StandardError, StringComparison.Ordinal);
        Assert.Equal("failed", (await place.JsonAsync(0, "runs", "show", "one")).Text("status"));
    }

    [Fact]
    public async Task A_gate_that_stays_shut_runs_nothing()
    {
        using var place = new Workplace().WithDigits(perClass: 1);
        Assert.Equal(0, (await place.RunAsync("data", "seal", "digits")).ExitCode);
        await place.ShellAsync("printf x >> digits/3/$(ls digits/3 | head -n 1)");
        var result = await place.RunAsync("exec", "--data", "digits", "--", "touch", "ran");

        Assert.Equal(125, result.ExitCode);
        Assert.Contains("so nothing was run", result.StandardError, StringComparison.Ordinal);
        Assert.False(File.Exists(place.PathOf("ran")));
        Assert.Equal(0, place.RunCount);
    }

    [Fact]
    public async Task Files_that_a_command_writes_are_its_result()
    {
        using var place = new Workplace();
        var first = await ExecAsync(place, "--name", "a", "--", "sh", "-c", "echo 1 > made.txt");
        var again = await place.JsonAsync(0, "rerun", "a", "--name", "b");
        var other = await ExecAsync(place, "--name", "c", "--ledger", "off", "--", "sh", "-c", "echo 2 > made.txt");
        var diff = await place.JsonAsync(1, "diff", "a", "c");

        Assert.Equal("identical", again.Text("verdict"));
        Assert.Equal(first.Text("resultId"), again.Text("resultId"));
        Assert.NotEqual(first.Text("resultId"), other.Text("resultId"));
        Assert.Equal(
            ["A has no ledger: no optimizer of PyTorch made a step that was seen.", "B has no ledger: its recipe says 'ledger: off'."],
            diff["ledger"]!["notes"]!.AsArray().Select(note => (string?)note));
        Assert.Equal("1\n", await File.ReadAllTextAsync(place.PathOf("runs/a/outputs/made.txt"), TestContext.Current.CancellationToken));
        await place.ShellAsync("cd runs/a && sha256sum -c --strict --quiet SHA256SUMS");
    }

    [Fact]
    public async Task A_command_that_leaves_nothing_is_never_called_identical()
    {
        using var place = new Workplace();
        var result = await place.RunAsync("exec", "--twice", "--", "true");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("verdict    nothing to compare", result.StandardError, StringComparison.Ordinal);
        Assert.DoesNotContain("identical", result.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_was_changed_is_not_taken_for_the_recorded_one_unless_that_is_allowed()
    {
        using var place = new Workplace();
        await File.WriteAllTextAsync(place.PathOf("make.py"), "open('made.txt', 'w').write('1')\n", TestContext.Current.CancellationToken);
        await ExecAsync(place, "--name", "a", "--", Python, "make.py");
        await File.WriteAllTextAsync(place.PathOf("make.py"), "open('made.txt', 'w').write('2')\n", TestContext.Current.CancellationToken);
        var restored = await place.JsonAsync(0, "rerun", "a");
        var refused = await place.RunAsync("rerun", "a", "--here");
        var allowed = await place.JsonAsync(1, "rerun", "a", "--here", "--allow", "code");

        Assert.Equal("identical", restored.Text("verdict"));
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("Code: files.make.py", refused.StandardError, StringComparison.Ordinal);
        Assert.Equal("diverged", allowed.Text("verdict"));
        Assert.Contains("made.txt", allowed["reasons"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_json_stdout_holds_the_answer_alone()
    {
        using var place = new Workplace();
        var result = await place.RunAsync("exec", "--json", "--", "sh", "-c", "echo mine; echo 1 > made.txt");

        Assert.StartsWith("{", Assert.Single(result.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Contains("mine\n", result.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_looks_like_a_secret_is_in_no_file_of_the_run()
    {
        using var place = new Workplace();
        await ExecAsync(place, "--name", "a", "--", "sh", "-c", "echo 1 > made.txt", "--api-key", "hunter2-argument");
        var rerun = await place.RunAsync("rerun", "a");

        Assert.Equal("", await place.ShellAsync("grep -rl hunter2 runs || true"));
        Assert.Equal(2, rerun.ExitCode);
        Assert.Contains("kept out of the record", rerun.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_of_a_bundle_runs_only_where_it_is_trusted()
    {
        using var place = new Workplace();
        await ExecAsync(place, "--name", "a", "--", "sh", "-c", "echo 1 > made.txt");
        Assert.Equal(0, (await place.RunAsync("bundle", "a")).ExitCode);
        var bundle = Path.GetFileName(Assert.Single(Directory.GetFiles(place.Folder, "*.lockstep.zip")));
        var refused = await place.RunAsync("rerun", bundle);
        var trusted = await place.JsonAsync(0, "rerun", bundle, "--trust");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("would run a command on this machine: sh -c \"echo 1 > made.txt\"", refused.StandardError, StringComparison.Ordinal);
        Assert.Equal("identical", trusted.Text("verdict"));
    }

    [Fact]
    public async Task Commands_that_need_a_model_of_Lockstep_say_that_there_is_none()
    {
        using var place = new Workplace();
        await ExecAsync(place, "--name", "a", "--", "sh", "-c", "echo 1 > made.txt");
        foreach (var command in (string[][])[
            ["evaluate", "a"], ["predict", "a", "made.txt"], ["bisect", "a", "a"], ["explain", "a", "a"], ["train", "--resume", "a"]
        ])
        {
            var result = await place.RunAsync(command);
            Assert.Equal(2, result.ExitCode);
            Assert.Contains("a ran a command", result.StandardError, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_plan_is_shown_and_nothing_runs()
    {
        using var place = new Workplace();
        var result = await place.RunAsync("exec", "--dry-run", "--seed", "3", "--", "touch", "ran");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("command    touch ran\n", result.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("seed       3;", result.StandardOutput, StringComparison.Ordinal);
        Assert.False(File.Exists(place.PathOf("ran")));
        Assert.Equal(0, place.RunCount);
    }

    [Fact]
    public async Task A_PyTorch_script_among_others_that_seeds_nothing_repeats_itself_on_fewer_processors_and_is_compared_step_by_step()
    {
        SkipWithoutTorch();
        using var place = new Workplace();
        File.Copy(Repository.PathOf("examples/pytorch/train.py"), place.PathOf("train.py"));
        await File.WriteAllTextAsync(
            place.PathOf("steps.sh"),
            $"set -e\n{Python} -c 'import random; print(random.random())' > drawn.txt\n{Python} train.py\n{Python} -c 'pass'\n",
            TestContext.Current.CancellationToken);
        var first = await ExecAsync(place, "--name", "a", "--metric", "loss (?<loss>[0-9.]+)", "--", "sh", "steps.sh");
        var again = JsonNode.Parse(await place.ShellAsync($"taskset -c 0 dotnet {Workplace.Program} rerun a --name again --json"))!.AsObject();
        await place.ShellAsync("sed -i 's/lr=0.01/lr=0.02/' train.py");
        await ExecAsync(place, "--name", "b", "--metric", "loss (?<loss>[0-9.]+)", "--", "sh", "steps.sh");
        var diff = await place.JsonAsync(1, "diff", "a", "b");
        var command = JsonNode.Parse(await File.ReadAllTextAsync(place.PathOf("runs/again/command.json"), TestContext.Current.CancellationToken))!;

        Assert.Equal(("identical", first.Text("resultId")), (again.Text("verdict"), again.Text("resultId")));
        Assert.Equal(
            Environment.ProcessorCount > 1 && Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is null,
            command["variables"]!.AsArray().Any(variable => ((string?)variable!["reason"])!.Contains("in the run that is repeated", StringComparison.Ordinal)));
        Assert.Equal([0, 48, 0], command["processes"]!.AsArray().Select(process => (int?)process!["steps"]));
        Assert.Equal(1, (int?)diff["ledger"]!["divergence"]!["step"]);
        Assert.Equal("weights", (string?)diff["ledger"]!["divergence"]!["phase"]);
        Assert.Contains("files.train.py", (string?)diff["blame"]!["reason"], StringComparison.Ordinal);
        Assert.Contains(diff["results"]!.AsArray(), result => ((string?)result)!.Contains("model.pt", StringComparison.Ordinal));
        Assert.NotNull((double?)first["metrics"]!["loss"]);
    }

    [Fact]
    public async Task The_loss_of_the_specifications_first_example_is_a_metric()
    {
        SkipWithoutTorch();
        using var place = new Workplace();
        File.Copy(Repository.PathOf("test/fixtures/exec/scripts/spec_example1.py"), place.PathOf("example1.py"));
        var run = await ExecAsync(place, "--metric", "^(?<loss>[0-9.]+)$", "--", Python, "example1.py");

        Assert.Equal(12.200364, (double?)run["metrics"]!["loss"]);
    }

    [Fact]
    public async Task A_recipe_says_what_the_options_say()
    {
        using var place = new Workplace();
        await File.WriteAllTextAsync(
            place.PathOf("command.yaml"), "kind: command\ncommand: [sh, -c, echo 1 > made.txt]\n", TestContext.Current.CancellationToken);
        var given = await ExecAsync(place, "--", "sh", "-c", "echo 1 > made.txt");
        var read = await ExecAsync(place, "--recipe", "command.yaml");
        var trained = await place.RunAsync("train", "command.yaml");

        Assert.Equal((given.Text("lockId"), given.Text("resultId")), (read.Text("lockId"), read.Text("resultId")));
        Assert.Equal(2, trained.ExitCode);
        Assert.Contains("lockstep exec --recipe FILE", trained.StandardError, StringComparison.Ordinal);
        var schema = await place.JsonAsync(0, "recipe", "schema", "--kind", "command");
        Assert.Contains("network", schema["properties"]!.AsObject().Select(key => key.Key));
    }

    private static void SkipWithoutTorch() =>
        Assert.SkipUnless(Directory.Exists("/usr/lib/python3/dist-packages/torch"), "needs PyTorch: install python3-torch");

    private static async Task<JsonObject> ExecAsync(Workplace place, params string[] arguments)
    {
        var result = await place.RunAsync(["exec", "--json", .. arguments]);
        Assert.True(result.ExitCode == 0, $"exit code {result.ExitCode}\n{result.StandardError}");
        var answer = Assert.IsType<JsonObject>(JsonNode.Parse(Assert.Single(result.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries))));
        JsonContract.Check(["exec"], answer);
        return answer;
    }
}
