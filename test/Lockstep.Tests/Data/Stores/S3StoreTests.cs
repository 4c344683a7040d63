using Lockstep.Snapshots.Stores;
using Lockstep.Tests.Servers;


namespace Lockstep.Tests.Data.Stores;

public sealed class S3StoreTests(S3Server server) : ObjectStoreTests, IClassFixture<S3Server>
{
    protected override string? Absent => server.Absent;

    [Fact]
    public async Task A_bucket_that_does_not_exist_is_named_with_the_next_step()
    {
        using var store = new S3Store(S3Server.ClientOf(server.Url), "no-such-bucket", "");
        var refused = await Assert.ThrowsAsync<StoreException>(async () => await store.ListAsync("", Cancellation).ToArrayAsync(Cancellation));
        Assert.Contains("(NoSuchBucket). Create the bucket 'no-such-bucket'", refused.Message, StringComparison.Ordinal);
    }

    protected override IObjectStore Open(string root) => new S3Store(S3Server.ClientOf(server.Url), S3Server.Bucket, root + "/");

    protected override IObjectStore OpenInParts(string root) => new S3Store(S3Server.ClientOf(server.Url), S3Server.Bucket, root + "/", singlePut: 6 << 20);

    protected override IObjectStore OpenUnreachable() => new S3Store(S3Server.ClientOf("http://127.0.0.1:1"), S3Server.Bucket, "");
}
