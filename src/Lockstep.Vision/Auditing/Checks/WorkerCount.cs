using System.Globalization;
using Lockstep.Audit;

namespace Lockstep.Vision.Auditing.Checks;

/// <summary>Results that depend on how many workers load the images.</summary>
internal static class WorkerCount
{
    public static AuditCheck Of(FreshTrials trials) => new("worker-count", AuditedBox.Randomness, AuditLevel.Quick)
    {
        Title = "The number of loader workers changes the first steps",
        Measures = $"Makes the first {FreshTrials.Steps} steps with the recipe's number of workers and with another: none in place of some, two in place of "
            + "none; compares the ledgers.",
        Why = "Workers that share a random generator, or have one each that nobody seeded, give other batches on a machine with other cores.",
        Example = "an augmentation of your own that keeps a counter between calls",
        Repair = "lockstep augment check RECIPE --workers 0,1,4 names the augmentation.",
        Of = SubjectKinds.Trainings,
        Make = async (subject, cancellation) =>
        {
            var (before, other, outcome) = await trials.WithOtherWorkersAsync(subject, cancellation).ConfigureAwait(false);
            return outcome.Where is { } where
                ? CheckResult.Of([new AuditFinding(
                    null, 0, string.Create(CultureInfo.InvariantCulture, $"with {Counted.Of(other, "worker")} in place of {before} the first steps "
                        + $"first differ at {where}"),
                    "lockstep augment check RECIPE --workers 0,1,4")])
                : CheckResult.Of([], string.Create(
                    CultureInfo.InvariantCulture, $"{outcome.Equal} steps with {before} and with {Counted.Of(other, "worker")}, the same to the bit"));
        },
    };
}
