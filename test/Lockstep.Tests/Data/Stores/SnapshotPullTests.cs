using Lockstep.Files;
using Lockstep.Snapshots;
using Lockstep.Snapshots.Stores;
using Lockstep.Tests.Shared;


namespace Lockstep.Tests.Data.Stores;

public sealed class SnapshotPullTests : IAsyncLifetime
{
    private readonly TemporaryFolder place = new();

    private readonly Snapshot snapshot;

    private readonly Manifest manifest;

    private readonly WatchedStore store;

    private readonly LocalStore local;

    public SnapshotPullTests()
    {
        (snapshot, manifest) = SampleSnapshot.Write(place.PathOf("snapshot"));
        store = new WatchedStore(new FolderStore(place.PathOf("store")));
        local = LocalStore.Find(place.PathOf("project"));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Destination => place.PathOf("project/data/pulled");

    public async ValueTask InitializeAsync()
    {
        await SnapshotPush.RunAsync(snapshot, store, progress: null, Cancellation);
        store.Gets.Clear();
    }

    public ValueTask DisposeAsync()
    {
        store.Dispose();
        place.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_is_here_already_is_not_moved()
    {
        await PullAsync(Destination);
        store.Gets.Clear();
        var summary = await PullAsync(place.PathOf("project/data/again"));
        Assert.Equal((0, 0L, SampleSnapshot.Objects), (summary.Moved, summary.MovedBytes, summary.AlreadyThere));
        Assert.Equal([StoreKey.OfManifest(manifest.Id)], store.Gets);
    }

    [Theory]
    [InlineData("flip")]
    [InlineData("cut")]
    [InlineData("lengthen")]
    public async Task A_damaged_object_is_named_and_leaves_no_destination(string damage)
    {
        var path = InStore(StoreKey.OfObject(Sha256.Of("unicode")));
        await File.WriteAllTextAsync(path, damage switch { "flip" => "Unicode", "cut" => "unicod", _ => "unicode!" }, Cancellation);

        var stopped = await Assert.ThrowsAsync<ContentMismatchException>(() => PullAsync(Destination));
        Assert.Equal("cat/猫 😀 ü.jpg", stopped.RelPath);
        Assert.Contains("cat/猫 😀 ü.jpg", stopped.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Destination));
        Assert.False(File.Exists(local.PathOf(Sha256.Of("unicode"))));
        Assert.Empty(Directory.GetFiles(Path.Combine(local.Folder, "incoming")));
        Assert.All(local.All(), one => Assert.Equal(one.Sha256, Sha256.OfFile(local.PathOf(one.Sha256), Cancellation).Digest));

        await File.WriteAllTextAsync(path, "unicode", Cancellation);
        await PullAsync(Destination);
        Assert.Equal("unicode", await File.ReadAllTextAsync(Path.Combine(Destination, "cat/猫 😀 ü.jpg"), Cancellation));
    }

    [Fact]
    public async Task An_object_that_is_missing_is_named_and_leaves_no_destination()
    {
        File.Delete(InStore(StoreKey.OfObject(Sha256.Of("spaces"))));
        var stopped = await Assert.ThrowsAsync<StoreException>(() => PullAsync(Destination));
        Assert.Contains("cat/a b  c.jpg can't be got", stopped.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Destination));
    }

    [Fact]
    public async Task A_manifest_that_was_changed_is_not_believed()
    {
        var path = InStore(StoreKey.OfManifest(manifest.Id));
        await File.WriteAllTextAsync(
            path, (await File.ReadAllTextAsync(path, Cancellation)).Replace("cat/0001.jpg", "cat/0002.jpg", StringComparison.Ordinal), Cancellation);
        await Assert.ThrowsAsync<ContentMismatchException>(() => SnapshotPull.FindAsync(store, manifest.Id, Cancellation));
    }

    [Fact]
    public async Task Two_pulls_at_once_to_two_places_both_succeed()
    {
        string[] places = [place.PathOf("project/data/one"), place.PathOf("project/data/two")];
        await Task.WhenAll(places.Select(folder => Task.Run(() => PullAsync(folder))));
        Assert.All(places, folder =>
            Assert.Empty(new Snapshot(folder).Verify(manifest, trustUntouched: false, TimeProvider.System, hashedBytes: null, Cancellation).Findings));
    }

    [Fact]
    public async Task Of_two_pulls_at_once_to_one_place_one_makes_it_and_the_other_changes_nothing()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            try
            {
                await PullAsync(Destination);
                return true;
            }
            catch (LockstepException taken)
            {
                Assert.True(taken.Message.Contains("taken", StringComparison.Ordinal), taken.Message);
                return false;
            }
        })));
        Assert.Single(outcomes, made => made);
        Assert.Empty(new Snapshot(Destination).Verify(manifest, trustUntouched: false, TimeProvider.System, hashedBytes: null, Cancellation).Findings);
        Assert.Equal([Destination], Directory.GetDirectories(Path.GetDirectoryName(Destination) ?? ""));
    }

    [Fact]
    public async Task A_destination_that_is_taken_stays_as_it_is_and_nothing_is_moved()
    {
        Directory.CreateDirectory(Destination);
        await File.WriteAllTextAsync(Path.Combine(Destination, "mine.txt"), "mine", Cancellation);
        var found = await SnapshotPull.FindAsync(store, manifest.Id, Cancellation);
        store.Gets.Clear();
        await Assert.ThrowsAsync<LockstepException>(() => SnapshotPull.RunAsync(found, store, local, Destination, progress: null, Cancellation));
        Assert.Empty(store.Gets);
        Assert.Equal(["mine.txt"], Directory.GetFiles(Destination).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_cancelled_pull_leaves_no_destination_and_the_next_moves_only_the_rest()
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => SnapshotPull.RunAsync(manifest, store, local, Destination, new Stopping(stop, 3), stop.Token));
        Assert.False(Directory.Exists(Destination));
        var here = local.All().Count();
        Assert.InRange(here, 3, SampleSnapshot.Objects);
        Assert.Equal(SampleSnapshot.Objects - here, (await PullAsync(Destination)).Moved);
    }

    [Fact]
    public async Task A_name_an_ID_and_four_digits_of_it_mean_the_snapshot()
    {
        foreach (var text in new[] { SampleSnapshot.Name, manifest.Id, manifest.Id[..4], manifest.Id[..20].ToUpperInvariant() })
        {
            Assert.Equal(manifest.Id, (await SnapshotPull.FindAsync(store, text, Cancellation)).Id);
        }
    }

    [Theory]
    [InlineData("dogs")]
    [InlineData("")]
    [InlineData("../names")]
    [InlineData("Katzen & Hunde ü")]
    public async Task What_means_no_snapshot_is_answered_with_those_that_are_there(string text)
    {
        var unknown = await Assert.ThrowsAsync<UnknownSnapshotException>(() => SnapshotPull.FindAsync(store, text, Cancellation));
        Assert.StartsWith($"'{text}' is no snapshot in ", unknown.Message, StringComparison.Ordinal);
        Assert.Contains($"\n  {manifest.Id[..12]}  {SampleSnapshot.Name}", unknown.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<UnknownSnapshotException>(() => SnapshotPull.FindAsync(store, manifest.Id[..3], Cancellation));
    }

    [Fact]
    public async Task A_name_of_two_snapshots_is_answered_with_both()
    {
        SampleSnapshot.Write(snapshot, "cat/0002.jpg", "new");
        var second = snapshot.Seal(SampleSnapshot.Name, TimeProvider.System, hashedBytes: null, Cancellation);
        await SnapshotPush.RunAsync(snapshot, store, progress: null, Cancellation);

        var ambiguous = await Assert.ThrowsAsync<UnknownSnapshotException>(() => SnapshotPull.FindAsync(store, SampleSnapshot.Name, Cancellation));
        Assert.Contains("means 2 snapshots", ambiguous.Message, StringComparison.Ordinal);
        Assert.Contains(manifest.Id[..12], ambiguous.Message, StringComparison.Ordinal);
        Assert.Contains(second.Id[..12], ambiguous.Message, StringComparison.Ordinal);
        Assert.Equal(second.Id, (await SnapshotPull.FindAsync(store, second.Id[..12], Cancellation)).Id);
    }

    [Fact]
    public async Task An_empty_store_says_so()
    {
        using var empty = new FolderStore(place.PathOf("empty"));
        var unknown = await Assert.ThrowsAsync<UnknownSnapshotException>(() => SnapshotPull.FindAsync(empty, "dogs", Cancellation));
        Assert.Contains("None is there", unknown.Message, StringComparison.Ordinal);
    }

    private async Task<TransferSummary> PullAsync(string destination) =>
        await SnapshotPull.RunAsync(await SnapshotPull.FindAsync(store, manifest.Id, Cancellation), store, local, destination, progress: null, Cancellation);

    private string InStore(string key) => place.PathOf(Path.Combine("store", key));

    /// <summary>Cancels once so many objects are here.</summary>
    private sealed class Stopping(CancellationTokenSource stop, int after) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value)
        {
            if (value.Objects >= after)
            {
                stop.Cancel();
            }
        }
    }
}
