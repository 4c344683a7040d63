using Lockstep.Files;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;
using Lockstep.Snapshots.Stores;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Files;

/// <summary>No walk of a folder leaves it by a link, or goes round in one.</summary>
public sealed class WholeFolderTests : IDisposable
{
    private readonly TemporaryFolder place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public void Files_and_folders_are_listed_and_no_link_to_a_folder_is_entered()
    {
        place.Write("tree/a/one.png", "one");
        LinkIn("tree/a");
        File.CreateSymbolicLink(place.PathOf("tree/file.png"), place.PathOf("others/theirs.png"));
        File.CreateSymbolicLink(place.PathOf("tree/nowhere.png"), place.PathOf("absent"));

        Assert.Equal(["a/one.png", "file.png", "nowhere.png"], Below(WholeFolder.Files(place.PathOf("tree"))));
        Assert.Equal(["a"], Below(WholeFolder.Folders(place.PathOf("tree"))));
    }

    [Fact]
    public void A_folder_that_is_a_link_itself_is_looked_into()
    {
        place.Write("tree/a/one.png", "one");
        File.CreateSymbolicLink(place.PathOf("link"), place.PathOf("tree"));

        Assert.Equal([place.PathOf("link/a/one.png")], WholeFolder.Files(place.PathOf("link")));
    }

    [Fact]
    public void Images_of_a_folder_are_its_own()
    {
        place.Write("tree/a/one.png", "one");
        LinkIn("tree/a");

        Assert.Equal(["a/one.png"], ImageFiles.In(place.PathOf("tree")).RelPaths);
    }

    [Fact]
    public async Task Objects_of_a_store_are_its_own()
    {
        place.Write("store/objects/ab/one", "one");
        LinkIn("store/objects/ab");
        using var store = new FolderStore(place.PathOf("store"));
        var keys = new List<string>();
        await foreach (var found in store.ListAsync("objects/", TestContext.Current.CancellationToken))
        {
            keys.Add(found.Key);
        }

        Assert.Equal(["objects/ab/one"], keys);
    }

    [Fact]
    public void Objects_of_the_local_store_are_its_own()
    {
        var store = LocalStore.Find(Directory.CreateDirectory(place.PathOf("project")).FullName);
        place.Write($"others/{new string('b', 62)}", "theirs");
        Directory.CreateDirectory(Path.Combine(store.Folder, "objects"));
        File.CreateSymbolicLink(Path.Combine(store.Folder, "objects", "aa"), place.PathOf("others"));

        Assert.Empty(store.All());
    }

    /// <summary>Links to a folder of others, and to itself; one circle alone, which a walk that goes round in it leaves after forty rounds.</summary>
    private void LinkIn(string folder)
    {
        place.Write("others/theirs.png", "theirs");
        File.CreateSymbolicLink(place.PathOf($"{folder}/others"), place.PathOf("others"));
        File.CreateSymbolicLink(place.PathOf($"{folder}/itself"), place.PathOf(folder));
    }

    private IEnumerable<string> Below(IEnumerable<string> paths) =>
        paths.Select(path => Path.GetRelativePath(place.PathOf("tree"), path)).Order(StringComparer.Ordinal);
}
