using Lockstep.Snapshots.Stores;


namespace Lockstep.Tests.Data.Stores;

public sealed class FolderStoreTests : ObjectStoreTests
{
    protected override string? Absent => null;

    [Theory]
    [InlineData("../outside")]
    [InlineData("a/../../outside")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    public async Task A_key_never_leads_out_of_the_folder(string key)
    {
        using var store = Open(FreshRoot());
        await Assert.ThrowsAsync<ArgumentException>(() => store.FindAsync(key, Cancellation));
    }

    protected override IObjectStore Open(string root) => new FolderStore(Place.PathOf(root));

    protected override IObjectStore OpenInParts(string root) => Open(root);

    protected override IObjectStore OpenUnreachable()
    {
        File.WriteAllText(Place.PathOf("file"), "in the way");
        return Open("file");
    }
}
