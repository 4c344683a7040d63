using System.IO.Enumeration;
using Lockstep.Files;
using Lockstep.Runs;

namespace Lockstep.Audit.Projects;

/// <summary>The files of a project that a check can read: code, lists of packages, settings. Images and other data are counted, and not kept.</summary>
/// <remarks>Links to folders are not followed, so that none leads round in circles; nor are environments and what tools keep for themselves entered.</remarks>
internal sealed class ProjectFiles
{
    private static readonly HashSet<string> NotEntered = new(
        [
            ".git", ".hg", ".svn", ".dvc", ".lockstep", "__pycache__", "node_modules", "site-packages", ".tox", ".nox", ".eggs", ".mypy_cache", ".pytest_cache",
            ".ruff_cache", ".ipynb_checkpoints", ".venv", "venv", "obj",
        ],
        StringComparer.Ordinal);

    private static readonly HashSet<string> CodeEndings = new([".py", ".ipynb", ".sh", ".bash"], StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Endings = new(
        [".py", ".ipynb", ".sh", ".bash", ".txt", ".toml", ".yaml", ".yml", ".json", ".lock", ".cfg", ".csproj", ".props", ".targets", ".in"],
            StringComparer.OrdinalIgnoreCase);

    private ProjectFiles(string folder, IReadOnlyList<string> paths, long seen, IReadOnlyList<string> unread) =>
        (Folder, Paths, Seen, Unread) = (folder, paths, seen, unread);

    /// <summary>Absolute.</summary>
    public string Folder { get; }

    /// <summary>From the folder, with /, in the order of their bytes.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>How many files there are, those that are not kept among them.</summary>
    public long Seen { get; }

    /// <summary>Folders that may not be looked into.</summary>
    public IReadOnlyList<string> Unread { get; }

    /// <summary>Those with one of the endings, which are small letters with a dot.</summary>
    public IEnumerable<string> With(params string[] endings) =>
        Paths.Where(path => Array.Exists(endings, ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Those of that name, in any folder.</summary>
    public IEnumerable<string> Named(Predicate<string> name) => Paths.Where(path => name(path[(path.LastIndexOf('/') + 1)..]));

    /// <summary>The lines of one that is small enough to be written by a person; null for one that is not, that is gone, or that is no text.</summary>
    public string[]? Lines(string path)
    {
        const int LargestRead = 4 << 20;
        var full = Path.Combine(Folder, path);
        try
        {
            if (FileStatus.Of(full) is not { Kind: FileKind.Regular, Size: <= LargestRead })
            {
                return null;
            }

            var text = RegularFile.ReadAllText(full);
            return text.Contains('\0', StringComparison.Ordinal) ? null : text.ReplaceLineEndings("\n").Split('\n');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Without code that is not among these; lists of packages and settings stay. All of them for null.</summary>
    internal ProjectFiles OnlyCode(IReadOnlyList<string>? code) => code is null ? this : new ProjectFiles(
        Folder, [.. Paths.Where(path => !CodeEndings.Contains(Path.GetExtension(path)) || code.Contains(path))], Seen, Unread);

    /// <exception cref="LockstepException">The folder may not be looked into.</exception>
    internal static ProjectFiles Below(string folder, CancellationToken cancellation)
    {
        var kept = new List<string>();
        var unread = new List<string>();
        long seen = 0;
        var folders = new Stack<string>([folder]);
        while (folders.TryPop(out var next))
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                foreach (var (name, isFolder) in EntriesOf(next))
                {
                    if (!isFolder)
                    {
                        seen++;
                        if (IsKept(name))
                        {
                            kept.Add(Path.GetRelativePath(folder, Path.Combine(next, name)));
                        }
                    }
                    else if (!NotEntered.Contains(name) && IsEntered(Path.Combine(next, name)))
                    {
                        folders.Push(Path.Combine(next, name));
                    }
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                if (next == folder)
                {
                    throw new LockstepException($"{folder}: can't be looked into: {exception.Message}", exception);
                }

                unread.Add(Path.GetRelativePath(folder, next));
            }
        }

        return new ProjectFiles(folder, [.. kept.Order(ChecksumListing.ByUtf8Bytes)], seen, [.. unread.Order(StringComparer.Ordinal)]);
    }

    /// <summary>Of a link to a folder it says that it is neither; of one to a file, that it is a file.</summary>
    private static FileSystemEnumerable<(string Name, bool IsFolder)> EntriesOf(string folder) => new(
        folder,
        (ref FileSystemEntry entry) => (entry.FileName.ToString(), entry.IsDirectory),
        new EnumerationOptions { IgnoreInaccessible = false, AttributesToSkip = 0, ReturnSpecialDirectories = false })
    {
        ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory || (entry.Attributes & FileAttributes.ReparsePoint) == 0,
    };

    private static bool IsKept(string name) =>
        Endings.Contains(Path.GetExtension(name)) || name.Contains("Dockerfile", StringComparison.Ordinal)
            || name is "Containerfile" or "Pipfile" or "Makefile";

    /// <summary>A run's folder is no project, and no environment of Python's is.</summary>
    private static bool IsEntered(string folder) =>
        !Presence.IsAny(Path.Combine(folder, "pyvenv.cfg")) && !Presence.IsAny(Path.Combine(folder, "conda-meta")) && !RunFolder.IsOne(folder);
}
