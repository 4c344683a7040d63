namespace Lockstep.Checks;

/// <summary>Checks as the lines by which a job tells GitHub Actions of errors at a file.</summary>
public static class GitHubLines
{
    /// <summary>One line a check that failed.</summary>
    public static IEnumerable<string> Of(CheckSuite suite) => suite.Failed.Select(check =>
        $"::error {(suite.File is { } file ? $"file={Property(file)},line=1," : "")}"
        + $"title={Property($"lockstep {suite.Command}: {check.Name}")}::{Data(check.Text)}");

    private static string Data(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) => Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
