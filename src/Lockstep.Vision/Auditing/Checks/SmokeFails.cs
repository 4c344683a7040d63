using Lockstep.Audit;
using Lockstep.Checks;
using Lockstep.Smoke;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Work;

namespace Lockstep.Vision.Auditing.Checks;

/// <summary>A smoke test that doesn't pass, or that gives other figures than the golden values beside the recipe.</summary>
internal static class SmokeFails
{
    public static AuditCheck Of(Extensions extensions) => new("smoke-fails", AuditedBox.Code, AuditLevel.Full)
    {
        Title = "The smoke test does not pass",
        Measures = "Trains 50 steps on 100 images, twice, as 'lockstep smoke' does: whether the loss falls, all that should learn moves, both are the same "
            + $"to the bit, the recipe's invariants hold, and the figures are those of {GoldenValues.UsualName}, where that is there.",
        Why = "A recipe whose short training fails was changed, or never did what it says; what is trained with it has other figures than before.",
        Example = "train: {lr: 1e6}     # the loss becomes NaN at step 3, and nobody looked",
        Repair = "lockstep smoke RECIPE names the reason; where another result is meant, lockstep smoke RECIPE --update-golden.",
        Of = SubjectKinds.Recipe,
        Make = (subject, cancellation) => MakeAsync(subject, extensions, cancellation),
    };

    private static async Task<CheckResult> MakeAsync(AuditSubject subject, Extensions extensions, CancellationToken cancellation)
    {
        var command = $"lockstep smoke {ShellWord.Of(subject.Shown)}";
        var smoke = await RecipeSmoke.PrepareAsync(
            subject.RecipePath ?? "", [], SmokeWish.Of(null, null, null), [], extensions, requiresClean: false, cancellation).ConfigureAwait(false);
        var report = await Task.Run(() => smoke.Run(cancellation), cancellation).ConfigureAwait(false);
        var golden = new GoldenValues(Path.Combine(subject.Folder, GoldenValues.UsualName), subject.Folder, $"{command} --update-golden");
        Check?[] checks = [.. report.Checks, golden.Compare(report, isRequired: false, cancellation)];
        return CheckResult.Of(
            [.. checks.OfType<Check>().Where(check => check.Outcome == CheckOutcome.Failed).Select(check => new AuditFinding(null, 0, Told(check), command))],
            $"{Counted.Of(report.First.Losses.Count, "step")}, twice, and the smoke test passed");
    }

    /// <summary>On one line, as a finding's evidence is.</summary>
    private static string Told(Check check) => $"{check.Name}: {check.Text.ReplaceLineEndings("; ")}";
}
