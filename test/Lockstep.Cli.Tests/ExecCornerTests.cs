using System.Text.Json.Nodes;
using Lockstep.Tests.Shared;

namespace Lockstep.Cli.Tests;

/// <summary>What surrounds a command: packages, pointers, and systems that don't allow all that Lockstep would do.</summary>
public sealed class ExecCornerTests
{
    private const string Python = "/usr/bin/python3";

    [Fact]
    public async Task Digests_of_packages_are_locked_and_a_pointer_that_is_read_as_data_is_said()
    {
        using var place = new Workplace();
        Write(place, "env/site-packages/demo/__init__.py", "");
        Write(place, "env/site-packages/demo-1.2.dist-info/RECORD", """
            demo/__init__.py,sha256=47DEQpj8HBSa,0
            demo-1.2.dist-info/METADATA,sha256=AAAA,1
            demo/__pycache__/__init__.cpython-311.pyc,,
            ../../bin/demo,sha256=BBBB,1

            """);
        Write(place, "data.bin", $"version https://git-lfs.github.com/spec/v1\noid sha256:{new string('0', 64)}\nsize 9\n");
        Write(place, "read.py", """
            import os, sys
            sys.path.insert(0, os.path.abspath("env/site-packages"))
            import demo
            open("made.txt", "w").write(open("data.bin").read())

            """);
        var answer = await place.ShellAsync($"dotnet {Workplace.Program} exec --name a -- {Python} read.py 2>&1");
        var python = Json(place, "runs/a/locks/environment.json")["relevant"]!["python"]!;

        Assert.Equal("1.2", (string?)python["packages"]!["demo"]);
        var digest = await place.ShellAsync("printf 'demo/__init__.py,sha256=47DEQpj8HBSa,0\\n' | sha256sum | cut -c 1-64 | tr -d '\\n'");
        Assert.Equal(digest, (string?)python["digests"]!["demo"]);
        Assert.Contains(
            "Data: it read data.bin: it is a Git LFS pointer; get the file that it stands for with 'git lfs pull'.", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_are_called_after_a_process_or_the_moment_are_the_same_files_in_another_run()
    {
        using var place = new Workplace();
        Write(place, "write.py", """
            import datetime, multiprocessing, os, time
            def write(name): open(name, "w").write("same")
            def worker(): write("worker%d.bin" % os.getpid())
            write("events.out.tfevents.%d.%s.%d.0" % (time.time(), os.uname().nodename, os.getpid()))
            write("ck_%d.bin" % os.getpid())
            write(datetime.datetime.now().strftime("%Y%m%d_%H%M%S%f.bin"))
            children = [multiprocessing.Process(target=worker) for _ in range(2)]
            [child.start() for child in children]; [child.join() for child in children]

            """);
        var twice = await place.RunAsync("exec", "--twice", "--", Python, "write.py");

        Assert.Contains("identical", twice.StandardError, StringComparison.Ordinal);
        Assert.Equal(0, twice.ExitCode);
    }

    [Fact]
    public async Task Where_the_system_lets_no_call_be_watched_Python_says_what_it_opens_and_the_rest_is_said()
    {
        using var place = new Workplace();
        Write(place, "in.txt", "1");
        var said = await place.ShellAsync($"""
            {Python} {Repository.PathOf("test/fixtures/exec/refuse.py")} seccomp,personality dotnet {Workplace.Program} exec --name a -- \
                {Python} -c "open('made.txt', 'w').write(open('in.txt').read()); open('made.txt').read()" 2>&1
            """);
        var command = Json(place, "runs/a/command.json");

        Assert.Contains("Opens and connections by native code are not seen", said, StringComparison.Ordinal);
        Assert.Contains("addresses of memory are others in each run", said, StringComparison.Ordinal);
        Assert.Equal((false, false), ((bool)command["filesRecorded"]!, (bool)command["addressesFixed"]!));
        Assert.Equal("in.txt", Assert.Single((JsonObject)Json(place, "runs/a/locks/data.json")["relevant"]!["inputs"]!).Key);
    }

    [Fact]
    public async Task Root_without_its_rights_as_in_a_container_can_watch_all_the_same()
    {
        using var place = new Workplace();
        var mayBeRoot = await place.ShellAsync("unshare -r setpriv --bounding-set -sys_admin true 2>/dev/null && echo yes || true");
        Assert.SkipUnless(mayBeRoot == "yes\n", "needs user namespaces and setpriv");
        await place.ShellAsync(
            $"unshare -r setpriv --bounding-set -sys_admin --inh-caps -sys_admin dotnet {Workplace.Program} exec --name a -- sh -c 'echo 1 > made.txt'");

        Assert.True((bool)Json(place, "runs/a/command.json")["filesRecorded"]!);
    }

    [Fact]
    public async Task A_program_that_was_made_before_is_code_and_one_that_the_command_makes_is_not()
    {
        using var place = new Workplace();
        const string Script = "cp tool other; ./tool 1 > made.txt; ./other 2 >> made.txt";
        await place.ShellAsync($"cp /bin/echo tool; dotnet {Workplace.Program} exec --name a -- sh -c '{Script}'");
        await place.ShellAsync("cp /usr/bin/printf tool");
        var refused = await place.RunAsync("rerun", "a", "--here");

        Assert.Equal("tool", Assert.Single((JsonObject)Json(place, "runs/a/locks/code.json")["relevant"]!["files"]!).Key);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("Code: files.tool", refused.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task R_is_seeded_and_its_own_profile_still_runs()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/Rscript"), "needs R: apt-get install r-base-core");
        using var place = new Workplace();
        Write(place, ".Rprofile", "mine <- 1\n");
        var result = await place.RunAsync("exec", "--twice", "--", "Rscript", "-e", "writeLines(paste(mine, runif(1)), 'made.txt')");

        Assert.Equal(0, result.ExitCode);
        var made = await File.ReadAllTextAsync(place.PathOf("made.txt"), TestContext.Current.CancellationToken);
        Assert.StartsWith("1 0.8966972", made, StringComparison.Ordinal);
    }

    [Fact]
    public async Task R_and_the_packages_it_loaded_are_locked()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/Rscript"), "needs R: apt-get install r-base-core");
        using var place = new Workplace();
        Write(place, "draw.R", "library(splines); rm(list = ls(all.names = TRUE)); writeLines('1', 'made.txt'); quit(status = 4)\n");
        await place.RunAsync("exec", "--name", "a", "--", "sh", "-c", "Rscript draw.R; Rscript -e 'invisible(tools::md5sum(character()))'");

        var locked = (JsonObject)Json(place, "runs/a/locks/environment.json")["relevant"]!["r"]!;
        Assert.StartsWith("R version ", (string?)locked["version"], StringComparison.Ordinal);
        Assert.All(["base", "splines", "tools"], package => Assert.Matches("^[0-9.]+$", (string?)locked["packages"]![package]));
    }

    [Fact]
    public async Task Perl_gives_its_hashes_in_one_order()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/perl"), "needs Perl: apt-get install perl");
        using var place = new Workplace();
        var result = await place.RunAsync(
            "exec", "--twice", "--", "perl", "-e", "my %h = map { $_ => 1 } 1 .. 99; open F, '>made.txt'; print F join ' ', keys %h");

        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task A_run_that_cannot_be_recorded_is_failed_whatever_the_command_ended_with()
    {
        Assert.SkipUnless(Directory.Exists("/usr/lib/python3/dist-packages/torch"), "needs PyTorch: apt-get install python3-torch");
        using var place = new Workplace();
        Write(place, "train.py", """
            import torch
            weights = torch.nn.Parameter(torch.zeros(2))
            optimizer = torch.optim.SGD([weights], lr=0.1)
            for _ in range(500):
                weights.grad = torch.ones(2)
                optimizer.step()
            open("disk/fill", "wb", buffering=0).write(bytes(2 << 20))  # as much of it as there is room for
            """);
        var text = await place.ShellWithDiskAsync(megabytes: 1, $$"""
            code=0
            dotnet {{Workplace.Program}} exec --runs disk/runs --name a -- /usr/bin/python3 train.py || code=$?
            echo "$code $(jq -r .status disk/runs/a/run.json) $(ls -A disk/runs/a | grep -c exec)"
            """);

        Assert.Equal("125 failed 0\n", text);
    }

    [Fact]
    public async Task Where_the_second_run_finds_all_made_it_says_so()
    {
        using var place = new Workplace();
        var result = await place.RunAsync("exec", "--twice", "--name", "a", "--", "sh", "-c", "test -e made.txt || echo 1 > made.txt");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("nothing to compare with a:\n  a left something to compare, and this run nothing.", result.StandardError, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2>&-")]
    [InlineData("<&- >&- 2>&-")]
    public async Task Whoever_closed_a_standard_stream_gets_the_run_all_the_same(string closing)
    {
        using var place = new Workplace();
        await place.ShellAsync($"dotnet {Workplace.Program} exec --name a -- sh -c 'echo 1; echo 2 >&2; echo 3 > made.txt' {closing}");

        Assert.Equal("1\n2\n", File.ReadAllText(place.PathOf("runs/a/output.txt")));
        Assert.Equal("finished", (string?)Json(place, "runs/a/run.json")["status"]);
    }

    private static void Write(Workplace place, string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(place.PathOf(path))!);
        File.WriteAllText(place.PathOf(path), text);
    }

    private static JsonObject Json(Workplace place, string path) => (JsonObject)JsonNode.Parse(File.ReadAllText(place.PathOf(path)))!;
}
