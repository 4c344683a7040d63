namespace Lockstep.Audit.Projects;

/// <summary>Commands of shell scripts and Dockerfiles, each on one line, without comments.</summary>
internal static class ShellLines
{
    /// <summary>Whether a file is a Dockerfile, by its name.</summary>
    public static bool IsDockerfile(string name) => name is "Containerfile" || name == "Dockerfile" || name.StartsWith("Dockerfile.", StringComparison.Ordinal)
        || name.EndsWith(".Dockerfile", StringComparison.Ordinal);

    /// <summary>Shell scripts, Dockerfiles and Makefiles.</summary>
    public static IEnumerable<string> Files(ProjectFiles files) =>
        files.With(".sh", ".bash").Concat(files.Named(name => IsDockerfile(name) || name == "Makefile"));

    /// <summary>Each command with the line on which it begins; lines that end with a backslash are joined.</summary>
    public static IEnumerable<(int Line, string Text)> Of(string[] lines)
    {
        for (var at = 0; at < lines.Length; at++)
        {
            var (first, text) = (at + 1, lines[at]);
            while (text.EndsWith('\\') && at + 1 < lines.Length)
            {
                text = text[..^1] + " " + lines[++at].Trim();
            }

            if (text.Trim() is { Length: > 0 } command && command[0] != '#')
            {
                yield return (first, command);
            }
        }
    }
}
