namespace Lockstep.Audit;

/// <summary>Makes checks, and judges what they find.</summary>
/// <param name="checks">In the order in which they are told.</param>
public sealed class Auditor(IReadOnlyList<AuditCheck> checks)
{
    /// <param name="baseline">Findings that don't count; null for none.</param>
    /// <param name="progress">Is told the name of each check that is about to be made.</param>
    public async Task<AuditReport> AuditAsync(
        AuditSubject subject, AuditBaseline? baseline, Action<string>? progress, CancellationToken cancellation)
    {
        List<MadeCheck> made = [];
        List<JudgedFinding> findings = [];
        var proofs = new ProvingRuns(subject);
        var silences = new Silences(subject);
        foreach (var check in checks.Where(check => check.Of.HasFlag(subject.Kind)))
        {
            cancellation.ThrowIfCancellationRequested();
            var result = check.Level > subject.Level ? null : await MakeAsync(check, subject, progress, cancellation).ConfigureAwait(false);
            if (result is { Applies: false })
            {
                continue;
            }

            made.Add(new MadeCheck(check, result));
            findings.AddRange((result?.Findings ?? []).Select(finding => Judge(check, silences.On(finding), proofs, cancellation)));
        }

        return new AuditReport(subject, made, baseline?.Apply(findings) ?? findings);
    }

    private static async Task<CheckResult> MakeAsync(
        AuditCheck check, AuditSubject subject, Action<string>? progress, CancellationToken cancellation)
    {
        progress?.Invoke(check.Name);
        try
        {
            return await check.Make(subject, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is LockstepException or IOException or UnauthorizedAccessException)
        {
            return CheckResult.CouldNot(exception.Message.TrimEnd('.'));
        }
    }

    private static JudgedFinding Judge(AuditCheck check, AuditFinding finding, ProvingRuns proofs, CancellationToken cancellation) =>
        finding.Silenced is { } silenced ? new JudgedFinding(check, finding, FindingState.Silenced, silenced)
        : check.IsRefutedByRun && finding.File is { } file && proofs.Of(file, cancellation) is { } run
            ? new JudgedFinding(check, finding, FindingState.Refuted, $"the run {run} of this very file was repeated by 'lockstep exec', to the same bits")
        : new JudgedFinding(check, finding, check.IsAdvice ? FindingState.Advice : FindingState.Opens);
}
