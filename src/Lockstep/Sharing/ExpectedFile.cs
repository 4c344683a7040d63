using Lockstep.Snapshots;


namespace Lockstep.Sharing;

/// <summary>A file as a listing of another tool has it.</summary>
/// <param name="RelPath">From the folder's root, with forward slashes.</param>
/// <param name="Digests">At least one, each by an algorithm of its own, in lower-case hexadecimal.</param>
internal sealed record ExpectedFile(string RelPath, IReadOnlyList<(DigestAlgorithm Algorithm, string Digest)> Digests)
{
    /// <summary>Compares the file with what the listing says of it.</summary>
    /// <param name="folder">The listing's root.</param>
    /// <returns>Null where it is as listed.</returns>
    public SnapshotFinding? Check(string folder, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, RelPath);
        try
        {
            var (found, _) = FileDigests.Of(path, [.. Digests.Select(expected => expected.Algorithm)], cancellation);
            foreach (var ((algorithm, digest), has) in Digests.Zip(found))
            {
                if (has != digest)
                {
                    return new SnapshotFinding(SnapshotFindingKind.Changed, RelPath, $"has {algorithm.Title} {has}, expected {digest}");
                }
            }

            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new SnapshotFinding(SnapshotFindingKind.Unreadable, RelPath, $"can't be read: {exception.Message}");
        }
    }

    /// <param name="why">Follows the words "is missing".</param>
    public SnapshotFinding Missing(string why) => new(SnapshotFindingKind.Missing, RelPath, $"is missing{why}{BackslashHint}");

    private string BackslashHint =>
        RelPath.Contains('\\', StringComparison.Ordinal) ? "; a backslash in a listed path is part of the name, only '/' separates folders" : "";
}
