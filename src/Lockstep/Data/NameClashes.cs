namespace Lockstep.Data;

/// <summary>Paths that are one and the same on file systems that fold case (Windows, macOS) or compose characters (macOS).</summary>
public static class NameClashes
{
    /// <summary>A finding for each path that can't be told from one before it; folders count as well as files.</summary>
    /// <param name="relPaths">In the order of their bytes, so that what lies in one folder comes together.</param>
    public static IEnumerable<SnapshotFinding> In(IEnumerable<string> relPaths)
    {
        var seen = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var folder = "";
        foreach (var relPath in relPaths)
        {
            var end = relPath.LastIndexOf('/');
            var sameFolder = end < 0 || relPath.AsSpan(0, end).SequenceEqual(folder);
            folder = sameFolder ? folder : relPath[..end];

            // All of them are taken down, also behind the first that clashes.
            if ((sameFolder ? Other(seen, relPath) : WithFolders(relPath).Select(name => Other(seen, name)).ToList().Find(name => name is not null)) is { } other)
            {
                yield return new SnapshotFinding(SnapshotFindingKind.Clash, relPath, $"can't be told from {other} where case or composed characters don't count (Windows, macOS). Rename one");
            }
        }
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
