using Lockstep.Files;
using Lockstep.Snapshots;
using Lockstep.Snapshots.Stores;
using Lockstep.Tests.Shared;


namespace Lockstep.Tests.Data.Stores;

public sealed class SnapshotPushTests : IDisposable
{
    private readonly TemporaryFolder place = new();

    private readonly Snapshot snapshot;

    private readonly Manifest manifest;

    private readonly WatchedStore store;

    public SnapshotPushTests()
    {
        (snapshot, manifest) = SampleSnapshot.Write(place.PathOf("snapshot"));
        store = new WatchedStore(new FolderStore(place.PathOf("store")));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        store.Dispose();
        place.Dispose();
    }

    [Fact]
    public async Task Objects_arrive_as_they_are_and_the_manifest_comes_last()
    {
        var summary = await PushAsync();

        Assert.Equal((SampleSnapshot.Objects, SampleSnapshot.Objects, 7), (summary.Objects, summary.Moved, summary.Files));
        foreach (var entry in manifest.Files)
        {
            Assert.Equal(entry.Sha256, Sha256.OfFile(InStore($"objects/{entry.Sha256[..2]}/{entry.Sha256[2..]}"), Cancellation).Digest);
        }

        Assert.Equal(
            await File.ReadAllBytesAsync(snapshot.ManifestPath, Cancellation),
            await File.ReadAllBytesAsync(InStore($"manifests/{manifest.Id}.json"), Cancellation));
        Assert.Equal([$"manifests/{manifest.Id}.json", $"names/Katzen & Hunde ü%2F1/{manifest.Id}"], store.Puts.TakeLast(2));
        Assert.Equal(SampleSnapshot.Objects + 2, Directory.GetFiles(InStore(""), "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task A_second_push_moves_nothing()
    {
        await PushAsync();
        store.Puts.Clear();
        var summary = await PushAsync();
        Assert.Equal((0, 0L, SampleSnapshot.Objects), (summary.Moved, summary.MovedBytes, summary.AlreadyThere));
        Assert.Empty(store.Puts);
    }

    [Fact]
    public async Task What_another_snapshot_has_brought_is_not_sent_again()
    {
        await PushAsync();
        SampleSnapshot.Write(snapshot, "cat/0002.jpg", "new");
        snapshot.Seal("v2", TimeProvider.System, hashedBytes: null, Cancellation);
        store.Puts.Clear();
        Assert.Equal(1, (await PushAsync()).Moved);
        Assert.Equal([StoreKey.OfObject(Sha256.Of("new"))], store.Puts.Where(key => key.StartsWith("objects/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_push_of_many_objects_lists_what_is_there()
    {
        var many = new Snapshot(place.PathOf("many"));
        for (var number = 0; number < 520; number++)
        {
            SampleSnapshot.Write(many, $"{number}.txt", $"content {number}");
        }

        many.Seal("many", TimeProvider.System, hashedBytes: null, Cancellation);
        Assert.Equal(520, (await SnapshotPush.RunAsync(many, store, progress: null, Cancellation)).Moved);
        File.Delete(InStore(StoreKey.OfObject(Sha256.Of("content 7"))));
        Assert.Equal(1, (await SnapshotPush.RunAsync(many, store, progress: null, Cancellation)).Moved);
    }

    [Theory]
    [InlineData("Unicode")]
    [InlineData("longer than before")]
    [InlineData(null)]
    public async Task A_file_that_is_not_what_the_manifest_says_stops_the_push_with_its_name(string? now)
    {
        var digest = Sha256.Of("unicode");
        var path = snapshot.PathOf("cat/猫 😀 ü.jpg");
        File.Delete(path);
        if (now is not null)
        {
            await File.WriteAllTextAsync(path, now, Cancellation);
        }

        var stopped = await Assert.ThrowsAsync<ContentMismatchException>(PushAsync);
        Assert.Equal("cat/猫 😀 ü.jpg", stopped.RelPath);
        Assert.Contains("cat/猫 😀 ü.jpg", stopped.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(InStore(StoreKey.OfObject(digest))));
        Assert.False(Directory.Exists(InStore("manifests")));
    }

    [Fact]
    public async Task An_object_that_the_store_changes_is_caught_named_and_deleted()
    {
        var bad = StoreKey.OfObject(Sha256.Of("signs"));
        store.AfterPut = key =>
        {
            if (key == bad)
            {
                Flip(InStore(key));
            }
        };
        var stopped = await Assert.ThrowsAsync<ContentMismatchException>(PushAsync);
        Assert.Equal("dog/100%#1?&=\\'\".jpg", stopped.RelPath);
        Assert.False(File.Exists(InStore(bad)));
        Assert.False(Directory.Exists(InStore("manifests")));

        store.AfterPut = null;
        await PushAsync();
        Assert.Equal("signs", await File.ReadAllTextAsync(InStore(bad), Cancellation));
    }

    [Fact]
    public async Task An_interrupted_push_resumes_and_sends_only_the_rest()
    {
        using var stop = new CancellationTokenSource();
        store.AfterPut = key =>
        {
            if (store.Puts.Count == 4)
            {
                stop.Cancel();
            }
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SnapshotPush.RunAsync(snapshot, store, progress: null, stop.Token));
        var arrived = store.Puts.Where(key => key.StartsWith("objects/", StringComparison.Ordinal)).ToArray();
        Assert.False(Directory.Exists(InStore("manifests")));

        store.AfterPut = null;
        store.Puts.Clear();
        var summary = await PushAsync();
        Assert.Equal(SampleSnapshot.Objects - arrived.Length, summary.Moved);
        Assert.Empty(store.Puts.Intersect(arrived));
        Assert.Empty(Directory.GetFiles(InStore("pushing")));
    }

    [Fact]
    public async Task What_an_interrupted_push_left_unchecked_is_checked_by_the_next()
    {
        using var stop = new CancellationTokenSource();
        var bad = StoreKey.OfObject(Sha256.Of("signs"));
        store.AfterPut = key =>
        {
            // Stopped between an object's arrival and the check of it.
            if (key == bad)
            {
                Flip(InStore(key));
                stop.Cancel();
            }
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SnapshotPush.RunAsync(snapshot, store, progress: null, stop.Token));
        Assert.True(File.Exists(InStore(bad)));

        store.AfterPut = null;
        await PushAsync();
        Assert.Equal("signs", await File.ReadAllTextAsync(InStore(bad), Cancellation));
    }

    [Fact]
    public async Task A_manifest_that_did_not_arrive_whole_is_sent_again()
    {
        await PushAsync();
        await File.WriteAllTextAsync(InStore($"manifests/{manifest.Id}.json"), "{", Cancellation);
        await PushAsync();
        Assert.Equal(manifest.Id, Manifest.Load(InStore($"manifests/{manifest.Id}.json")).Id);
    }

    [Fact]
    public async Task Progress_ends_at_all_of_it()
    {
        var seen = new Seen();
        await SnapshotPush.RunAsync(snapshot, store, seen, Cancellation);
        var bytes = manifest.Bytes - "first".Length;
        Assert.Equal(new TransferProgress(SampleSnapshot.Objects, SampleSnapshot.Objects, bytes, bytes), seen.Reports[^1]);
        Assert.Equal(seen.Reports.OrderBy(report => report.Bytes).ThenBy(report => report.Objects), seen.Reports);
    }

    private Task<TransferSummary> PushAsync() => SnapshotPush.RunAsync(snapshot, store, progress: null, Cancellation);

    private string InStore(string key) => place.PathOf(Path.Combine("store", key));

    private static void Flip(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[0] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    private sealed class Seen : IProgress<TransferProgress>
    {
        public List<TransferProgress> Reports { get; } = [];

        public void Report(TransferProgress value) => Reports.Add(value);
    }
}
