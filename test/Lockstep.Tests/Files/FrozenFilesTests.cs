using Lockstep.Files;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Files;

public sealed class FrozenFilesTests : IDisposable
{
    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.UserExecute;
    private readonly TemporaryFolder place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public void A_tree_is_deleted_with_its_read_only_folders_and_what_its_links_lead_to_stays_as_it_was()
    {
        var sealedData = Directory.CreateDirectory(place.PathOf("data/cat")).FullName;
        File.WriteAllText(Path.Combine(sealedData, "1.png"), "cat");
        File.SetUnixFileMode(sealedData, ReadOnly);
        var tree = Tree();
        File.CreateSymbolicLink(Path.Combine(tree, "inner/data"), sealedData);
        FrozenFiles.FreezeFolders(tree);

        FrozenFiles.Delete(tree);

        Assert.False(Directory.Exists(tree));
        Assert.Equal((ReadOnly, "cat"), (File.GetUnixFileMode(sealedData), File.ReadAllText(Path.Combine(sealedData, "1.png"))));
    }

    [Fact]
    public void A_circle_of_links_is_deleted_as_the_links_that_it_is()
    {
        var tree = Tree();
        File.CreateSymbolicLink(Path.Combine(tree, "inner/above"), tree);
        File.CreateSymbolicLink(Path.Combine(tree, "inner/itself"), Path.Combine(tree, "inner"));

        FrozenFiles.Delete(tree);

        Assert.False(Directory.Exists(tree));
    }

    private string Tree()
    {
        var tree = place.PathOf("tree");
        Directory.CreateDirectory(Path.Combine(tree, "inner"));
        File.WriteAllText(Path.Combine(tree, "inner/file.txt"), "file");
        return tree;
    }
}
