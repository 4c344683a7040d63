namespace Lockstep.Code;

/// <summary>The paths that a commit or a diff may hold: both are a stranger's, where the run is.</summary>
internal static class TreePath
{
    /// <summary>Null where a file of that path can be written below a folder and nowhere else; else why not, to follow the path.</summary>
    /// <param name="path">With forward slashes, from the root of the work tree.</param>
    public static string? Problem(string path)
    {
        foreach (var name in path.Split('/'))
        {
            if (name is "" or "." or "..")
            {
                return "leads out of the folder";
            }

            if (IsOfGit(name))
            {
                return "lies in git's own folder, where settings and hooks are";
            }
        }

        return path.Contains('\0', StringComparison.Ordinal) ? "holds a zero byte" : null;
    }

    /// <summary>Whether some file system takes the name for <c>.git</c>: by case, by a short name, a stream, or by characters that it leaves out.</summary>
    private static bool IsOfGit(string name)
    {
        var seen = string.Concat(name.Where(unit => !IsLeftOut(unit))).TrimEnd('.', ' ');
        return seen.Equals(".git", StringComparison.OrdinalIgnoreCase)
            || seen.Equals("git~1", StringComparison.OrdinalIgnoreCase)
            || seen.StartsWith(".git:", StringComparison.OrdinalIgnoreCase)
            || seen.StartsWith(".git\\", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>HFS+ compares names without these.</summary>
    private static bool IsLeftOut(char unit) =>
        unit is (>= '\u200c' and <= '\u200f') or (>= '\u202a' and <= '\u202e') or (>= '\u206a' and <= '\u206f') or '\ufeff';
}
