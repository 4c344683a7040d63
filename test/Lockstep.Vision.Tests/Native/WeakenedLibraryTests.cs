using System.Text.Json.Nodes;
using Lockstep.Tests.Shared;
using Lockstep.Vision.Native;

namespace Lockstep.Vision.Tests.Native;

/// <summary>The build weakens one symbol version of TorchSharp's library, in the copy that it puts beside the program and there alone.</summary>
public sealed class WeakenedLibraryTests
{
    private const string Library = "libLibTorchSharp.so";
    private const string Weakened = "GLIBCXX_3.4.32";

    [Fact]
    public void The_copy_beside_the_program_asks_for_that_version_weakly_and_for_every_other_as_before()
    {
        var built = NeededVersions.Of(File.ReadAllBytes(Path.Combine(NativeLibraries.Folder, Library)));
        Assert.Contains(Weakened, built.Select(needed => needed.Version));
        Assert.All(built, needed => Assert.Equal(needed.Version == Weakened, needed.IsWeak));
    }

    [Fact]
    public void The_package_cache_is_left_as_it_was()
    {
        var packaged = NeededVersions.Of(File.ReadAllBytes(InPackageCache()));
        Assert.Contains(Weakened, packaged.Select(needed => needed.Version));
        Assert.All(packaged, needed => Assert.False(needed.IsWeak));
    }

    [Fact]
    public void The_two_differ_in_that_flag_alone()
    {
        var built = File.ReadAllBytes(Path.Combine(NativeLibraries.Folder, Library));
        var packaged = File.ReadAllBytes(InPackageCache());
        Assert.Equal(packaged.Length, built.Length);
        var differing = Enumerable.Range(0, built.Length).Where(at => built[at] != packaged[at]).ToArray();
        Assert.Equal(NeededVersions.Of(built).Count(needed => needed.IsWeak), differing.Length);
        Assert.All(differing, at => Assert.Equal(packaged[at] | 0x2, built[at]));
    }

    /// <summary>The file that the build restored, wherever this machine keeps its packages.</summary>
    private static string InPackageCache()
    {
        var assets = JsonNode.Parse(File.ReadAllText(Repository.PathOf("artifacts/obj/Lockstep.Vision.Tests/project.assets.json")))
            ?? throw new InvalidOperationException("The restore left no assets file.");
        var version = assets["libraries"]?.AsObject().Single(
            library => library.Key.StartsWith("TorchSharp/", StringComparison.Ordinal)).Value?["path"]?.GetValue<string>();
        return Assert.Single(
            assets["packageFolders"]?.AsObject().Select(folder => Path.Combine(folder.Key, version ?? "", "runtimes", "linux-x64", "native", Library)) ?? [],
            File.Exists);
    }
}
