using System.Globalization;
using Lockstep.Files;
using Lockstep.Snapshots;
using Lockstep.Snapshots.Stores;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Data.Stores;

/// <summary>What every store must do.</summary>
public abstract class ObjectStoreTests : IAsyncLifetime
{
    private static int roots;

    private readonly TemporaryFolder place = new();

    private IObjectStore? opened;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected TemporaryFolder Place => place;

    private IObjectStore Store => opened ?? throw new InvalidOperationException("Not opened yet.");

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Absent is not null, Absent ?? "");
        opened = Open(FreshRoot());
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        opened?.Dispose();
        place.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Why there is no such store here; null where there is one.</summary>
    protected abstract string? Absent { get; }

    /// <summary>A store with this root of its own.</summary>
    protected abstract IObjectStore Open(string root);

    /// <summary>One that sends in parts what is larger than 6 MiB, where that makes a difference.</summary>
    protected abstract IObjectStore OpenInParts(string root);

    /// <summary>One that is not there.</summary>
    protected abstract IObjectStore OpenUnreachable();

    [Theory]
    [InlineData("objects/ab/cdef", 1)]
    [InlineData("empty", 0)]
    [InlineData("a/b/c/d/e/large", 3_000_017)]
    [InlineData("names/Katzen & Hunde, ü 猫 😀/x", 5)]
    [InlineData("names/100%25 + #1?/a=b", 5)]
    public async Task What_is_put_is_found_listed_and_got(string key, int length)
    {
        var bytes = Bytes(length, seed: 1);
        await PutAsync(Store, key, bytes);

        var found = await Store.FindAsync(key, Cancellation);
        Assert.Equal((key, length), (found?.Key, (int)(found?.Bytes ?? -1)));
        Assert.Equal([key], await KeysAsync(Store, key[..3]));
        Assert.Equal(bytes, await GetAsync(Store, key));
    }

    [Fact]
    public async Task What_was_not_put_is_not_there()
    {
        await PutAsync(Store, "objects/ab/cd", [1]);

        Assert.Null(await Store.FindAsync("objects/ab/c", Cancellation));
        Assert.Null(await Store.FindAsync("objects/ab", Cancellation));
        Assert.Empty(await KeysAsync(Store, "names/"));
        Assert.Empty(await KeysAsync(Store, "objects/abc"));
        var refused = await Assert.ThrowsAsync<StoreException>(() => GetAsync(Store, "objects/ab/c"));
        Assert.Contains("objects/ab/c", refused.Message, StringComparison.Ordinal);
        Assert.StartsWith(Store.Location, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_put_replaces_the_first()
    {
        await PutAsync(Store, "manifests/a.json", Bytes(1000, seed: 1));
        await PutAsync(Store, "manifests/a.json", [7]);
        Assert.Equal([7], await GetAsync(Store, "manifests/a.json"));
    }

    [Fact]
    public async Task What_is_deleted_is_gone_and_may_be_deleted_again()
    {
        await PutAsync(Store, "a/b", [1]);
        await PutAsync(Store, "a/bc", [1]);
        await Store.DeleteAsync("a/b", Cancellation);
        await Store.DeleteAsync("a/b", Cancellation);
        await Store.DeleteAsync("never/was", Cancellation);
        Assert.Equal(["a/bc"], await KeysAsync(Store, ""));
    }

    [Fact]
    public async Task Two_roots_do_not_see_each_other()
    {
        using var other = Open(FreshRoot());
        await PutAsync(Store, "a", [1]);
        Assert.Null(await other.FindAsync("a", Cancellation));
        Assert.Empty(await KeysAsync(other, ""));
    }

    [Fact]
    public async Task A_list_goes_on_after_its_first_page()
    {
        var keys = Enumerable.Range(0, 1_050).Select(number => string.Create(CultureInfo.InvariantCulture, $"objects/{number % 7}/{number}")).ToArray();
        await Parallel.ForEachAsync(keys, Cancellation, async (key, _) => await PutAsync(Store, key, [1]));
        Assert.Equal(keys.Order(StringComparer.Ordinal), await KeysAsync(Store, "objects/"));
        Assert.Equal(150, (await KeysAsync(Store, "objects/3/")).Length);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(3_000_000)]
    public async Task Content_that_is_not_what_was_announced_never_appears(int length)
    {
        var snapshot = new Snapshot(place.FullPath);
        await File.WriteAllBytesAsync(snapshot.PathOf("a.bin"), Bytes(length, seed: 2), Cancellation);
        var announced = Sha256.Of(Bytes(length, seed: 3));
        await using var content = OutgoingStream.OfFile(snapshot, new ManifestEntry("a.bin", length, announced));

        var stopped = await Assert.ThrowsAsync<ContentMismatchException>(() => Store.PutAsync("objects/a", content, Cancellation));
        Assert.Equal("a.bin", stopped.RelPath);
        Assert.Contains(announced, stopped.Message, StringComparison.Ordinal);
        Assert.Empty(await KeysAsync(Store, ""));
    }

    [Fact]
    public async Task A_large_object_goes_in_parts_and_arrives_whole()
    {
        using var store = OpenInParts(FreshRoot());
        var bytes = Bytes(13_000_000, seed: 4);
        await PutAsync(store, "objects/large", bytes);
        Assert.Equal(Sha256.Of(bytes), Sha256.Of(await GetAsync(store, "objects/large")));
    }

    [Fact]
    public async Task A_large_object_that_is_not_what_was_announced_never_appears()
    {
        using var store = OpenInParts(FreshRoot());
        var snapshot = new Snapshot(place.FullPath);
        await File.WriteAllBytesAsync(snapshot.PathOf("a.bin"), Bytes(13_000_000, seed: 5), Cancellation);
        await using var content = OutgoingStream.OfFile(snapshot, new ManifestEntry("a.bin", 13_000_000, Sha256.Of("")));
        await Assert.ThrowsAsync<ContentMismatchException>(() => store.PutAsync("objects/a", content, Cancellation));
        Assert.Empty(await KeysAsync(store, ""));
    }

    [Fact]
    public async Task A_cancelled_put_leaves_nothing()
    {
        var snapshot = new Snapshot(place.FullPath);
        var bytes = Bytes(3_000_000, seed: 6);
        await File.WriteAllBytesAsync(snapshot.PathOf("a.bin"), bytes, Cancellation);
        using var stop = new CancellationTokenSource();
        await using var content = OutgoingStream.OfFile(snapshot, new ManifestEntry("a.bin", bytes.Length, Sha256.Of(bytes)), _ => stop.Cancel());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.PutAsync("objects/a", content, stop.Token));
        Assert.Empty(await KeysAsync(Store, ""));
    }

    [Fact]
    public async Task What_the_destination_of_a_get_throws_is_not_blamed_on_the_store()
    {
        await PutAsync(Store, "a", [1]);
        using var closed = new MemoryStream([], writable: false);
        await Assert.ThrowsAsync<NotSupportedException>(() => Store.GetAsync("a", closed, Cancellation));
    }

    [Fact]
    public async Task A_store_that_is_not_there_says_so()
    {
        using var store = OpenUnreachable();
        var answers = new[]
        {
            await Assert.ThrowsAsync<StoreException>(() => PutAsync(store, "a", [1])),
            await Assert.ThrowsAsync<StoreException>(() => GetAsync(store, "a")),
        };
        Assert.All(answers, answer => Assert.StartsWith(store.Location + ": a can't be", answer.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_snapshot_that_is_pushed_and_pulled_is_the_same()
    {
        var (snapshot, manifest) = SampleSnapshot.Write(place.PathOf("snapshot"));
        await SnapshotPush.RunAsync(snapshot, Store, progress: null, Cancellation);
        Assert.Equal(0, (await SnapshotPush.RunAsync(snapshot, Store, progress: null, Cancellation)).Moved);

        var found = await SnapshotPull.FindAsync(Store, SampleSnapshot.Name, Cancellation);
        Assert.Equal(manifest.Id, found.Id);
        var summary = await SnapshotPull.RunAsync(found, Store, LocalStore.Find(place.FullPath), place.PathOf("here/pulled"), progress: null, Cancellation);

        Assert.Equal(SampleSnapshot.Objects, summary.Moved);
        Assert.Empty(
            new Snapshot(place.PathOf("here/pulled")).Verify(manifest, trustUntouched: false, TimeProvider.System, hashedBytes: null, Cancellation).Findings);
        Assert.Equal(
            await File.ReadAllBytesAsync(snapshot.ManifestPath, Cancellation),
            await File.ReadAllBytesAsync(place.PathOf("here/pulled/manifest.json"), Cancellation));
    }

    protected static string FreshRoot() => string.Create(CultureInfo.InvariantCulture, $"root {Interlocked.Increment(ref roots)}");

    protected static byte[] Bytes(int length, ulong seed)
    {
        var bytes = new byte[length];
        for (var index = 0; index < length; index++)
        {
            seed = (seed * 6_364_136_223_846_793_005) + 1_442_695_040_888_963_407;
            bytes[index] = (byte)(seed >> 56);
        }

        return bytes;
    }

    private static async Task PutAsync(IObjectStore store, string key, byte[] bytes)
    {
        await using var content = OutgoingStream.OfBytes(key, bytes);
        var vouched = await store.PutAsync(key, content, Cancellation);
        Assert.True(vouched is null || vouched == Sha256.Of(bytes), vouched);
    }

    private static async Task<byte[]> GetAsync(IObjectStore store, string key)
    {
        using var bytes = new MemoryStream();
        await store.GetAsync(key, bytes, Cancellation);
        return bytes.ToArray();
    }

    private static async Task<string[]> KeysAsync(IObjectStore store, string prefix) =>
        [.. (await store.ListAsync(prefix, Cancellation).ToArrayAsync(Cancellation)).Select(found => found.Key).Order(StringComparer.Ordinal)];
}
