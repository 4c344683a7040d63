using Lockstep.Files;

namespace Lockstep.Snapshots.Stores;

/// <summary>The objects that a manifest's files are kept as.</summary>
internal static class SnapshotObjects
{
    /// <summary>An entry a distinct content: the first of the files that have it.</summary>
    /// <exception cref="ManifestException">Two files have one digest and different sizes.</exception>
    public static IReadOnlyList<ManifestEntry> Of(Manifest manifest, string where)
    {
        var objects = new Dictionary<Sha256Digest, ManifestEntry>();
        foreach (var entry in manifest.Files)
        {
            if (!objects.TryAdd(entry.Digest, entry) && objects[entry.Digest] is var first && first.Bytes != entry.Bytes)
            {
                throw new ManifestException(where, $"'{first.RelPath}' and '{entry.RelPath}' have one SHA-256, but {first.Bytes} and {entry.Bytes} bytes");
            }
        }

        return [.. objects.Values];
    }
}
