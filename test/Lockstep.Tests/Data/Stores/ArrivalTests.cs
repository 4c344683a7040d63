using Lockstep.Files;
using Lockstep.Snapshots.Stores;
using Lockstep.Tests.Servers;
using Lockstep.Tests.Shared;


namespace Lockstep.Tests.Data.Stores;

/// <summary>What is made of a server's own word on what arrived, and of a server that changes it.</summary>
public sealed class ArrivalTests(S3Server server) : IClassFixture<S3Server>, IDisposable
{
    private static readonly string Signs = StoreKey.OfObject(Sha256.Of("signs"));

    private readonly TemporaryFolder place = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => place.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_upload_that_the_server_changes_is_caught_named_and_deleted(bool vouches)
    {
        using var proxy = Proxy();
        proxy.Vouches = vouches;
        proxy.Changes = path => path.Contains(Signs, StringComparison.Ordinal);
        var snapshot = SampleSnapshot.Write(place.FullPath).Snapshot;
        using var store = Open(proxy, $"changed {vouches}");

        var stopped = await Assert.ThrowsAsync<ContentMismatchException>(() => SnapshotPush.RunAsync(snapshot, store, progress: null, Cancellation));
        Assert.Equal("dog/100%#1?&=\\'\".jpg", stopped.RelPath);
        Assert.Null(await store.FindAsync(Signs, Cancellation));
        Assert.Empty(await store.ListAsync(StoreKey.Manifests, Cancellation).ToArrayAsync(Cancellation));

        proxy.Changes = _ => false;
        await SnapshotPush.RunAsync(snapshot, store, progress: null, Cancellation);
        Assert.Equal(5, (await store.FindAsync(Signs, Cancellation))?.Bytes);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, SampleSnapshot.Objects)]
    public async Task Only_a_server_that_answers_the_right_digest_is_believed(bool vouches, int readBack)
    {
        using var proxy = Proxy();
        proxy.Vouches = vouches;
        using var store = Open(proxy, $"believed {vouches}");
        await SnapshotPush.RunAsync(SampleSnapshot.Write(place.FullPath).Snapshot, store, progress: null, Cancellation);
        Assert.Equal(
            readBack,
            proxy.Requests.Count(request => request.StartsWith("GET ", StringComparison.Ordinal) && request.Contains("/objects/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Nothing_is_sent_in_the_chunks_that_some_servers_store_as_content()
    {
        using var proxy = Proxy();
        using var store = Open(proxy, "chunks");
        await SnapshotPush.RunAsync(SampleSnapshot.Write(place.FullPath).Snapshot, store, progress: null, Cancellation);
        Assert.NotEmpty(proxy.Encodings);
        Assert.All(proxy.Encodings, encoding => Assert.DoesNotContain("aws-chunked", encoding, StringComparison.Ordinal));
    }

    private static S3Store Open(ChangingProxy proxy, string root) => new(S3Server.ClientOf(proxy.Url), S3Server.Bucket, root + "/");

    private ChangingProxy Proxy()
    {
        Assert.SkipWhen(server.Absent is not null, server.Absent ?? "");
        return new ChangingProxy(server.Url);
    }
}
