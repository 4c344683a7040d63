using Lockstep.Exec.Streams;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Exec.Streams;

public sealed class StreamSummaryTests
{
    [Fact]
    public void A_process_is_told_of_as_it_told_of_itself()
    {
        var process = Assert.Single(Summary(stream => stream.Tell("""{"event": "exit", "code": 3}""")).Processes);
        Assert.Equal(
            ("train.py", 5L, "3.11.2", "/usr/bin/python3", "/usr", "script", "/home/a/train.py", true, 3L),
            (process.Label, process.Pid, process.Python, process.Executable, process.Prefix, process.Start, process.Name, process.HasExited, process.ExitCode));
        Assert.Equal(["/home/a/train.py"], process.Arguments);
    }

    [Fact]
    public void A_seed_that_a_loop_sets_is_told_once_with_how_often()
    {
        var summary = Summary(stream =>
        {
            for (var value = 0; value < 5000; value++)
            {
                stream.Tell($$"""{"event": "seed", "target": "torch", "value": {{value}}, "by": "script", "file": "/home/a/train.py", "line": 12}""");
            }

            stream.Tell("""{"event": "seed", "target": "torch", "value": 7, "by": "script", "file": "/home/a/train.py", "line": 90}""");
        });
        Assert.Equal([(5000L, 0L), (1L, 7L)], summary.Of("seed").Select(seed => (seed.Times, seed.Body["value"]!.GetValue<long>()))); // written above
        Assert.Empty(summary.EventsLeftOut);
    }

    [Fact]
    public void No_more_events_of_a_type_are_kept_than_anybody_reads_and_the_rest_is_counted()
    {
        var summary = Summary(stream =>
        {
            for (var number = 0; number < 1200; number++)
            {
                stream.Tell($$"""{"event": "notice", "text": "number {{number}}"}""");
            }

            stream.Tell("""{"event": "loader", "number": 0, "dataset": "CIFAR10", "length": 50000}""");
        });
        Assert.Equal((1000, 1), (summary.Of("notice").Count(), summary.Of("loader").Count()));
        Assert.Equal(200, Assert.Single(summary.EventsLeftOut).Value);
        Assert.Contains(summary.Findings, finding =>
            finding.Text == "The processes told of more than 1000 different things of the kind 'notice': 200 more are not on record.");
    }

    [Fact]
    public void What_all_processes_imported_is_told_once()
    {
        using var folder = new TemporaryFolder();
        foreach (var (pid, version) in new[] { (5, "1.24.2"), (6, "1.24.2"), (7, "2.0.0") })
        {
            SyntheticStream
                .Of(folder.PathOf("run/streams"), pid, pid)
                .Tell(
                    $$"""{"event": "modules", "packages": [{"name": "numpy", "version": "{{version}}", "path": "/usr/lib/numpy", "info": "/a"}, 7], """
                        + """ "sources": ["/home/a/b.py", "/home/a/a.py"], "extensions": ["/usr/lib/libblas.so.3"]}""")
                .Dispose();
        }

        var modules = SyntheticCommand.Summary(folder).Modules;
        Assert.Equal(
            [new StreamPackage("numpy", "1.24.2", "/usr/lib/numpy", "/a"), new StreamPackage("numpy", "2.0.0", "/usr/lib/numpy", "/a")],
            modules.Packages);
        Assert.Equal(["/home/a/a.py", "/home/a/b.py"], modules.Sources);
        Assert.Equal(["/usr/lib/libblas.so.3"], modules.Extensions);
    }

    public static TheoryData<string, string, string> Findings => new()
    {
        {
            """{"event": "nondeterministic", "operator": "scatter_add_", "message": "no deterministic implementation", "file": "/a/m.py", "line": 3}""",
            "nondeterministic",
            "scatter_add_ at /a/m.py:3 has no deterministic implementation: its result may differ from run to run; --strict makes that an error."
        },
        {
            """{"event": "clock_seed", "target": "random", "file": "/a/m.py", "line": 3}""",
            "clock seed",
            "random was seeded from the clock or from entropy at /a/m.py:3: another run draws otherwise."
        },
        {
            """{"event": "child", "argv": ["/usr/bin/python3", "-I", "--token", "abc"], "reached": false, "why": "-I keeps PYTHONPATH out"}""",
            "child not reached",
            "train.py started python3, which was not reached: -I keeps PYTHONPATH out. No seed is set there, and nothing recorded."
        },
        { """{"event": "notice", "text": "An update was made without an optimizer."}""", "notice", "train.py: An update was made without an optimizer." },
        { """{"event": "error", "text": "a hook failed\nhere"}""", "error", "train.py: a hook failed\\u000ahere" },
        {
            """{"event": "switches", "when": "last", "values": {"cudnn.benchmark": true}, "set_by": {"cudnn.benchmark": "/a/m.py:8"}}""",
            "switch set",
            "cudnn.benchmark is true since the script set it at /a/m.py:8."
        },
    };

    [Theory]
    [MemberData(nameof(Findings))]
    public void What_a_person_should_know_is_a_sentence(string told, string kind, string sentence)
    {
        var summary = Summary(stream => stream.Tell(told).Tell(told).Tell("""{"event": "exit"}"""));
        Assert.Equal(new StreamFinding(kind, "train.py", sentence), Assert.Single(summary.Findings));
    }

    [Fact]
    public void A_switch_that_is_another_at_the_end_is_a_finding()
    {
        var summary = Summary(stream =>
            stream
                .Tell("""{"event": "switches", "when": "first", "values": {"num_threads": 4, "tf32": false}, "set_by": {}}""")
                .Tell("""{"event": "switches", "when": "last", "values": {"num_threads": 1, "tf32": false}, "set_by": {}}""")
                .Tell("""{"event": "switches", "when": "last", "values": {"num_threads": 2, "tf32": true}, "set_by": {}}""")
                .Tell("""{"event": "switches", "when": "last", "values": {"num_threads": 1, "tf32": false}, "set_by": {}}""")
                .Tell("""{"event": "exit"}"""));
        Assert.Equal(
            new StreamFinding("switch changed", "train.py", "num_threads was 4 at the first step and 1 at the last."),
            Assert.Single(summary.Findings));
    }

    [Fact]
    public void A_process_that_was_killed_while_it_recorded_is_told_of_and_its_whole_steps_stay()
    {
        using var folder = new TemporaryFolder();
        using (var stream = SyntheticStream.Of(folder.PathOf("run/streams"), 5, 5))
        {
            stream.Optimizer().Step(SyntheticCommand.Step(0)).Step(SyntheticCommand.Step(1)).Raw(200, 0, 0, 0, 2, 1, 1, 1);
        }

        var summary = SyntheticCommand.Summary(folder);
        Assert.Equal((1L, true), (summary.Steps, summary.HasLedger));
        Assert.Equal(["torn stream", "no exit"], summary.Findings.Select(finding => finding.Kind));
        Assert.Contains("8 bytes at the end", summary.Findings[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0 }, "would be 0 bytes long")]
    [InlineData(new byte[] { 255, 255, 255, 255, 2 }, "would be 4294967295 bytes long")]
    [InlineData(new byte[] { 2, 0, 0, 0, 9, 9 }, "is of kind 9")]
    [InlineData(new byte[] { 3, 0, 0, 0, 2, 9, 9 }, "is no step")]
    [InlineData(new byte[] { 3, 0, 0, 0, 3, 9, 9 }, "is no step")]
    public void A_stream_is_read_up_to_where_it_is_damaged(byte[] harm, string what)
    {
        using var folder = new TemporaryFolder();
        using (var stream = SyntheticStream.Of(folder.PathOf("run/streams"), 5, 5))
        {
            stream
                .Optimizer()
                .Step(SyntheticCommand.Step(0))
                .Step(SyntheticCommand.Step(1))
                .Raw(harm)
                .Step(SyntheticCommand.Step(2))
                .Tell("""{"event": "exit"}""");
        }

        var summary = SyntheticCommand.Summary(folder);
        Assert.Equal(1, summary.Steps);
        Assert.Contains(summary.Findings, finding => finding.Kind == "damaged stream" && finding.Text.Contains(what, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"event": "argparse", "values": {"rate": NaN}}""")]
    [InlineData("""{"event": "argparse", """)]
    [InlineData("[1]")]
    [InlineData("{}")]
    [InlineData("""{"event": 7}""")]
    public void A_record_that_is_no_event_is_passed_over_and_told_of(string told)
    {
        var summary = Summary(stream => stream.Tell(told).Tell(told).Tell("""{"event": "loader", "number": 1}""").Tell("""{"event": "exit"}"""));
        Assert.Single(summary.Of("loader"));
        var finding = Assert.Single(summary.Findings);
        Assert.Equal("unreadable record", finding.Kind);
        Assert.EndsWith(", and 1 more record; passed over.", finding.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_that_is_no_UTF_8_or_half_a_surrogate_pair_is_read_all_the_same()
    {
        var summary = Summary(stream => stream
            .Tell("""{"event": "notice", "text": "\udc80 a \\udc80 b \ud83d\ude00 c \ud83d"}""")
            .Append(Lockstep.Ledgers.Commands.RecordKind.Event, [.. "{\"event\": \"notice\", \"text\": \""u8, 0xFF, .. "\"}"u8])
            .Tell("""{"event": "exit"}"""));
        Assert.Equal(["\uFFFD a \\udc80 b \U0001F600 c \uFFFD", "\uFFFD"], summary.Of("notice").Select(notice => notice.Body["text"]?.GetValue<string>()));
        Assert.Equal(2, summary.Findings.Count);
    }

    [Fact]
    public void Workers_that_said_nothing_are_only_counted()
    {
        using var folder = new TemporaryFolder();
        SyntheticStream.Of(folder.PathOf("run/streams"), 5, 5).Tell("""{"event": "exit"}""").Dispose();
        for (var worker = 0; worker < 6; worker++)
        {
            SyntheticStream
                .Of(folder.PathOf("run/streams"), 10 + worker, 10, parent: 5, start: "fork")
                .Tell("""{"event": "modules", "sources": ["/home/a/data.py"]}""")
                .Dispose();
        }

        var summary = SyntheticCommand.Summary(folder);
        Assert.Equal((1, 6L), (summary.Processes.Count, summary.QuietProcesses));
        Assert.Equal(["/home/a/data.py"], summary.Modules.Sources);
    }

    [Fact]
    public void A_finding_that_all_ranks_make_is_told_once()
    {
        using var folder = new TemporaryFolder();
        foreach (var rank in new[] { 0, 1 })
        {
            SyntheticStream
                .Of(folder.PathOf("run/streams"), 5 + rank, 5, rank: rank)
                .Tell("""{"event": "clock_seed", "target": "random", "source": "time.time()", "file": "/a/m.py", "line": 3}""")
                .Tell("""{"event": "exit"}""")
                .Dispose();
        }

        Assert.Equal(
            new StreamFinding("clock seed", "train.py rank 0", "random was seeded from time.time() at /a/m.py:3: another run draws otherwise."),
            Assert.Single(SyntheticCommand.Summary(folder).Findings));
    }

    [Fact]
    public void What_Python_opened_is_told_once_with_who_was_the_first()
    {
        using var folder = new TemporaryFolder();
        for (var worker = 0; worker < 2; worker++)
        {
            SyntheticStream.Of(folder.PathOf("run/streams"), 10 + worker, 10, parent: 5, start: "fork")
                .Tell("""{"event": "opened", "path": "/data/1.jpg", "writes": false, "file": "/a/m.py", "line": 3}""")
                .Tell("""{"event": "opened", "path": "/data/1.jpg", "writes": true, "file": null, "line": null}""")
                .Tell("""{"event": "connected", "address": "example.org:443"}""").Dispose();
        }

        var summary = SyntheticCommand.Summary(folder);
        Assert.Equal([new StreamOpened("/data/1.jpg", false, "fork", "/a/m.py", 3), new StreamOpened("/data/1.jpg", true, "fork", null, null)], summary.Opened);
        Assert.Equal("example.org:443", Assert.Single(summary.Addresses).Path);
        Assert.Equal((2L, 0), (summary.QuietProcesses, summary.Events.Count));
    }

    [Fact]
    public void A_process_that_became_another_program_is_named_by_the_one_that_made_the_steps()
    {
        using var folder = new TemporaryFolder();
        using (var stream = SyntheticStream.Of(folder.PathOf("run/streams"), 5, 5, "launch.py"))
        {
            stream.Tell("""{"event": "process", "pid": 5, "ppid": 1, "argv": ["train.py"], "start": "script", "name": "/home/a/train.py"}""")
                .Tell("""{"event": "rank", "rank": 3, "world": 4, "backend": "gloo"}""")
                .Optimizer().Step(SyntheticCommand.Step(0)).Step(SyntheticCommand.Step(1));
        }

        var process = Assert.Single(SyntheticCommand.Summary(folder).Processes);
        Assert.Equal(("train.py rank 3", 3, 4, 1L), (process.Label, process.Rank, process.World, process.Steps));
    }

    [Fact]
    public void A_stream_that_does_not_say_whose_it_is_is_read_under_another_name()
    {
        using var folder = new TemporaryFolder();
        new SyntheticStream(folder.PathOf("run/streams"), 5, 5).Optimizer().Step(SyntheticCommand.Step(0)).Step(SyntheticCommand.Step(1)).Dispose();
        var process = Assert.Single(SyntheticCommand.Summary(folder).Processes);
        Assert.Equal(("python", 1L, 5L), (process.Label, process.Steps, process.Pid));
    }

    private static StreamSummary Summary(Action<SyntheticStream> write)
    {
        using var folder = new TemporaryFolder();
        using (var stream = SyntheticStream.Of(folder.PathOf("run/streams"), 5, 5))
        {
            write(stream);
        }

        return SyntheticCommand.Summary(folder);
    }
}
