using Lockstep.Checks;

namespace Lockstep.Audit;

/// <summary>An audit for the reports that continuous integration reads.</summary>
public static class AuditSuite
{
    /// <param name="below">The subject's folder as it lies in the repository, with / at its end; empty for its root, and outside git.</param>
    public static CheckSuite Of(AuditReport report, string below) => new(
        "audit", report.Subject.Shown, [.. report.Checks.Select(made => Of(report, made, below))])
    {
        Notes = [.. report.Boxes.Select(box => $"{box.Box}: {Text.EnumWord.Of(box.State)} ({box.Reason})")],
    };

    private static Check Of(AuditReport report, MadeCheck made, string below)
    {
        JudgedFinding[] findings = [.. report.Findings.Where(finding => finding.Check == made.Check)];
        JudgedFinding[] opening = [.. findings.Where(finding => finding.State == FindingState.Opens)];
        var text = string.Join('\n', (opening.Length > 0 ? opening : findings).Select(TextOf));
        return opening.Length > 0 ? Check.Failed(made.Check.Name, text) with
        {
            Places = [.. opening.Select(finding => new CheckPlace(
                finding.Finding.File is { } file ? below + file : null, finding.Finding.Cell is null ? finding.Finding.Line : 0, TextOf(finding),
                    finding.Fingerprint))],
        }
            : made.NotChecked is { } reason ? Check.Skipped(made.Check.Name, $"not checked: {reason}")
            : Check.Passed(made.Check.Name, text.Length > 0 ? text : made.Result?.Evidence ?? "");
    }

    private static string TextOf(JudgedFinding finding) =>
        $"{(finding.Finding.Place is { Length: > 0 } place ? place + ": " : "")}{finding.Finding.Evidence}"
        + (finding.State == FindingState.Opens ? $". To mend it: {finding.Finding.Repair}"
            : $" ({Text.EnumWord.Of(finding.State)}{(finding.Reason is { } reason ? $": {reason}" : "")})");
}
