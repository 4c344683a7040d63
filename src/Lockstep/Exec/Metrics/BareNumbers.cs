using System.Text.RegularExpressions;

namespace Lockstep.Exec.Metrics;

/// <summary>What Python's <c>json</c> writes and JSON doesn't know: <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c> without quotes.</summary>
internal static partial class BareNumbers
{
    public static string Quoted(string json) =>
        json.Contains("NaN", StringComparison.Ordinal) || json.Contains("Infinity", StringComparison.Ordinal)
            ? TextOrBare().Replace(json, match => match.Groups["bare"].Success ? $"\"{match.Value}\"" : match.Value)
            : json;

    [GeneratedRegex(
        "\"(?:[^\"\\\\]|\\\\.)*\"|(?<bare>-?Infinity|NaN)",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex TextOrBare();
}
