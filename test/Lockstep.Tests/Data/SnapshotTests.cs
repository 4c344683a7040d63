using Lockstep.Files;
using Lockstep.Snapshots;
using Lockstep.Tests.Shared;


namespace Lockstep.Tests.Data;

public sealed class SnapshotTests
{
    private static readonly TimeSpan LongAgo = TimeSpan.FromSeconds(-10);

    [Fact]
    public void Lists_every_file_that_is_not_what_the_manifest_says()
    {
        using var folder = new TemporaryFolder();
        string[] names = ["changed.png", "folder.png", "longer.png", "missing.png", "same.png", "truncated.png"];
        Array.ForEach(names, name => folder.Write(name, "one"));
        var manifest = Sealed(folder);
        folder.Write("changed.png", "eno");
        folder.Write("longer.png", "three");
        folder.Write("truncated.png", "on");
        folder.Write(".hidden/extra.txt", "new");
        File.Delete(folder.PathOf("missing.png"));
        File.Delete(folder.PathOf("folder.png"));
        Directory.CreateDirectory(folder.PathOf("folder.png"));
        Assert.Equal(
            [
                (".hidden/extra.txt", SnapshotFindingKind.Extra), ("changed.png", SnapshotFindingKind.Changed), ("folder.png", SnapshotFindingKind.Missing),
                ("longer.png", SnapshotFindingKind.Changed), ("missing.png", SnapshotFindingKind.Missing), ("truncated.png", SnapshotFindingKind.Truncated),
            ],
            Verify(folder, manifest).Findings.Select(finding => (finding.RelPath, finding.Kind)));
    }

    [Fact]
    public void A_link_inside_counts_as_what_it_leads_to()
    {
        using var folder = new TemporaryFolder();
        folder.Write("real/1.png", "one");
        File.CreateSymbolicLink(folder.PathOf("2.png"), "real/1.png");
        Directory.CreateSymbolicLink(folder.PathOf("other"), "real");
        var manifest = Sealed(folder);
        Assert.Equal(["2.png", "other/1.png", "real/1.png"], manifest.Files.Select(file => file.RelPath));
        Assert.Equal(new ManifestEntry("2.png", 3, Sha256.Of("one")), manifest.Files[0]);
        folder.Write("real/1.png", "two");
        Assert.Equal(3, Verify(folder, manifest).Findings.Count);
    }

    [Fact]
    public void What_is_no_file_of_the_folder_is_refused_all_of_it_by_name()
    {
        using var folder = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        folder.Write("cat/1.png", "one");
        File.CreateSymbolicLink(folder.PathOf("out"), elsewhere.Write("store", "one"));
        Directory.CreateSymbolicLink(folder.PathOf("away"), elsewhere.FullPath);
        Directory.CreateSymbolicLink(folder.PathOf("cat/loop"), folder.FullPath);
        File.CreateSymbolicLink(folder.PathOf("broken"), folder.PathOf("gone"));
        File.CreateSymbolicLink(folder.PathOf("circle"), folder.PathOf("circle"));
        folder.Write("line\nbreak.png", "one");
        Shell(folder, "mkfifo pipe");
        var message = Refused(folder);
        Assert.Contains("out is a link out of the folder", message, StringComparison.Ordinal);
        Assert.Contains("away is a link out of the folder", message, StringComparison.Ordinal);
        Assert.Contains("cat/loop is a link to", message, StringComparison.Ordinal);
        Assert.Contains("broken is a link that leads nowhere", message, StringComparison.Ordinal);
        Assert.Contains("circle is a link that leads nowhere", message, StringComparison.Ordinal);
        Assert.Contains("break.png has a line break or another control character", message, StringComparison.Ordinal);
        Assert.Contains("pipe is a pipe", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_is_refused_unread()
    {
        using var folder = new TemporaryFolder();
        folder.Write("1.png", "one");
        Assert.SkipUnless(TryShell(folder, "mknod zero c 1 5"), "needs the right to make a device file: run as root");
        Assert.Contains("zero is a device", Refused(folder), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_not_UTF_8_is_refused()
    {
        using var folder = new TemporaryFolder();
        Shell(folder, "printf x > $'caf\\xe9.png'");
        Assert.Contains("a name that is not UTF-8", Refused(folder), StringComparison.Ordinal);
        Shell(folder, "rm caf*"); // .NET can't name it, to delete it with its folder
    }

    [Fact]
    public void A_folder_without_files_and_no_folder_are_refused()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.PathOf("empty"));
        Assert.Contains("no file lies there", Refused(folder), StringComparison.Ordinal);
        Assert.Contains(
            "no such folder",
            Assert.Throws<LockstepException>(
                () => new Snapshot(folder.PathOf("none")).Seal("x", TimeProvider.System, cancellation: TestContext.Current.CancellationToken)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_some_systems_confuse_are_findings_and_no_damage()
    {
        using var folder = new TemporaryFolder();
        folder.Write("cat/a.png", "one");
        folder.Write("cat/A.png", "two");
        folder.Write("Cat/b.png", "three");
        folder.Write("caf\u00e9.png", "four");
        folder.Write("cafe\u0301.png", "five");
        var check = Verify(folder, Sealed(folder));
        Assert.Equal(
            ["caf\u00e9.png", "cat", "cat/a.png"], check.Findings.Select(finding => finding.RelPath).Order(StringComparer.Ordinal).Select(name => name));
        Assert.All(check.Findings, finding => Assert.Equal(SnapshotFindingKind.Clash, finding.Kind));
        Assert.Empty(check.Damage);
    }

    [Fact]
    public void A_quick_check_passes_untouched_files_unread_and_reads_the_others()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.png", "one");
        folder.Write("b.png", "two");
        var manifest = Sealed(folder);

        // Made this very moment, they are too young to be remembered.
        Assert.Equal(0, Verify(folder, manifest, quick: true).Trusted);
        Assert.Empty(Verify(folder, manifest, clock: new FixedClock(TimeSpan.FromSeconds(60))).Findings);
        Assert.Equal(2, Verify(folder, manifest, quick: true, new FixedClock(TimeSpan.FromSeconds(60))).Trusted);

        var time = File.GetLastWriteTimeUtc(folder.PathOf("b.png"));
        folder.Write("b.png", "owt");
        File.SetLastWriteTimeUtc(folder.PathOf("b.png"), time); // a forged time does not hide it: the change time tells
        var check = Verify(folder, manifest, quick: true);
        Assert.Equal(("b.png", SnapshotFindingKind.Changed), Assert.Single(check.Findings.Select(finding => (finding.RelPath, finding.Kind))));
        Assert.Equal(1, check.Trusted);
    }

    [Theory]
    [InlineData("nothing", true)]
    [InlineData("a byte", false)]
    [InlineData("the times alone", false)]
    [InlineData("a file more", false)]
    [InlineData("a file less", false)]
    [InlineData("another name", false)]
    [InlineData("something that can't be listed", false)]
    [InlineData("the manifest's layout", false)]
    [InlineData("no manifest", false)]
    public void A_whole_snapshot_is_known_again_unless_something_changed(string change, bool untouched)
    {
        using var folder = new TemporaryFolder();
        folder.Write("b/2.png", "two");
        folder.Write("b.d/1.png", "one");
        var soon = new FixedClock(TimeSpan.FromSeconds(60));
        var snapshot = new Snapshot(folder.FullPath);
        Assert.Null(snapshot.Untouched(TestContext.Current.CancellationToken));
        Sealed(folder, soon);
        Assert.Null(snapshot.Untouched(TestContext.Current.CancellationToken));
        var manifest = Manifest.Load(snapshot.ManifestPath);
        Assert.Empty(Verify(folder, manifest, clock: soon).Findings);
        switch (change)
        {
            case "a byte": folder.Write("b/2.png", "owt"); break;
            case "the times alone": File.SetLastWriteTimeUtc(folder.PathOf("b/2.png"), DateTime.UnixEpoch); break;
            case "a file more": folder.Write("c.png", ""); break;
            case "a file less": File.Delete(folder.PathOf("b/2.png")); break;
            case "another name": File.Move(folder.PathOf("b/2.png"), folder.PathOf("b/3.png")); break;
            case "something that can't be listed": Shell(folder, "mkfifo pipe"); break;
            case "the manifest's layout": folder.Write(Manifest.FileName, manifest.ToJson() + " "); break;
            case "no manifest": File.Delete(snapshot.ManifestPath); break;
        }

        Assert.Equal(
            untouched ? (new WholeSnapshot(Sha256.Of(manifest.ToUtf8Json()), manifest.Id, 6), 2) : null,
            snapshot.Untouched(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_snapshot_with_findings_is_not_remembered_as_whole()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.png", "one");
        var soon = new FixedClock(TimeSpan.FromSeconds(60));
        Sealed(folder, soon);
        var manifest = Manifest.Load(folder.PathOf(Manifest.FileName));
        folder.Write("a.png", "two");
        Assert.Single(Verify(folder, manifest, clock: soon).Findings);
        Assert.Null(new Snapshot(folder.FullPath).Untouched(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Files_and_folders_are_listed_in_the_order_of_their_paths_bytes()
    {
        using var folder = new TemporaryFolder();
        string[] names = [
            "a/1", "a/b/2", "a/b.c/3", "a/b-/4", "a/b!5", "a.d/6", "a-", "a.e", "b", "\ufb33", "\ud83d\ude00/7", "\u00e9/8",
            .. Enumerable.Range(0, 600).Select(index => $"many/{index}"), "many/30!/9", "many.x"
        ];
        Array.ForEach(names, name => folder.Write(name, name));
        Assert.Equal(
            names.Order(ChecksumListing.ByUtf8Bytes),
            SnapshotListing.Of(folder.FullPath, TestContext.Current.CancellationToken).Files.Select(file => file.RelPath));
    }

    [Fact]
    public void A_folder_deeper_than_a_thread_could_follow_is_listed()
    {
        using var folder = new TemporaryFolder();
        var deep = string.Concat(Enumerable.Repeat("d/", 1500));
        folder.Write(deep + "a.png", "one");
        Assert.Equal(deep + "a.png", Assert.Single(SnapshotListing.Of(folder.FullPath, TestContext.Current.CancellationToken).Files).RelPath);
    }

    [Fact]
    public void A_damaged_record_of_a_check_is_no_record()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.png", "one");
        var manifest = Sealed(folder, new FixedClock(TimeSpan.FromSeconds(60)));
        Assert.Equal(1, Verify(folder, manifest, quick: true).Trusted);
        var record = Path.Combine(Assert.IsType<string>(UserCache.FolderOf("checked")), Sha256.Of(folder.FullPath));
        var bytes = File.ReadAllBytes(record);
        for (var at = 0; at < bytes.Length; at += 7)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[at] ^= 1;
            File.WriteAllBytes(record, damaged);
            Assert.Equal(0, Verify(folder, manifest, quick: true, new FixedClock(LongAgo)).Trusted);
        }
    }

    [Fact]
    public void A_file_of_another_snapshot_under_the_same_path_is_not_trusted()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.png", "one");
        var old = Sealed(folder, new FixedClock(TimeSpan.FromSeconds(60)));
        folder.Write("a.png", "two");
        var now = Sealed(folder, new FixedClock(TimeSpan.FromSeconds(60)));
        Assert.Equal(1, Verify(folder, now, quick: true).Trusted);
        Assert.Equal(SnapshotFindingKind.Changed, Assert.Single(Verify(folder, old, quick: true).Findings).Kind);
    }

    private static Manifest Sealed(TemporaryFolder folder, TimeProvider? clock = null) =>
        new Snapshot(folder.FullPath).Seal("x", clock ?? TimeProvider.System, cancellation: TestContext.Current.CancellationToken);

    private static SnapshotCheck Verify(TemporaryFolder folder, Manifest manifest, bool quick = false, TimeProvider? clock = null) =>
        new Snapshot(folder.FullPath).Verify(manifest, quick, clock ?? TimeProvider.System, cancellation: TestContext.Current.CancellationToken);

    private static void Shell(TemporaryFolder folder, string script) => Assert.True(TryShell(folder, script), script);

    private static bool TryShell(TemporaryFolder folder, string script)
    {
        using var bash = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("bash", ["-c", script]) { WorkingDirectory = folder.FullPath, RedirectStandardError = true });
        bash?.WaitForExit();
        return bash?.ExitCode == 0;
    }

    private static string Refused(TemporaryFolder folder)
    {
        var message = Assert.Throws<LockstepException>(() => Sealed(folder)).Message;
        Assert.False(new Snapshot(folder.FullPath).HasManifest);
        return message;
    }

    /// <summary>A clock that is off, so that files made now look old, or young.</summary>
    private sealed class FixedClock(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
    }
}
