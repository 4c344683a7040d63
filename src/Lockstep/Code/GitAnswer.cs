namespace Lockstep.Code;

/// <summary>What git said to one command.</summary>
/// <param name="ExitCode">Null where there is no git on this machine.</param>
/// <param name="Text">What it printed, without the end of its line.</param>
/// <param name="Errors">What it complained of: its reason and, often, the cure.</param>
internal sealed record GitAnswer(int? ExitCode, string Text, string Errors)
{
    /// <summary>Git's last folder to look in, which it names where a file system begins there.</summary>
    public string? Border => Errors.Split("(or any parent up to mount point ") is [_, var rest] ? rest.Split(")\n")[0].TrimEnd(')') : null;

    public bool IsNoRepository => ExitCode is null || Errors.Contains("not a git repository", StringComparison.Ordinal);

    /// <summary>As one paragraph of a message.</summary>
    public string Reason => ExitCode is null ? "git is not installed, or not on PATH. Install it, for example with 'apt-get install git'"
        : Errors.Length == 0 ? $"git ended with exit code {ExitCode} and said nothing"
        : $"git says: {OnOneLine(Errors)}";

    /// <summary>What git says in several lines, with commands on lines of their own.</summary>
    public static string OnOneLine(string errors) =>
        string.Join(' ', errors.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
