using System.Collections.Concurrent;
using System.IO.Enumeration;
using Lockstep.Files;

namespace Lockstep.Data;

/// <summary>A data set's folder on this disk: what lies in it, its seal, and the check against a manifest.</summary>
public sealed class Snapshot(string folder)
{
    public string Folder { get; } = Path.GetFullPath(folder);

    public string ManifestPath => Path.Combine(Folder, Manifest.FileName);

    public bool HasManifest => File.Exists(ManifestPath);

    /// <summary>Writes the manifest of all files that lie in the folder now.</summary>
    public Manifest Seal(string? name, IProgress<long>? hashedBytes = null, CancellationToken cancellation = default)
    {
        var manifest = Describe(name, hashedBytes, cancellation);
        AtomicFile.WriteAllText(ManifestPath, manifest.ToJson());
        return manifest;
    }

    /// <summary>The manifest of what lies in the folder now; nothing is written.</summary>
    /// <exception cref="LockstepException">The folder is absent or empty, a file can't be read, or a name can't be listed.</exception>
    public Manifest Describe(string? name, IProgress<long>? hashedBytes = null, CancellationToken cancellation = default)
    {
        var paths = RelPaths();
        if (paths.Count == 0)
        {
            throw new LockstepException($"{Folder}: no file lies there; a snapshot needs at least one.");
        }

        var entries = new ConcurrentBag<ManifestEntry>();
        InParallel(
            paths,
            relPath =>
            {
                var (digest, bytes) = Sha256.OfFile(PathOf(relPath), cancellation);
                hashedBytes?.Report(bytes);
                entries.Add(new ManifestEntry(relPath, bytes, digest));
            },
            cancellation);
        return Manifest.Of(entries, name);
    }

    /// <summary>Compares every file with the manifest, in full, and lists all that differ; empty where the snapshot is what the manifest says.</summary>
    public IReadOnlyList<SnapshotFinding> Verify(Manifest manifest, IProgress<long>? hashedBytes = null, CancellationToken cancellation = default)
    {
        var findings = new ConcurrentBag<SnapshotFinding>();
        InParallel(
            manifest.Files,
            expected =>
            {
                if (Check(expected, hashedBytes, cancellation) is { } finding)
                {
                    findings.Add(finding);
                }
            },
            cancellation);

        foreach (var extra in Unlisted(manifest))
        {
            findings.Add(new SnapshotFinding(SnapshotFindingKind.Extra, extra, "lies there, but the manifest does not list it"));
        }

        return [.. findings.OrderBy(finding => finding.RelPath, ChecksumListing.ByUtf8Bytes)];
    }

    /// <summary>The bytes of a listed file, checked against its entry: a file that changed since the gate is not read as what it was.</summary>
    /// <exception cref="LockstepException">Not listed, unreadable, or not what the manifest says.</exception>
    public byte[] ReadListed(Manifest manifest, string relPath)
    {
        var expected = manifest.Find(relPath) ?? throw new LockstepException($"{Folder}: {relPath} is not in the manifest.");
        try
        {
            var bytes = File.ReadAllBytes(PathOf(relPath));
            return Sha256.Of(bytes) == expected.Sha256
                ? bytes
                : throw new LockstepException($"{PathOf(relPath)}: not what manifest {manifest.Id[..12]} says. See 'lockstep data verify {Folder}'.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException($"{PathOf(relPath)}: can't be read: {exception.Message}", exception);
        }
    }

    public string PathOf(string relPath) => Path.Combine(Folder, relPath);

    private SnapshotFinding? Check(ManifestEntry expected, IProgress<long>? hashedBytes, CancellationToken cancellation)
    {
        var path = PathOf(expected.RelPath);
        try
        {
            var found = new FileInfo(path);
            if (!found.Exists)
            {
                return new SnapshotFinding(SnapshotFindingKind.Missing, expected.RelPath, $"is missing, expected {expected.Bytes} bytes");
            }

            if (found.LinkTarget is null && found.Length != expected.Bytes)
            {
                return new SnapshotFinding(SnapshotFindingKind.Size, expected.RelPath, $"is {found.Length} bytes, expected {expected.Bytes}");
            }

            var (digest, bytes) = Sha256.OfFile(path, cancellation);
            hashedBytes?.Report(bytes);
            return digest == expected.Sha256
                ? null
                : new SnapshotFinding(SnapshotFindingKind.Content, expected.RelPath, $"has SHA-256 {digest}, expected {expected.Sha256}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new SnapshotFinding(SnapshotFindingKind.Unreadable, expected.RelPath, $"can't be read: {exception.Message}");
        }
    }

    private IEnumerable<string> Unlisted(Manifest manifest)
    {
        var listed = manifest.Files.Select(file => file.RelPath).ToHashSet(StringComparer.Ordinal);
        var kinds = manifest.Files.Select(file => Path.GetExtension(file.RelPath)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return RelPaths().Where(relPath => !listed.Contains(relPath) && (manifest.IsSealed || kinds.Contains(Path.GetExtension(relPath))));
    }

    /// <summary>Every file below the folder, links to files included, except the manifest at the root.</summary>
    private List<string> RelPaths()
    {
        if (!Directory.Exists(Folder))
        {
            throw new LockstepException($"{Folder}: no such folder.");
        }

        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false, ReturnSpecialDirectories = false };
        var entries = new FileSystemEnumerable<string>(Folder, (ref FileSystemEntry entry) => entry.ToFullPath(), options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                entry.IsDirectory && entry.Attributes.HasFlag(FileAttributes.ReparsePoint)
                    ? throw new LockstepException($"{entry.ToFullPath()}: a link to a folder; a snapshot holds its files itself. Copy them in, or remove the link.")
                    : !entry.IsDirectory,
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
        try
        {
            return [.. entries.Select(RelPathOf).Where(relPath => relPath != Manifest.FileName)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException($"{Folder}: can't be listed: {exception.Message}", exception);
        }
    }

    private string RelPathOf(string path)
    {
        var relPath = Path.GetRelativePath(Folder, path);
        return relPath.Contains('\uFFFD', StringComparison.Ordinal)
            ? throw new LockstepException($"{path}: a file name that is not UTF-8 can't be listed. Rename it.")
            : relPath;
    }

    private static void InParallel<T>(IReadOnlyCollection<T> items, Action<T> act, CancellationToken cancellation)
    {
        try
        {
            Parallel.ForEach(items, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation }, act);
        }
        catch (AggregateException all) when (all.Flatten().InnerExceptions is [var first, ..])
        {
            throw first is IOException or UnauthorizedAccessException ? new LockstepException($"A file can't be read: {first.Message}", first) : first;
        }
    }
}
