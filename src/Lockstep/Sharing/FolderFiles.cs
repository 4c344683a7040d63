using System.IO.Enumeration;
using Lockstep.Data;
using Lockstep.Files;

namespace Lockstep.Sharing;

/// <summary>What lies in a folder, and how it differs from a listing.</summary>
internal static class FolderFiles
{
    /// <summary>Every file below <paramref name="folder"/> with its size, links to files included.</summary>
    /// <exception cref="LockstepException">A link to a folder, a name that is not UTF-8, or a folder that can't be listed.</exception>
    public static IReadOnlyDictionary<string, long> List(string folder)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };
        var entries = new FileSystemEnumerable<(string Path, long Bytes)>(
            folder,
            (ref FileSystemEntry entry) => entry.Attributes.HasFlag(FileAttributes.ReparsePoint) ? (entry.ToFullPath(), LengthBehind(entry.ToFullPath())) : (entry.ToFullPath(), entry.Length),
            options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                entry.IsDirectory && entry.Attributes.HasFlag(FileAttributes.ReparsePoint)
                    ? throw new LockstepException($"{entry.ToFullPath()}: a link to a folder; what lies there can't be held against a listing. Copy the files in, or remove the link.")
                    : !entry.IsDirectory,
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
        try
        {
            return entries.ToDictionary(entry => RelPathOf(folder, entry.Path), entry => entry.Bytes, StringComparer.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException($"{folder}: can't be listed: {exception.Message}", exception);
        }
    }

    /// <summary>Reads every listed file and compares its digests.</summary>
    /// <param name="whenMissing">For a path, what follows the words "is missing"; by default nothing.</param>
    public static IReadOnlyList<SnapshotFinding> Check(string folder, IReadOnlyList<ListedFile> files, Func<string, string>? whenMissing, CancellationToken cancellation)
    {
        var findings = new SnapshotFinding?[files.Count];
        Parallel.For(0, files.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation }, index =>
            findings[index] = files[index].Check(folder, whenMissing?.Invoke(files[index].RelPath) ?? "", cancellation));
        return [.. findings.OfType<SnapshotFinding>()];
    }

    public static IReadOnlyList<SnapshotFinding> InOrder(IEnumerable<SnapshotFinding> findings) =>
        [.. findings.OrderBy(finding => finding.RelPath, ChecksumListing.ByUtf8Bytes)];

    /// <summary>The size of what a link leads to; a link that leads nowhere is empty.</summary>
    private static long LengthBehind(string link) =>
        File.ResolveLinkTarget(link, returnFinalTarget: true) is FileInfo { Exists: true } target ? target.Length : 0;

    private static string RelPathOf(string folder, string path)
    {
        var relPath = Path.GetRelativePath(folder, path);
        return relPath.Contains('\uFFFD', StringComparison.Ordinal)
            ? throw new LockstepException($"{path}: a file name that is not UTF-8 can't be listed. Rename it.")
            : relPath;
    }
}
