using System.Globalization;
using Lockstep.Audit;

namespace Lockstep.Vision.Auditing.Checks;

/// <summary>First steps that are not the same in two processes.</summary>
internal static class FirstSteps
{
    public static AuditCheck Of(FreshTrials trials) => new("first-steps", AuditedBox.Randomness, AuditLevel.Quick)
    {
        Title = "The first steps differ between two processes",
        Measures = $"Makes the first {FreshTrials.Steps} steps of the training twice, each time in a process of its own, and compares the ledgers: order of "
            + "the samples, their pixels, the augmented batch, loss, gradients, weights, random state. In one process some things never vary, such as the "
            + "order of a set of texts.",
        Why = "What differs after one step differs in the result.",
        Example = "an augmentation of your own that draws from Random.Shared, or from the clock",
        Repair = "lockstep augment check RECIPE names an augmentation that draws from elsewhere; lockstep bisect RUN names the layer.",
        Of = SubjectKinds.Trainings,
        IsDecisive = true,
        Make = async (subject, cancellation) =>
        {
            var outcome = await trials.RepeatAsync(subject, cancellation).ConfigureAwait(false);
            return outcome.Where is { } where
                ? CheckResult.Of([new AuditFinding(
                    null, 0, $"made twice, the first steps first differ at {where}",
                    "lockstep augment check RECIPE, where the phase is augment; else train twice, and lockstep bisect RUN")])
                : CheckResult.Of([], string.Create(CultureInfo.InvariantCulture, $"{outcome.Equal} steps, in two processes, the same to the bit"));
        },
    };
}
