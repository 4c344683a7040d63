using Lockstep.Text;

namespace Lockstep.Snapshots;

/// <summary>Paths that are one and the same on file systems that fold case (Windows, macOS) or compose characters (macOS).</summary>
public static class NameClashes
{
    /// <summary>A finding for each file or folder that can't be told from one before it; what is the same in two such folders is not told again.</summary>
    /// <param name="relPaths">In the order of their bytes, so that what lies in one folder comes together.</param>
    public static IEnumerable<SnapshotFinding> In(IEnumerable<string> relPaths)
    {
        var seen = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var told = new HashSet<string>(StringComparer.Ordinal);
        var (folder, isTold) = ("", false);
        foreach (var relPath in relPaths)
        {
            var end = relPath.LastIndexOf('/');
            var sameFolder = end < 0 || relPath.AsSpan(0, end).SequenceEqual(folder);
            folder = sameFolder ? folder : relPath[..end];

            var (name, other) = sameFolder ? (relPath, Other(seen, relPath)) : First(seen, relPath);
            isTold = sameFolder ? isTold : other is not null && name != relPath;
            if (other is not null && !(sameFolder && isTold && !other.StartsWith(folder + "/", StringComparison.Ordinal)) && told.Add(name))
            {
                yield return new SnapshotFinding(SnapshotFindingKind.Clash, name, $"can't be told from {other} where case or composed characters don't count (Windows, macOS). Rename one");
            }
        }
    }

    /// <summary>The first of the folders on the way, or the file itself, that clashes; all of them are taken down, also behind that one.</summary>
    private static (string Name, string? Other) First(Dictionary<string, string> seen, string relPath)
    {
        (string Name, string? Other) first = (relPath, null);
        foreach (var name in WithFolders(relPath))
        {
            if (Other(seen, name) is { } other && first.Other is null)
            {
                first = (name, other);
            }
        }

        return first;
    }

    /// <summary>Each folder on the way, and the file itself.</summary>
    private static IEnumerable<string> WithFolders(string relPath)
    {
        for (var end = relPath.IndexOf('/', StringComparison.Ordinal); end >= 0; end = relPath.IndexOf('/', end + 1))
        {
            yield return relPath[..end];
        }

        yield return relPath;
    }

    /// <summary>Another name that came before and folds to the same; null where there is none.</summary>
    private static string? Other(Dictionary<string, string> seen, string name)
    {
        var folded = CanonicalForm.Of(name);
        return !seen.TryAdd(folded, name) && seen[folded] is var other && other != name ? other : null;
    }
}
