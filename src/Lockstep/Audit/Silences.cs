using System.Text.RegularExpressions;

namespace Lockstep.Audit;

/// <summary>Comments such as <c># lockstep: ok the order of these names is never used</c>, on the line of a finding or alone on the line before.</summary>
internal sealed partial class Silences(AuditSubject subject)
{
    private readonly Dictionary<string, string[]?> lines = new(StringComparer.Ordinal);

    /// <summary>The finding, with the reason that a comment gives.</summary>
    public AuditFinding On(AuditFinding finding) =>
        finding is { File: { } file, Line: > 0, Silenced: null, Cell: null } && ReasonIn(file, finding.Line) is { } reason
            ? finding with { Silenced = reason }
            : finding;

    /// <summary>What a comment gives as its reason; null where the text holds none.</summary>
    internal static string? ReasonIn(string text) => Comment().Match(text) is { Success: true } match ? match.Groups["reason"].Value.TrimEnd() : null;

    private string? ReasonIn(string file, int line)
    {
        if (!lines.TryGetValue(file, out var all))
        {
            lines[file] = all = subject.Files(CancellationToken.None).Lines(file);
        }

        if (all is null || line > all.Length)
        {
            return null;
        }

        var before = line > 1 && all[line - 2].TrimStart().StartsWith('#') ? ReasonIn(all[line - 2]) : null;
        return ReasonIn(all[line - 1]) ?? before;
    }

    [GeneratedRegex(@"#\s*lockstep:\s*ok\s+(?<reason>\S.*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Comment();
}
