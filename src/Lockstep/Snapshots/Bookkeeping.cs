namespace Lockstep.Snapshots;

/// <summary>What other programs keep beside files for themselves: it changes when they are used, and is no data.</summary>
/// <remarks>A manifest that lists such a file all the same, as those written before this rule do, is held to what it lists.</remarks>
public static class Bookkeeping
{
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Names = new HashSet<string>(
        [
            // Version control, and Lockstep's own store.
            ".git", ".hg", ".svn", ".bzr", ".jj", ".dvc", ".lockstep",

            // Notebooks and Python.
            ".ipynb_checkpoints", "__pycache__",

            // macOS.
            "__MACOSX", ".DS_Store", ".AppleDouble", ".Spotlight-V100", ".fseventsd", ".TemporaryItems", ".Trashes",

            // Windows.
            "Thumbs.db", "ehthumbs.db", "desktop.ini", "$RECYCLE.BIN", "System Volume Information",

            // Linux desktops and file systems, and Synology's servers.
            ".directory", "lost+found", "@eaDir",
        ],
        StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>For messages: some that users meet.</summary>
    public const string Examples = ".git, .ipynb_checkpoints, .DS_Store, Thumbs.db";

    /// <summary>Whether a file or folder of this name is another program's, by itself and with all that is in it.</summary>
    public static bool Is(ReadOnlySpan<char> name) =>
        Names.Contains(name) || name.StartsWith("._", StringComparison.Ordinal) || name.StartsWith(".Trash-", StringComparison.Ordinal);

    /// <summary>Whether a path leads into such a folder, or to such a file.</summary>
    public static bool Holds(string relPath)
    {
        for (int start = 0, end; start <= relPath.Length; start = end + 1)
        {
            end = relPath.IndexOf('/', start);
            end = end < 0 ? relPath.Length : end;
            if (Is(relPath.AsSpan(start, end - start)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Each name once, with how often it is there: <c>.git, .DS_Store (3)</c>.</summary>
    public static string Listed(IEnumerable<string> relPaths) => string.Join(", ", relPaths
        .CountBy(
            relPath => relPath[(relPath.LastIndexOf('/') + 1)..] is var name && name.StartsWith("._", StringComparison.Ordinal) ? "._*" : name,
            StringComparer.Ordinal)
        .Select(name => name.Value == 1 ? name.Key : $"{name.Key} ({name.Value})"));
}
