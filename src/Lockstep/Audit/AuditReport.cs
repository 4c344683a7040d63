namespace Lockstep.Audit;

/// <summary>All that an audit saw.</summary>
/// <param name="Subject">What was looked at.</param>
/// <param name="Checks">Those that apply, in the catalogue's order.</param>
/// <param name="Findings">In that order, too.</param>
public sealed record AuditReport(AuditSubject Subject, IReadOnlyList<MadeCheck> Checks, IReadOnlyList<JudgedFinding> Findings)
{
    /// <summary>One a box; that of a run only where there is one.</summary>
    public IReadOnlyList<BoxVerdict> Boxes =>
    [
        .. Enum.GetValues<AuditedBox>().Where(box => box != AuditedBox.Run || Subject.Run is not null).Select(VerdictOf),
    ];

    /// <summary>Whether no box is open.</summary>
    public bool Passed => Boxes.All(box => box.State != BoxState.Open);

    private BoxVerdict VerdictOf(AuditedBox box)
    {
        MadeCheck[] checks = [.. Checks.Where(check => check.Check.Box == box)];
        string[] opening =
        [
            .. Findings.Where(finding => finding.Check.Box == box && finding.State == FindingState.Opens).Select(finding => finding.Check.Name)
                .Distinct(StringComparer.Ordinal),
        ];
        if (opening.Length > 0)
        {
            return new BoxVerdict(box, BoxState.Open, string.Join(", ", opening));
        }

        MadeCheck[] made = [.. checks.Where(check => check.Result is not null && check.NotChecked is null)];
        MadeCheck? missing = checks.FirstOrDefault(check => check.Result is not null && check.NotChecked is not null)
            ?? checks.FirstOrDefault(check => check.Result is null && check.Check.IsDecisive);
        return missing is not null ? new BoxVerdict(box, BoxState.NotChecked, $"{missing.Check.Name}: {missing.NotChecked}")
            : made.Length == 0 ? new BoxVerdict(box, BoxState.NotChecked, $"nothing of it is in {Subject.Shown}")
            : new BoxVerdict(box, BoxState.Shut, made.Select(check => check.Result?.Evidence).FirstOrDefault(text => text is { Length: > 0 })
                ?? Counted.Of(made.Length, "check"));
    }
}
