using System.IO.Enumeration;
using Lockstep.Files;

namespace Lockstep.Exec.Outputs;

/// <summary>A file, or what else a folder can hold but folders.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Status">Null where it can't be looked at, such as a name that is no UTF-8, which .NET can't say.</param>
internal sealed record WalkedFile(string Path, FileStatus? Status);

/// <summary>All that lies below a folder, links not followed.</summary>
internal static class FolderWalk
{
    /// <param name="excluded">Folders that aren't entered, absolute.</param>
    /// <param name="enters">Whether a folder of that path is entered.</param>
    public static IEnumerable<WalkedFile> Of(
        string root,
        IReadOnlyCollection<string> excluded,
        Func<string, bool> enters,
        CancellationToken cancellation
    )
    {
        if (Of(root, follow: true)?.Kind != FileKind.Directory)
        {
            yield break;
        }

        var left = excluded.Select(folder => folder.TrimEnd('/')).ToHashSet(StringComparer.Ordinal);
        var folders = new Queue<string>([root]);
        while (folders.TryDequeue(out var folder))
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var path in NamesIn(folder))
            {
                var status = Of(path, follow: false);
                if (status?.Kind != FileKind.Directory)
                {
                    yield return new WalkedFile(path, status);
                }
                else if (!left.Contains(path) && enters(path))
                {
                    folders.Enqueue(path);
                }
            }
        }
    }

    private static FileStatus? Of(string path, bool follow) => FileStatus.Of(path, follow);

    private static FileSystemEnumerable<string> NamesIn(string folder) =>
        new FileSystemEnumerable<string>(
            folder,
            (ref FileSystemEntry entry) => entry.ToFullPath(),
            new EnumerationOptions
            {
                IgnoreInaccessible = true,
                AttributesToSkip = 0,
                ReturnSpecialDirectories = false,
            }
        );
}
