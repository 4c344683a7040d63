namespace Lockstep.Sharing;

/// <summary>The rule for a path that another tool listed: relative, inside the folder, separated by '/'.</summary>
internal static class ListedPath
{
    /// <returns>What is wrong with it, or null.</returns>
    public static string? Problem(string path)
    {
        if (path.Length == 0)
        {
            return "a path is missing";
        }

        if (path.Contains('\0', StringComparison.Ordinal) || path.Contains('\uFFFD', StringComparison.Ordinal))
        {
            return $"the path '{Shown(path)}' holds a character that no file name has";
        }

        if (path[0] is '/' or '\\' || (path.Length > 2 && char.IsAsciiLetter(path[0]) && path[1] == ':' && path[2] is '/' or '\\'))
        {
            return $"the path '{Shown(path)}' is absolute; a listed path begins at the listing's own folder";
        }

        if (path.Split('/', '\\').Contains(".."))
        {
            return $"the path '{Shown(path)}' leads out of the folder";
        }

        return path.Split('/').Any(part => part is "" or ".") ? $"the path '{Shown(path)}' has an empty part or a '.'; expected it in its shortest form" : null;
    }

    /// <summary>On one line and not endless, for a message.</summary>
    public static string Shown(string text)
    {
        const int Longest = 200;
        var line = string.Concat(text.Select(unit => char.IsControl(unit) || char.IsSurrogate(unit) || unit is '\u2028' or '\u2029' ? '?' : unit));
        return line.Length > Longest ? line[..Longest] + "…" : line;
    }
}
