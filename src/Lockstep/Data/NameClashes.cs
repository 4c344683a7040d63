using System.Text;

namespace Lockstep.Data;

/// <summary>Paths that are one and the same on file systems that fold case (Windows, macOS) or compose characters (macOS).</summary>
public static class NameClashes
{
    /// <summary>A finding for each path that can't be told from one before it; folders count as well as files.</summary>
    public static IEnumerable<SnapshotFinding> In(IEnumerable<string> relPaths)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var relPath in relPaths)
        {
            // Of a path, each folder on the way and the file itself.
            for (var end = relPath.IndexOf('/', StringComparison.Ordinal); ; end = relPath.IndexOf('/', end + 1))
            {
                var name = end < 0 ? relPath : relPath[..end];
                if (!seen.TryAdd(Folded(name), name) && seen[Folded(name)] is var other && other != name)
                {
                    yield return new SnapshotFinding(SnapshotFindingKind.Clash, relPath, $"can't be told from {other} where case or composed characters don't count (Windows, macOS). Rename one");
                    break;
                }

                if (end < 0)
                {
                    break;
                }
            }
        }
    }

    private static string Folded(string name) => Ascii.IsValid(name) ? name.ToLowerInvariant() : name.Normalize(NormalizationForm.FormC).ToUpperInvariant().ToLowerInvariant();
}
