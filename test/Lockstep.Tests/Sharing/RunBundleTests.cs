using System.Diagnostics;
using System.Globalization;
using CsCheck;
using Lockstep.Archives;
using Lockstep.Runs;
using Lockstep.Sharing.Bundles;
using Lockstep.Tests.Runs;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Sharing;

/// <summary>
/// Damaged bundles are read or refused, and never write but below the destination. <c>LOCKSTEP_FUZZ_CASES</c> in
/// the environment sets the number of cases.
/// </summary>
public sealed class RunBundleTests
{
    private const string DefaultCases = "2000";

    [Fact]
    public void What_is_bundled_comes_out_the_same_at_any_depth_and_of_any_size()
    {
        using var folder = new TemporaryFolder();
        var run = RunWith(folder, ("empty.txt", ""), ("checkpoints/resume/step-3/a.safetensors", new string('w', 300_000)), ("artifacts/ä b.txt", "text"));
        Assert.Equal(5, RunBundle.Write(run, folder.PathOf("it.zip"), CancellationToken.None));
        var unpacked = RunBundle.Unpack(folder.PathOf("it.zip"), Directory.CreateDirectory(folder.PathOf("out")).FullName, CancellationToken.None);
        Assert.Equal((folder.PathOf("it.zip"), "one_v1"), (unpacked.Bundle, unpacked.Name));
        Assert.Equal(run.Files().Order(StringComparer.Ordinal), unpacked.Files().Order(StringComparer.Ordinal));
        Assert.All(
            run.Files(), file => Assert.Equal(File.ReadAllBytes(Path.Combine(run.FullPath, file)), File.ReadAllBytes(Path.Combine(unpacked.FullPath, file))));
    }

    [Fact]
    public void A_link_to_a_folder_is_not_entered_and_where_files_of_the_run_lie_behind_it_that_is_said()
    {
        using var folder = new TemporaryFolder();
        var run = RunWith(folder, ("checkpoints/best.safetensors", "best"), ("checkpoints/last.safetensors", "last"));
        File.CreateSymbolicLink(Path.Combine(run.FullPath, "above"), folder.FullPath);
        Assert.Equal(4, RunBundle.Write(run, folder.PathOf("it.zip"), CancellationToken.None));

        Directory.Move(Path.Combine(run.FullPath, "checkpoints"), folder.PathOf("disk"));
        File.CreateSymbolicLink(Path.Combine(run.FullPath, "checkpoints"), folder.PathOf("disk"));
        var refused = Assert.Throws<LockstepException>(() => RunBundle.Write(run, folder.PathOf("linked.zip"), CancellationToken.None));
        Assert.EndsWith(
            "checkpoints/best.safetensors and 1 more. checkpoints is a link to a folder, and none is entered: put the folder itself there.",
            refused.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("it.zip", "")]
    [InlineData("it.tar", "tar -cf")]
    [InlineData("it.tar.gz", "tar -czf")]
    public void The_commands_that_are_advised_read_it(string name, string pack)
    {
        using var folder = new TemporaryFolder();
        var run = RunWith(folder, ("locks/code.diff", "the change"));
        if (pack.Length == 0)
        {
            RunBundle.Write(run, folder.PathOf(name), CancellationToken.None);
        }
        else
        {
            Shell(folder, $"{pack} {name} -C {Path.GetDirectoryName(run.FullPath)} {run.Name}");
        }

        Assert.Equal("the change", Shell(folder, ArchiveCommand.ToPrint(folder.PathOf(name), $"{run.Name}/locks/code.diff")));
        Directory.CreateDirectory(folder.PathOf("in to"));
        Shell(folder, ArchiveCommand.ToUnpack(folder.PathOf(name), folder.PathOf("in to")));
        Assert.Equal("the change", File.ReadAllText(folder.PathOf($"in to/{run.Name}/locks/code.diff")));
    }

    private static string Shell(TemporaryFolder folder, string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { WorkingDirectory = folder.FullPath, RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("no shell");
        var output = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
        return output;
    }

    [Fact]
    public void A_damaged_bundle_is_the_run_or_refused_and_nothing_lies_beside_it()
    {
        using var folder = new TemporaryFolder();
        var run = RunWith(folder, ("metrics.jsonl", "{}"), ("log.txt", new string('l', 500)));
        RunBundle.Write(run, folder.PathOf("good.zip"), CancellationToken.None);
        var good = File.ReadAllBytes(folder.PathOf("good.zip"));
        var expected = run.CheckedSums(CancellationToken.None);
        var read = 0;
        Gen.Select(Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte).Array[1, 3], Gen.Int[0, 10 * good.Length]).Sample(
            (edits, cut) =>
            {
                var bytes = good[..Math.Min(cut, good.Length)];
                foreach (var (at, value) in edits.Where(edit => edit.Item1 < bytes.Length))
                {
                    bytes[at] = value;
                }

                using var place = new TemporaryFolder();
                File.WriteAllBytes(place.PathOf("it.zip"), bytes);
                try
                {
                    // A changed name is of another run; its files are the same all the same.
                    Assert.Equal(
                        expected,
                        RunBundle.Unpack(place.PathOf("it.zip"), Directory.CreateDirectory(place.PathOf("out")).FullName, CancellationToken.None)
                            .CheckedSums(CancellationToken.None));
                    Interlocked.Increment(ref read);
                }
                catch (LockstepException exception)
                {
                    Assert.Contains("it.zip", exception.Message, StringComparison.Ordinal);
                }

                Assert.Equal(["it.zip", "out"], Directory.EnumerateFileSystemEntries(place.FullPath).Select(Path.GetFileName).Order(StringComparer.Ordinal));
            },
            iter: long.Parse(Environment.GetEnvironmentVariable("LOCKSTEP_FUZZ_CASES") ?? DefaultCases, CultureInfo.InvariantCulture));
        Assert.True(read > 0, "not one was read");
    }

    private static RunFolder RunWith(TemporaryFolder folder, params (string Path, string Text)[] files)
    {
        foreach (var (path, text) in files.Prepend(("run.json", "{}")))
        {
            folder.Write($"runs/one_v1/{path}", text);
        }

        var run = RunFolder.Open(folder.PathOf("runs/one_v1"));
        run.Seal(Records.Of("one_v1"));
        return run;
    }
}
