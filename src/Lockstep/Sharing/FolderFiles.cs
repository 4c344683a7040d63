using Lockstep.Files;
using Lockstep.Snapshots;


namespace Lockstep.Sharing;

/// <summary>What lies in a folder, to be held against another tool's listing.</summary>
internal sealed class FolderFiles
{
    private readonly string folder;
    private readonly Dictionary<string, long> sizes;

    private FolderFiles(string folder, Dictionary<string, long> sizes, IReadOnlyList<SnapshotFinding> problems)
    {
        this.folder = folder;
        this.sizes = sizes;
        Problems = problems;
    }

    /// <summary>The size of every file, links to files inside the folder included. A Lockstep manifest in the root is there where it is expected.</summary>
    public IReadOnlyDictionary<string, long> Sizes => sizes;

    /// <summary>What lies there and can't be opened without harm or meaning: links that lead out, pipes, closed folders.</summary>
    public IReadOnlyList<SnapshotFinding> Problems { get; }

    public static FolderFiles Of(string folder, IEnumerable<ExpectedFile> expected, CancellationToken cancellation)
    {
        // Other tools leave out less than a seal does; what they list is their say.
        var listing = SnapshotListing.WithBookkeeping(folder, cancellation);
        var sizes = listing.Files.ToDictionary(file => file.RelPath, file => file.Status.Size, StringComparer.Ordinal);
        foreach (var relPath in expected.Select(file => file.RelPath).Where(relPath => !sizes.ContainsKey(relPath)))
        {
            // A snapshot's listing leaves out its manifest, and refuses line ends in names, which other listings can say.
            if (IsPlain(folder, relPath))
            {
                sizes.Add(relPath, new FileInfo(Path.Combine(folder, relPath)).Length);
            }
        }

        return new FolderFiles(folder, sizes, [.. listing.Problems.Where(problem =>
            !sizes.Keys.Any(relPath => relPath == problem.RelPath || relPath.StartsWith(problem.RelPath + "/", StringComparison.Ordinal)))]);
    }

    /// <summary>Reads every expected file and compares its digests.</summary>
    /// <param name="whenMissing">For a path, what follows the words "is missing"; by default nothing.</param>
    public IReadOnlyList<SnapshotFinding> Check(IReadOnlyList<ExpectedFile> expected, Func<string, string>? whenMissing, CancellationToken cancellation)
    {
        var refused = Problems.Select(problem => problem.RelPath).ToHashSet(StringComparer.Ordinal);
        var findings = new SnapshotFinding?[expected.Count];
        Parallel.For(0, expected.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation }, index =>
        {
            var file = expected[index];
            findings[index] = sizes.ContainsKey(file.RelPath) ? file.Check(folder, cancellation)
                : refused.Contains(file.RelPath) ? null
                : file.Missing(whenMissing?.Invoke(file.RelPath) ?? "");
        });
        return [.. findings.OfType<SnapshotFinding>()];
    }

    public static IReadOnlyList<SnapshotFinding> InOrder(IEnumerable<SnapshotFinding> findings) =>
        [.. findings.OrderBy(finding => finding.RelPath, ChecksumListing.ByUtf8Bytes)];

    /// <summary>Whether it is a file, in folders, with no link on the way: a link could lead out.</summary>
    private static bool IsPlain(string folder, string relPath)
    {
        for (var end = relPath.IndexOf('/', StringComparison.Ordinal); end >= 0; end = relPath.IndexOf('/', end + 1))
        {
            if (FileStatus.Of(Path.Combine(folder, relPath[..end]), follow: false) is not { Kind: FileKind.Directory })
            {
                return false;
            }
        }

        return FileStatus.Of(Path.Combine(folder, relPath), follow: false) is { Kind: FileKind.Regular };
    }
}
