using Lockstep.Files;

namespace Lockstep.Code.Restoring;

/// <summary>A place in a restored tree that a record names: both are a stranger's, where the run is.</summary>
internal static class PlainPlace
{
    /// <summary>The absolute path; null where it would lie outside the tree, in git's own folder, or behind a link.</summary>
    /// <param name="root">Of the tree.</param>
    /// <param name="path">From there, with forward slashes.</param>
    public static string? In(string root, string path)
    {
        if (path.StartsWith('/') || TreePath.Problem(path) is not null)
        {
            return null;
        }

        var at = root;
        foreach (var name in path.Split('/'))
        {
            at = Path.Combine(at, name);
            if (FileStatus.Of(at, follow: false)?.Kind == FileKind.Link)
            {
                return null;
            }
        }

        return at;
    }
}
