using System.Text.Json.Nodes;
using Lockstep.Exec.Outputs;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Exec.Outputs;

public sealed class OutputSetTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string work;
    private readonly string kept;

    public OutputSetTests()
    {
        work = Directory.CreateDirectory(folder.PathOf("work")).FullName;
        kept = folder.PathOf("run/outputs");
    }

    public void Dispose()
    {
        // .NET can't name a file whose name is no UTF-8.
        CliWrap.Cli.Wrap("/bin/rm").WithArguments(["-rf", folder.FullPath]).ExecuteAsync().Task.Wait();
        folder.Dispose();
    }

    [Fact]
    public async Task Files_that_the_command_wrote_are_kept_and_those_before_are_not()
    {
        folder.Write("work/old.bin", "old");
        folder.Write("work/rewritten.bin", "old");
        var before = OutputScan.Of(work, [], TimeProvider.System, TestContext.Current.CancellationToken);

        await ShellAsync("mkdir -p out; echo new > out/new.bin; echo new > rewritten.bin; cp -p old.bin copied.bin; mv old.bin moved.bin");
        var set = Collect(new OutputRequest(work) { Before = before });

        Assert.Equal(["copied.bin", "moved.bin", "out/new.bin", "rewritten.bin"], set.Files.Select(file => file.Name));
        Assert.All(set.Files, file => Assert.Equal(File.ReadAllBytes(Path.Combine(work, file.Name)), File.ReadAllBytes(set.PathOf(file)!)));
        Assert.Empty(set.LeftOut);
    }

    [Fact]
    public async Task Caches_logs_and_texts_with_times_are_left_out_and_said()
    {
        await ShellAsync(
            "mkdir -p __pycache__ .cache wandb; echo x > __pycache__/a.pyc; echo x > .cache/b; echo x > wandb/c; echo x > train.log; "
                + "echo 'at 12:30:05 epoch 1' > notes.txt; echo 'accuracy 0.5' > result.txt; echo x > a.tmp"
        );
        var set = Collect(new OutputRequest(work));

        Assert.Equal(["result.txt"], set.Files.Select(file => file.Name));
        Assert.Equal(
            [
                "1 file left out, logs: train.log.",
                "1 file left out, temporary files and locks: a.tmp.",
                "1 file left out, texts with times in them, as logs have: notes.txt.",
            ],
            set.LeftOut
        );
    }

    [Fact]
    public async Task Rules_take_what_they_match_with_its_role_and_nothing_that_the_command_did_not_write()
    {
        folder.Write("work/weights/stale.pt", "of an earlier run");
        var before = OutputScan.Of(work, [], TimeProvider.System, TestContext.Current.CancellationToken);
        await ShellAsync(
            "mkdir -p weights/deep; echo 1 > weights/last.pt; echo 2 > weights/deep/best.pt; echo 3 > weights/best.txt; echo 4 > train.log; echo 5 > other.bin"
        );
        string[] rules = ["weights/**/*.pt", "best=weights/**/best.pt", "*.log", "model=none/*.pt"];
        var set = Collect(new OutputRequest(work) { Before = before, Rules = [.. rules.Select(OutputRule.Parse)] });

        Assert.Equal([("train.log", null), ("weights/deep/best.pt", "best"), ("weights/last.pt", null)], set.Files.Select(file => (file.Name, file.Role)));
        Assert.Equal(
            [
                "1 file left out, which --out matches and the command did not write: weights/stale.pt.",
                "--out model=none/*.pt matched no file that the command wrote.",
            ],
            set.LeftOut.Select(sentence => sentence.Replace("\"", "", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task A_folder_stands_for_all_that_is_in_it_and_an_absolute_rule_reaches_beyond_the_working_folder()
    {
        await ShellAsync("mkdir -p out/deep ../elsewhere; echo 1 > out/deep/a.bin; echo 2 > ../elsewhere/b.bin");
        var set = Collect(new OutputRequest(work) { Rules = [OutputRule.Parse("out"), OutputRule.Parse($"model={folder.PathOf("elsewhere")}/*.bin")] });

        Assert.Equal([folder.PathOf("elsewhere/b.bin"), "out/deep/a.bin"], set.Files.Select(file => file.Name));
        Assert.All(set.Files, file => Assert.StartsWith(kept + "/", set.PathOf(file), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Hostile_names_links_pipes_and_sockets_write_nothing_outside_and_are_said()
    {
        folder.Write("secret.bin", "outside");
        await ShellAsync(
            "printf 1 > \"$(printf 'line\\nbreak.bin')\"; printf 2 > '..\\..\\back.bin'; printf 3 > \"$(printf 'bad\\377.bin')\"; printf 4 > 'a%b.bin'; "
                + "mkdir -p '..x/...'; printf 5 > '..x/.../y.bin'; "
                + "ln -s ../secret.bin link.bin; ln -s /etc/passwd other.bin; ln -s . circle; ln -s loop loop; mkfifo pipe; "
                + "python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"socket\")'; printf 6 > hidden.bin; chmod 000 hidden.bin"
        );
        var outside = AllBelow(folder.FullPath).Where(path => !path.StartsWith(kept, StringComparison.Ordinal)).ToArray();

        var set = Collect(new OutputRequest(work));

        Assert.Equal(outside, AllBelow(folder.FullPath).Where(path => !path.StartsWith(folder.PathOf("run"), StringComparison.Ordinal)));
        Assert.All(set.Files, file => Assert.Equal(file.Link is null, set.PathOf(file) is not null));
        Assert.Equal(
            ["..%5c..%5cback.bin", "..x/.../y.bin", "a%25b.bin", "hidden.bin", "line%0abreak.bin"],
            set.Files.Select(file => file.Kept).OfType<string>().Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            [("circle", "."), ("link.bin", "../secret.bin"), ("loop", "loop"), ("other.bin", "/etc/passwd")],
            set.Files.Where(file => file.Link is not null).Select(file => (file.Name, file.Link!))
        );
        Assert.DoesNotContain(set.Files, file => file.Name is "pipe" or "socket");
        Assert.Contains(set.LeftOut, sentence =>
            sentence.Contains("pipes, sockets and devices", StringComparison.Ordinal) && sentence.StartsWith("2 files", StringComparison.Ordinal)
        );
        Assert.All(set.LeftOut, sentence => Assert.DoesNotContain('\n', sentence));
    }

    [Fact]
    public async Task A_link_that_a_rule_names_is_kept_as_what_it_leads_to()
    {
        await ShellAsync("echo weights > epoch3.pt; ln -s epoch3.pt best.pt");
        var set = Collect(new OutputRequest(work) { Rules = [OutputRule.Parse("best=best.pt")] });

        Assert.Equal(("best.pt", "best"), (set.Files.Single().Name, set.Files.Single().Role));
        Assert.Equal("weights\n", File.ReadAllText(set.PathOf(set.Files.Single())!));

        await ShellAsync("cp epoch3.pt epoch4.pt; ln -sf epoch4.pt best.pt");
        Assert.NotEqual(set.Digest, Collect(new OutputRequest(work) { Rules = [OutputRule.Parse("best=best.pt")] }).Digest);
    }

    [Fact]
    public async Task A_link_that_was_there_before_and_leads_out_is_left_out_and_said()
    {
        File.CreateSymbolicLink(Path.Combine(work, "far.bin"), folder.PathOf("secret.bin"));
        var before = OutputScan.Of(work, [], TimeProvider.System, TestContext.Current.CancellationToken);
        await ShellAsync("echo 1 > far.bin");
        var set = Collect(new OutputRequest(work) { Before = before, Written = [Path.Combine(work, "far.bin")], Links = [] });

        Assert.Empty(set.Files);
        Assert.Equal(["1 file left out, links that lead out of the working folder: far.bin."], set.LeftOut);
    }

    [Fact]
    public void What_is_known_to_be_written_by_others_is_left_out()
    {
        var mine = folder.Write("work/mine.bin", "1");
        var theirs = folder.Write("work/theirs.bin", "2");

        Assert.Equal(["mine.bin"], Collect(new OutputRequest(work) { Written = [mine] }).Files.Select(file => file.Name));
        var ruled = Collect(new OutputRequest(work) { Written = [mine], Rules = [OutputRule.Parse("*.bin")] });
        Assert.Equal(["mine.bin"], ruled.Files.Select(file => file.Name));
        Assert.Contains(Path.GetFileName(theirs), ruled.LeftOut.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_larger_than_what_is_kept_is_hashed_all_the_same()
    {
        folder.Write("work/large.bin", new string('x', 1000));
        var file = Collect(new OutputRequest(work) { LargestKept = 100 }).Files.Single();

        Assert.Null(file.Kept);
        Assert.Equal(1000, file.Bytes);
        Assert.Equal(64, file.Sha256.Length);
    }

    [Fact]
    public void Where_nothing_or_only_empty_files_were_written_there_is_nothing_to_compare()
    {
        Assert.Null(Collect(new OutputRequest(work)).Digest);
        folder.Write("work/empty.bin", "");
        Assert.Null(Collect(new OutputRequest(work)).Digest);
        folder.Write("work/full.bin", "1");
        Assert.NotNull(Collect(new OutputRequest(work)).Digest);
    }

    [Fact]
    public void The_digest_does_not_depend_on_dates_hosts_and_numbers_in_names()
    {
        string DigestOf(params (string Name, string Text)[] files)
        {
            var place = Directory.CreateTempSubdirectory("lockstep-test-").FullName;
            foreach (var (name, text) in files)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(place, name))!);
                File.WriteAllText(Path.Combine(place, name), text);
            }

            var set = OutputSet.Collect(new OutputRequest(place) { Host = "node7" }, Path.Combine(place, "kept"), TestContext.Current.CancellationToken);
            Directory.Delete(place, recursive: true);
            return set.Digest!;
        }

        var one = DigestOf(("runs/2026-01-05_12-30-00/exp2/a.bin", "a"), ("Jan05_12-30-00_node7/b.1234.bin", "b"));
        Assert.Equal(one, DigestOf(("runs/2026-02-11_01-02-03/exp3/a.bin", "a"), ("Feb11_01-02-03_node7/b.99.bin", "b")));
        Assert.NotEqual(one, DigestOf(("runs/2026-02-11_01-02-03/exp3/a.bin", "A"), ("Feb11_01-02-03_node7/b.99.bin", "b")));
        Assert.NotEqual(one, DigestOf(("runs/2026-02-11_01-02-03/exp3/c.bin", "a"), ("Feb11_01-02-03_node7/b.99.bin", "b")));
    }

    [Fact]
    public async Task The_record_gives_back_what_it_was_made_of()
    {
        await ShellAsync("ln -s run_20260105_100000 latest; mkdir -p 2026-01-05; echo '{\"date\": \"2026-01-05 10:00:00\", \"a\": 1}' > 2026-01-05/a.json; "
                + "echo x > b.bin");
        string[] rules = ["model=b.bin", "latest", "**/*.json"];
        var set = Collect(new OutputRequest(work) { Rules = [.. rules.Select(OutputRule.Parse)], Ignore = ["a"] });

        var read = OutputSet.Parse(JsonNode.Parse(set.ToJson().ToJsonString())!.AsObject(), kept);

        Assert.Equal(set.ToJson().ToJsonString(), read.ToJson().ToJsonString());
        Assert.Equal(set.Digest, read.Digest);
        Assert.Equal(["date: 2026-01-05 10:00:00"], read.Files[0].Content.Dates);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../b")]
    [InlineData("link")]
    public void A_strangers_record_leads_nowhere_out_of_the_folder(string name)
    {
        Directory.CreateDirectory(kept);
        File.CreateSymbolicLink(Path.Combine(kept, "link"), "/etc/passwd");
        var file = new OutputFile("a", null, name, 1, new string('0', 64), new("bytes", new string('0', 64)));

        Assert.Null(new OutputSet { Files = [file], Folder = kept }.PathOf(file));
    }

    [Theory]
    [InlineData("")]
    [InlineData("model=")]
    [InlineData("=x")]
    public void A_rule_without_a_pattern_is_refused(string text) => Assert.Throws<UsageException>(() => OutputRule.Parse(text));

    private OutputSet Collect(OutputRequest request) => OutputSet.Collect(request, kept, TestContext.Current.CancellationToken);

    private async Task ShellAsync(string command) =>
        await CliWrap.Cli.Wrap("/bin/sh").WithArguments(["-c", command]).WithWorkingDirectory(work).ExecuteAsync(TestContext.Current.CancellationToken);

    private static IEnumerable<string> AllBelow(string root) =>
        Directory
            .EnumerateFileSystemEntries(
                root,
                "*",
                new EnumerationOptions
                {
                    RecurseSubdirectories = true,
                    AttributesToSkip = FileAttributes.None,
                    IgnoreInaccessible = true,
                }
            )
            .Order(StringComparer.Ordinal);
}
