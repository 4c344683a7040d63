using CsCheck;
using Lockstep.Files;
using Lockstep.Snapshots;

namespace Lockstep.Tests.Data;

public sealed class ManifestDiffTests
{
    private static readonly Gen<Manifest> Manifests = Gen.Dictionary(Gen.Int[0, 12], Gen.Int[0, 4])[0, 10]
        .Select(files => Manifest.Of(files.Select(file => new ManifestEntry($"{file.Key}.png", file.Value, Sha256.Of($"content {file.Value}"))), "x"));

    [Fact]
    public void Tells_added_removed_changed_and_renamed_apart()
    {
        var before = Of(("a", "1"), ("b", "2"), ("c", "3"), ("d", "4"));
        var after = Of(("a", "1"), ("b", "other"), ("moved/c", "3"), ("e", "5"));
        var diff = ManifestDiff.Between(before, after);
        Assert.Equal(["e"], diff.Added.Select(file => file.RelPath));
        Assert.Equal(["d"], diff.Removed.Select(file => file.RelPath));
        Assert.Equal(["b"], diff.Changed.Select(pair => pair.After.RelPath));
        Assert.Equal([("c", "moved/c")], diff.Renamed.Select(pair => (pair.Before.RelPath, pair.After.RelPath)));
    }

    [Fact]
    public void Applied_to_the_first_it_gives_the_second() => Gen.Select(Manifests, Manifests).Sample((before, after) =>
    {
        var diff = ManifestDiff.Between(before, after);
        var files = before.Files.ToDictionary(file => file.RelPath);
        foreach (var gone in diff.Removed.Concat(diff.Renamed.Select(pair => pair.Before)))
        {
            Assert.True(files.Remove(gone.RelPath));
        }

        foreach (var (was, now) in diff.Changed)
        {
            Assert.Equal(files[was.RelPath], was);
            files[now.RelPath] = now;
        }

        foreach (var come in diff.Added.Concat(diff.Renamed.Select(pair => pair.After)))
        {
            files.Add(come.RelPath, come);
        }

        Assert.Equal(after.Id, Manifest.Of(files.Values, "x").Id);
        Assert.Equal(before.Id == after.Id, diff.IsEmpty);
    });

    private static Manifest Of(params (string Path, string Content)[] files) =>
        Manifest.Of(files.Select(file => new ManifestEntry(file.Path, file.Content.Length, Sha256.Of(file.Content))), "x");
}
