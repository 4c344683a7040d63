using Lockstep.Files;
using Lockstep.Snapshots;
using Lockstep.Tests.Shared;


namespace Lockstep.Tests.Data;

public sealed class SnapshotMakerTests
{
    [Fact]
    public void A_snapshot_holds_the_content_read_only_and_leaves_the_source_alone()
    {
        using var place = new TemporaryFolder();
        place.Write("src/cat/1.png", "one");
        place.Write("src/dog/2.png", "two");
        var made = Make(place, "v1");
        Assert.Equal("one", File.ReadAllText(place.PathOf("v1/cat/1.png")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(place.PathOf("v1/cat/1.png")));
        Assert.False(File.GetUnixFileMode(place.PathOf("v1/cat")).HasFlag(UnixFileMode.UserWrite));
        Assert.True(File.GetUnixFileMode(place.PathOf("src/cat/1.png")).HasFlag(UnixFileMode.UserWrite));
        Assert.Empty(new Snapshot(made.Folder)
            .Verify(Manifest.Load(place.PathOf("v1/manifest.json")), false, TimeProvider.System, cancellation: TestContext.Current.CancellationToken).Findings);

        place.Write("src/cat/1.png", "changed later");
        Assert.Equal("one", File.ReadAllText(place.PathOf("v1/cat/1.png")));
    }

    [Fact]
    public void The_second_snapshot_stores_only_what_is_new()
    {
        using var place = new TemporaryFolder();
        place.Write("src/1.png", "one");
        place.Write("src/2.png", "two");
        Assert.Equal(2, Make(place, "v1").Fresh);
        place.Write("src/2.png", "another");
        place.Write("src/3.png", "one");
        var second = Make(place, "v2");
        Assert.Equal((1, 7), (second.Fresh, second.FreshBytes));
        Assert.Equal(2, Directory.EnumerateFiles(place.PathOf("v1"), "*.png").Count());
        if (second.Methods.ContainsKey(CloneMethod.HardLink))
        {
            Assert.Equal(FileStatus.Of(place.PathOf("v1/1.png"))?.Inode, FileStatus.Of(place.PathOf("v2/3.png"))?.Inode);
        }
    }

    [Fact]
    public void What_the_store_lost_is_taken_from_the_previous_snapshot_if_that_is_sound()
    {
        using var place = new TemporaryFolder();
        place.Write("src/1.png", "one");
        Make(place, "v1");
        Directory.Delete(place.PathOf(".lockstep"), recursive: true);
        Assert.Equal(0, Make(place, "v2", from: "v1").Fresh);

        Directory.Delete(place.PathOf(".lockstep"), recursive: true);
        File.Delete(place.PathOf("v1/1.png"));
        place.Write("v1/1.png", "eno");
        var stopped = Assert.Throws<GateException>(() => Make(place, "v3", from: "v1"));
        Assert.Contains("1.png has SHA-256", stopped.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(place.PathOf("v3")));
    }

    [Theory]
    [InlineData("another content")]
    [InlineData("a file less")]
    [InlineData("a file more")]
    [InlineData("another name")]
    [InlineData("written to through its name")]
    public void A_previous_snapshot_that_changed_is_refused_though_the_store_has_all_it_held(string change)
    {
        using var place = new TemporaryFolder();
        place.Write("src/1.png", "one");
        place.Write("src/2.png", "two");
        var methods = Make(place, "v1").Methods;
        Assert.Equal(0, Make(place, "v2", from: "v1").Fresh);
        File.SetUnixFileMode(place.PathOf("v1"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        switch (change)
        {
            case "another content": File.Delete(place.PathOf("v1/1.png")); File.Copy(place.PathOf("v1/2.png"), place.PathOf("v1/1.png")); break;
            case "a file less": File.Delete(place.PathOf("v1/2.png")); break;
            case "a file more": place.Write("v1/3.png", "three"); break;
            case "another name": File.Move(place.PathOf("v1/2.png"), place.PathOf("v1/3.png")); break;
            case "written to through its name":
                File.SetUnixFileMode(place.PathOf("v1/1.png"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
                File.WriteAllText(place.PathOf("v1/1.png"), "eno");
                break;
        }

        Assert.Throws<GateException>(() => Make(place, "v3", from: "v1"));
        Assert.False(Directory.Exists(place.PathOf("v3")));
        Assert.Equal(2, Assert.Single(methods).Value);
    }

    [Fact]
    public void An_object_that_somebody_wrote_to_is_not_taken_on_trust()
    {
        using var place = new TemporaryFolder();
        place.Write("src/1.png", "one");
        Make(place, "v1");
        var path = LocalStore.Find(place.FullPath).PathOf(Sha256.Of("one"));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(path, "eno");
        Assert.Equal(1, Make(place, "v2").Fresh);
        Assert.Equal("one", File.ReadAllText(place.PathOf("v2/1.png")));
    }

    [Theory]
    [InlineData("changed, and its time put back")]
    [InlineData("changed, and its time and rights put back")]
    [InlineData("made writable")]
    public void A_content_that_shares_its_file_with_a_snapshot_is_not_used_again_once_that_was_changed(string change)
    {
        using var place = new TemporaryFolder();
        place.Write("src/1.png", "one");
        var methods = Make(place, "v1").Methods;
        Assert.SkipUnless(methods.ContainsKey(CloneMethod.HardLink), "needs a file system without reflinks, where snapshots share files with the store");
        var path = place.PathOf("v1/1.png");
        var rights = File.GetUnixFileMode(path);
        File.SetUnixFileMode(path, rights | UnixFileMode.UserWrite);
        if (change != "made writable")
        {
            File.WriteAllText(path, "eno");
            File.SetLastWriteTimeUtc(path, FrozenFiles.FixedTime);
            File.SetUnixFileMode(path, change.EndsWith("rights put back", StringComparison.Ordinal) ? rights : rights | UnixFileMode.UserWrite);
        }

        var store = LocalStore.Find(place.FullPath);
        Assert.Equal(1, new SnapshotMaker(store, TimeProvider.System)
            .Make(place.PathOf("src"), place.PathOf("v2"), null, null, trustUntouched: false, null, TestContext.Current.CancellationToken).Fresh);
        Assert.Equal("one", File.ReadAllText(place.PathOf("v2/1.png")));
        Assert.NotEqual(FileStatus.Of(path)?.Inode, FileStatus.Of(place.PathOf("v2/1.png"))?.Inode);
        Assert.Contains($"{path}: was {change[..4]}", Assert.Single(store.Warnings()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_set_behind_links_is_read_and_one_whose_folders_lead_out_says_how_to_copy_it()
    {
        using var place = new TemporaryFolder();
        place.Write("real/src/cat/1.png", "one");
        place.Write("elsewhere/2.png", "two");
        File.CreateSymbolicLink(place.PathOf("real/src/cat/same.png"), "1.png");
        File.CreateSymbolicLink(place.PathOf("link"), "real");
        var snapshot = new Snapshot(place.PathOf("link/src"));
        Assert.Equal(2, snapshot.Seal(null, TimeProvider.System, cancellation: TestContext.Current.CancellationToken).Files.Count);
        File.CreateSymbolicLink(place.PathOf("real/src/dog"), place.PathOf("elsewhere"));
        Assert.Contains(
            "cp -rL",
            Assert.Throws<LockstepException>(
                () => snapshot.Describe(null, false, TimeProvider.System, cancellation: TestContext.Current.CancellationToken)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_that_is_taken_stays_as_it_is()
    {
        using var place = new TemporaryFolder();
        place.Write("src/1.png", "one");
        place.Write("v1/mine.txt", "mine");
        Assert.Contains("is taken", Assert.Throws<LockstepException>(() => Make(place, "v1")).Message, StringComparison.Ordinal);
        Assert.Equal(["mine.txt"], Directory.EnumerateFileSystemEntries(place.PathOf("v1")).Select(Path.GetFileName));
        Assert.Contains("lies in the data set's folder", Assert.Throws<SealedFolderException>(() => Make(place, "src/v2")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_that_want_one_place_one_gets_it_whole()
    {
        using var place = new TemporaryFolder();
        for (var file = 0; file < 50; file++)
        {
            place.Write($"src/{file % 3}/{file}.png", $"content {file}");
        }

        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            try
            {
                return Make(place, "v1").Manifest.Id;
            }
            catch (LockstepException)
            {
                return null;
            }
        })));
        Assert.Single(made.OfType<string>());
        Assert.Empty(new Snapshot(place.PathOf("v1"))
            .Verify(Manifest.Load(place.PathOf("v1/manifest.json")), false, TimeProvider.System, cancellation: TestContext.Current.CancellationToken).Findings);
        Assert.Equal([".lockstep", "src", "v1"], Directory.EnumerateFileSystemEntries(place.FullPath).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Leftovers_are_what_no_snapshot_lists_and_snapshots_outlive_them()
    {
        using var place = new TemporaryFolder();
        place.Write("src/1.png", "one");
        Make(place, "v1");
        place.Write("src/1.png", "two");
        Make(place, "v2");
        var store = LocalStore.Find(place.PathOf("src"));
        Assert.Empty(store.Leftovers());
        FrozenFiles.Delete(place.PathOf("v1"));
        Assert.Equal([(Sha256.Of("one"), 3L)], store.Leftovers());
        store.Remove(Sha256.Of("two"));
        Assert.Equal("two", File.ReadAllText(place.PathOf("v2/1.png")));
    }

    private static NewSnapshot Make(TemporaryFolder place, string destination, string? from = null) =>
        new SnapshotMaker(LocalStore.Find(place.FullPath), TimeProvider.System).Make(
            place.PathOf("src"), place.PathOf(destination), name: null, from is null
                ? null
                : new Snapshot(place.PathOf(from)), trustUntouched: true, hashedBytes: null, TestContext.Current.CancellationToken);
}
