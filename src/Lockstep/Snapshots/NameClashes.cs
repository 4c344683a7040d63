using Lockstep.Text;

namespace Lockstep.Snapshots;

/// <summary>Paths that are one and the same on file systems that fold case (Windows, macOS) or compose characters (macOS).</summary>
public static class NameClashes
{
    /// <summary>
    /// A finding for each file or folder that can't be told from one before it beside it; what is the same in two such folders is not told again.
    /// </summary>
    /// <param name="relPaths">In the order of their bytes, so that what lies in one folder comes together.</param>
    public static IEnumerable<SnapshotFinding> In(IEnumerable<string> relPaths)
    {
        // Only the folders on the way to the path are held, each with the names in it.
        var way = new Stack<Folder>([new Folder("")]);
        foreach (var relPath in relPaths)
        {
            while (!relPath.StartsWith(way.Peek().Prefix, StringComparison.Ordinal))
            {
                way.Pop();
            }

            for (int start = way.Peek().Prefix.Length, end; (end = relPath.IndexOf('/', start)) >= 0; start = end + 1)
            {
                if (way.Peek().Add(relPath[..end]) is { } folder)
                {
                    yield return folder;
                }

                way.Push(new Folder(relPath[..(end + 1)]));
            }

            if (way.Peek().Add(relPath) is { } file)
            {
                yield return file;
            }
        }
    }

    /// <param name="prefix">What the path of everything in it begins with.</param>
    private sealed class Folder(string prefix)
    {
        private readonly Dictionary<string, string> names = new(new ByName(CanonicalForm.Of(prefix).Length));

        public string Prefix => prefix;

        /// <summary>Takes down a file or folder that lies right in it.</summary>
        /// <returns>A finding where another came before that can't be told from it.</returns>
        public SnapshotFinding? Add(string relPath)
        {
            var folded = CanonicalForm.Of(relPath);
            return names.TryAdd(folded, relPath) ? null
                : new SnapshotFinding(
                    SnapshotFindingKind.Clash,
                    relPath,
                    $"can't be told from {names[folded]} where case or composed characters don't count (Windows, macOS). Rename one");
        }
    }

    /// <summary>By what follows the folder's own path, in capitals or not.</summary>
    private sealed class ByName(int start) : IEqualityComparer<string>
    {
        public bool Equals(string? left, string? right) => left.AsSpan(start).Equals(right.AsSpan(start), StringComparison.OrdinalIgnoreCase);

        public int GetHashCode(string path) => string.GetHashCode(path.AsSpan(start), StringComparison.OrdinalIgnoreCase);
    }
}
