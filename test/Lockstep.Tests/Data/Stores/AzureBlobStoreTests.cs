using Lockstep.Snapshots.Stores;
using Lockstep.Tests.Servers;


namespace Lockstep.Tests.Data.Stores;

public sealed class AzureBlobStoreTests(AzureServer server) : ObjectStoreTests, IClassFixture<AzureServer>
{
    protected override string? Absent => server.Absent;

    [Fact]
    public async Task A_container_that_does_not_exist_is_named_with_the_next_step()
    {
        using var store = new AzureBlobStore(AzureServer.ClientOf(server.Url, "no-such-container"), "");
        var refused = await Assert.ThrowsAsync<StoreException>(async () => await store.ListAsync("", Cancellation).ToArrayAsync(Cancellation));
        Assert.Contains("(ContainerNotFound). Create the container 'no-such-container'", refused.Message, StringComparison.Ordinal);
    }

    protected override IObjectStore Open(string root) => new AzureBlobStore(AzureServer.ClientOf(server.Url, AzureServer.Container), root + "/");

    protected override IObjectStore OpenInParts(string root) =>
        new AzureBlobStore(AzureServer.ClientOf(server.Url, AzureServer.Container), root + "/", singlePut: 6 << 20);

    protected override IObjectStore OpenUnreachable() => new AzureBlobStore(AzureServer.ClientOf("http://127.0.0.1:1", AzureServer.Container), "");
}
