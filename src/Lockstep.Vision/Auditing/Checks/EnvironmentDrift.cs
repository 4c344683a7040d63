using Lockstep.Audit;
using Lockstep.Exec;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Vision.Environments;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Native;

namespace Lockstep.Vision.Auditing.Checks;

/// <summary>What a run's Environment lock says, and what is loaded now.</summary>
internal static class EnvironmentDrift
{
    private const int MostTold = 5;

    public static AuditCheck Of(Extensions extensions) => new("environment-drift", AuditedBox.Environment, AuditLevel.Quick)
    {
        Title = "This machine's environment is another than the run's",
        Measures = "Takes the Environment lock anew, as a run would that began now, and compares it with the recorded one. Of a command it compares "
            + "what is known before it runs: processor, C and mathematical library, threads and variables, Python with the packages that it used, and "
            + "the native libraries where they lay.",
        Why = "With another processor or library the last bits may differ: the promise of equal results holds for equal locks.",
        Example = "$ lockstep rerun latest\nEnvironment: processor.model: recorded \"AMD EPYC 7B13\", here \"Intel Xeon Platinum 8481C\"",
        Repair = "Rerun it on a machine of the recorded kind, or, where last bits don't matter, with --allow environment and --tolerance. "
            + "'lockstep env verify' says what each difference can change.",
        Of = SubjectKinds.Runs,
        IsDecisive = true,
        Make = (subject, cancellation) => Task.FromResult(
            subject.Run is not { } run ? CheckResult.NothingThere : CheckResult.Of(Told(run, Differences(run, extensions, cancellation)),
                "the environment is the recorded one")),
    };

    private static IEnumerable<AuditFinding> Told(RunFolder run, IReadOnlyList<LockDifference> differences)
    {
        (LockDifference Shown, string Others)[] folded = [.. LockDifference.Folded(differences)];
        return folded.Take(MostTold).Select(one => new AuditFinding(
            null, 0, $"{one.Shown.Key}: recorded {one.Shown.Recorded ?? "nothing"}, here {one.Shown.Found ?? "nothing"}{one.Others}",
            $"rerun it where that is as recorded, or: lockstep rerun {run.Reference} --allow environment"));
    }

    private static IReadOnlyList<LockDifference> Differences(RunFolder run, Extensions extensions, CancellationToken cancellation)
    {
        if (run.ReadRecord().Kind == RunKind.Command)
        {
            return CommandEnvironment.DriftOf(run, cancellation);
        }

        var recorded = run.ReadLocks();
        var recipe = RecipeReader.Resolve(run.RecipePath, RegularFile.ReadAllBytes(run.RecipePath), [], Environment.ProcessorCount, extensions.Recipes).Recipe;
        Determinism.Set(recipe);
        return [.. recorded.DifferencesTo(recorded with { Environment = EnvironmentLock.Read(recipe, cancellation) })];
    }
}
