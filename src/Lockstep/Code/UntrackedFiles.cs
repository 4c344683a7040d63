using System.Text;
using Lockstep.Files;

namespace Lockstep.Code;

/// <summary>What git neither tracks nor ignores: which of it a run keeps, and its diff.</summary>
internal static class UntrackedFiles
{
    private const long LargestKept = 4 << 20;

    private const long MostBytes = 32 << 20;

    private const int MostFiles = 1000;

    /// <summary>
    /// The files one by one, but for whole folders of more than a run should carry: those of many files, as of a data set that git
    /// was not told to ignore, are named alone.
    /// </summary>
    /// <param name="listing">Paths from the work tree's root, as git lists them with <c>-z</c>.</param>
    /// <param name="repositories">Gets those inside this one, which git lists as folders.</param>
    public static IReadOnlyList<UntrackedFile> Of(string root, byte[] listing, ICollection<string> repositories)
    {
        var files = new List<UntrackedFile>();
        foreach (var path in GitPath.Split(listing))
        {
            if (path.Span is [.., (byte)'/'])
            {
                repositories.Add(GitPath.Text(path.Span));
            }
            else if (Look(root, path.Span) is { } file)
            {
                files.Add(file);
            }
        }

        var (count, bytes) = (0, 0L);
        var listed = new List<UntrackedFile>();
        foreach (var folder in files.GroupBy(file => Path.GetDirectoryName(file.Path) ?? "")
            .OrderBy(folder => folder.Count()).ThenBy(folder => folder.Key, ChecksumListing.ByUtf8Bytes))
        {
            var (more, larger) = (folder.Count(file => file.Kept), folder.Where(file => file.Kept).Sum(file => file.Bytes));
            if (count + more > MostFiles || bytes + larger > MostBytes)
            {
                listed.Add(new UntrackedFile($"{(folder.Key.Length == 0 ? "." : folder.Key)}/", folder.Sum(file => file.Bytes), Kept: false, folder.Count()));
                continue;
            }

            (count, bytes) = (count + more, bytes + larger);
            listed.AddRange(folder);
        }

        return [.. listed.OrderBy(file => file.Path, ChecksumListing.ByUtf8Bytes)];
    }

    /// <summary>A link is kept as such, wherever it leads; what has a name that is no UTF-8 can't be looked at, and is only named.</summary>
    /// <returns>Null for what vanished meanwhile.</returns>
    private static UntrackedFile? Look(string root, ReadOnlySpan<byte> raw)
    {
        var path = GitPath.Text(raw);
        if (!GitPath.IsText(raw))
        {
            return new UntrackedFile(path, 0, Kept: false);
        }

        return FileStatus.Of(Path.Combine(root, path), follow: false) is { Kind: FileKind.Regular or FileKind.Link } status
            ? new UntrackedFile(path, status.Size, status.Size <= LargestKept) : null;
    }

    /// <summary>A diff against nothing, as <c>git apply</c> reads it.</summary>
    public static byte[] Diff(string root, IReadOnlyList<string> paths, CancellationToken cancellation)
    {
        if (paths.Count == 0)
        {
            return [];
        }

        // Objects are named as the repository names its own: 'git apply' takes no other diff of a binary file.
        string[] naming = GitRepository.Ask(root, ["rev-parse", "--show-object-format"], cancellation).Text == "sha256"
            ? ["--object-format=sha256"]
            : [];
        using var scratch = new ScratchRepository(root, naming, cancellation);
        scratch.Git(
            ["--literal-pathspecs", "add", "--intent-to-add", "--force", "--pathspec-from-file=-", "--pathspec-file-nul"],
            cancellation,
            Encoding.UTF8.GetBytes(string.Join('\0', paths)));
        return scratch.Git([.. GitRepository.Diff, "--binary", "--full-index"], cancellation);
    }
}
