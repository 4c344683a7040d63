using Lockstep.Files;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Files;

public sealed class FrozenFilesTests
{
    [Fact]
    public void What_a_link_leads_to_keeps_its_rights_and_its_files_when_the_tree_around_the_link_is_frozen_and_deleted()
    {
        using var place = new TemporaryFolder();
        place.Write("elsewhere/inner/file", "x");
        place.Write("tree/inner/file", "x");
        File.SetUnixFileMode(place.PathOf("elsewhere/inner"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Directory.CreateSymbolicLink(place.PathOf("tree/link"), place.PathOf("elsewhere"));
        FrozenFiles.FreezeFolders(place.PathOf("tree"));
        Assert.False(File.GetUnixFileMode(place.PathOf("tree/inner")).HasFlag(UnixFileMode.UserWrite));
        FrozenFiles.Delete(place.PathOf("tree"));

        Assert.False(Directory.Exists(place.PathOf("tree")));
        Assert.True(File.Exists(place.PathOf("elsewhere/inner/file")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserExecute, File.GetUnixFileMode(place.PathOf("elsewhere/inner")));
    }
}
