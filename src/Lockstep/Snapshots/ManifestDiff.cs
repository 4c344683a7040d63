using Lockstep.Files;

namespace Lockstep.Snapshots;

/// <summary>What became of the files of one manifest in another.</summary>
/// <param name="Added">Only in the second, with content that the first did not have under a path that is gone.</param>
/// <param name="Removed">Only in the first.</param>
/// <param name="Changed">Under the same path, with other content: before, after.</param>
/// <param name="Renamed">The same content under another path: before, after.</param>
public sealed record ManifestDiff(
    IReadOnlyList<ManifestEntry> Added,
    IReadOnlyList<ManifestEntry> Removed,
    IReadOnlyList<(ManifestEntry Before, ManifestEntry After)> Changed,
    IReadOnlyList<(ManifestEntry Before, ManifestEntry After)> Renamed)
{
    /// <summary>Whether both list the same files with the same content.</summary>
    public bool IsEmpty => Added.Count + Removed.Count + Changed.Count + Renamed.Count == 0;

    /// <summary>What became of sealed files: a manifest that speaks only of some kinds of files says nothing of others.</summary>
    public static ManifestDiff SinceSeal(Manifest before, Manifest now)
    {
        var diff = Between(before, now);
        return before.IsSealed ? diff : diff with { Added = [.. diff.Added.Where(file => before.SpeaksOf(file.RelPath))] };
    }

    /// <summary>Compares the files; names of manifests play no part. All lists are in the order of the paths' bytes.</summary>
    /// <remarks>Of several files with one content that moved, the first gone is taken for the first that came.</remarks>
    public static ManifestDiff Between(Manifest before, Manifest after)
    {
        var gone = before.Files.Where(file => after.Find(file.RelPath) is null).GroupBy(file => file.Digest)
            .ToDictionary(group => group.Key, group => new Queue<ManifestEntry>(group));
        var added = new List<ManifestEntry>();
        var changed = new List<(ManifestEntry, ManifestEntry)>();
        var renamed = new List<(ManifestEntry, ManifestEntry)>();
        foreach (var file in after.Files)
        {
            if (before.Find(file.RelPath) is { } same)
            {
                if (same.Digest != file.Digest)
                {
                    changed.Add((same, file));
                }
            }
            else if (gone.TryGetValue(file.Digest, out var sources) && sources.TryDequeue(out var source))
            {
                renamed.Add((source, file));
            }
            else
            {
                added.Add(file);
            }
        }

        var removed = gone.Values.SelectMany(files => files).OrderBy(file => file.RelPath, ChecksumListing.ByUtf8Bytes).ToArray();
        return new ManifestDiff(added, removed, changed, renamed);
    }
}
