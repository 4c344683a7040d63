namespace Lockstep.Tests.Exec.Injecting;

public sealed class StartTests : IDisposable
{
    private readonly ScriptFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("python3 started.py a b", "script")]
    [InlineData("python3 -m started a b", "module")]
    [InlineData("./started.py a b", "script")]
    [InlineData("python3 -I started.py a b", "script")]
    [InlineData("python3 -E started.py a b", "script")]
    [InlineData("python3 -S started.py a b", "script")]
    [InlineData("python3 -Em started a b", "module")]
    [InlineData("sh shell.sh", "script")]
    public async Task However_Python_is_started_it_is_reached_and_the_script_sees_what_it_sees_bare(string command, string start)
    {
        folder.Write("shell.sh", "/usr/bin/python3 started.py a b\n");
        var words = command.Replace("python3", ScriptFolder.Python, StringComparison.Ordinal).Split(' ');
        var run = await folder.InjectedAsync(words);
        var bare = await folder.BareAsync(words);
        Assert.Equal("", run.Errors);
        Assert.Equal("drawn 0.32383276483316237 ['a', 'b'] __main__ True\n", run.Output);
        Assert.Equal(bare.Output.Split('[')[1], run.Output.Split('[')[1]);
        Assert.Equal([start], run.Said("process", "start"));
        Assert.Single(run.Events("exit"));
    }

    [Theory]
    [InlineData("-c")]
    [InlineData("-Ic")]
    [InlineData("-")]
    public async Task Text_and_stdin_are_reached(string way)
    {
        const string Program = "import random, sys; print(random.random(), sys.argv)";
        var run = await folder.InjectedAsync(
            way == "-" ? [ScriptFolder.Python, "-", "x"] : [ScriptFolder.Python, way, Program, "x"],
            settings => settings,
            input: way == "-" ? Program : ""
        );
        Assert.Equal(("", $"0.32383276483316237 ['{(way == "-" ? "-" : "-c")}', 'x']\n"), (run.Errors, run.Output));
    }

    [Fact]
    public async Task A_sitecustomize_that_was_there_runs_as_well_and_the_module_leaves_no_trace_in_the_path()
    {
        folder.Write("own/sitecustomize.py", "print('own', __name__)\n");
        var environment = new Dictionary<string, string> { ["PYTHONPATH"] = folder.FullPath + "/own" };
        var run = await folder.InjectedAsync(
            [ScriptFolder.Python, "-c", "import sys; print([p for p in sys.path if '.exec' in p], sys.modules['sitecustomize'].__file__)"],
            settings => settings,
            environment
        );
        Assert.Equal($"own sitecustomize\n[] {folder.FullPath}/own/sitecustomize.py\n", run.Output);
    }

    [Fact]
    public async Task A_Python_that_was_not_reached_is_reported_with_the_reason()
    {
        var run = await folder.InjectedAsync(ScriptFolder.Python, "children.py");
        Assert.Equal(["true", "false", "false", null], run.Said("child", "reached"));
        Assert.Contains("-I", run.Said("child", "why")[1], StringComparison.Ordinal);
        Assert.Contains("PYTHONPATH", run.Said("child", "why")[2], StringComparison.Ordinal);
        Assert.DoesNotContain(run.Records, record => record.Event?.ToJsonString().Contains("hidden", StringComparison.Ordinal) == true);
        Assert.Equal(2, run.Streams.Count);
    }

    [Fact]
    public async Task What_argparse_returned_is_on_record_with_its_defaults_and_without_secrets()
    {
        var run = await folder.InjectedAsync(ScriptFolder.Python, "arguments.py", "--lr", "0.2", "--api-key", "hidden");
        var parsed = Assert.Single(run.Events("argparse")).Event!;
        Assert.Equal("""{"lr":0.2,"epochs":3,"api_key":"(kept out)","flag":false}""", parsed["values"]!.ToJsonString());
        Assert.Equal("""["epochs","flag"]""", parsed["defaults"]!.ToJsonString());
        Assert.DoesNotContain(run.Records, record => record.Event?.ToJsonString().Contains("hidden", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task The_code_that_ran_is_on_record_when_a_process_ends_by_exec_too()
    {
        folder.Write("part.py", "");
        folder.Write("first.py", "import part, os, sys\nos.execv(sys.executable, [sys.executable, 'second.py'])\n");
        folder.Write("second.py", "import yaml\n");
        var run = await folder.InjectedAsync(ScriptFolder.Python, "first.py");
        var sources = run.Events("modules").SelectMany(record => record.Event!["sources"]!.AsArray()).Select(path => Path.GetFileName((string?)path));
        Assert.Equal(["first.py", "part.py", "second.py"], sources.Distinct().Order());
        Assert.Contains("PyYAML", run.Events("modules")[^1].Event!["packages"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("/libc.so", run.Events("modules")[^1].Event!["extensions"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_kernel_does_not_tell_Python_names_the_files_that_it_opens_with_the_line()
    {
        folder.Write("reads.py", "\nopen('config.yaml').read()\nopen('made.txt', 'w').write('x')\n");
        var run = await folder.InjectedAsync([ScriptFolder.Python, "reads.py"], settings => settings with { RecordsOpened = true });
        var opened = run.Events("opened")
            .Where(record => (string?)record.Event!["file"] == "reads.py")
            .Select(record => $"{Path.GetFileName((string?)record.Event!["path"])} {record.Event!["writes"]} {record.Event!["line"]}");
        Assert.Equal(["config.yaml false 2", "made.txt true 3"], opened);
    }

    [Fact]
    public async Task A_script_that_closes_all_descriptors_closes_no_stream()
    {
        var run = await folder.InjectedAsync([ScriptFolder.Python, "-c", "import os, sys; os.closerange(3, 4096); import random; print('done')"], settings =>
            settings
        );
        Assert.Equal((0, "done\n", ""), (run.ExitCode, run.Output, run.Errors));
        Assert.Single(run.Events("exit"));
    }
}
