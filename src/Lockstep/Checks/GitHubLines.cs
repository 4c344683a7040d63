namespace Lockstep.Checks;

/// <summary>Checks as the lines by which a job tells GitHub Actions of errors at a file.</summary>
public static class GitHubLines
{
    /// <summary>One line a place where a check failed.</summary>
    public static IEnumerable<string> Of(CheckSuite suite) => suite.Failed.SelectMany(check => suite.PlacesOf(check), (check, place) =>
        $"::error {(place.File is { } file ? FormattableString.Invariant($"file={Property(file)},line={Math.Max(1, place.Line)},") : "")}"
        + $"title={Property($"lockstep {suite.Command}: {check.Name}")}::{Data(place.Text)}");

    private static string Data(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) => Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
