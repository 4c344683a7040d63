using System.Globalization;
using Lockstep.Audit;
using Lockstep.Files;
using Lockstep.Runs;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Training;
using Lockstep.Vision.Work;

namespace Lockstep.Vision.Auditing.Checks;

/// <summary>A training that is stopped and resumed, and does not come to the same result.</summary>
internal static class ResumedTraining
{
    public static AuditCheck Of(Extensions extensions) => new("resumed-training", AuditedBox.Randomness, AuditLevel.Full)
    {
        Title = "A resumed training comes to another result",
        Measures = "Trains one epoch of the recipe in one go, and once more, stopped in the middle and resumed from its checkpoint; compares the result "
            + "IDs. Nothing is left.",
        Why = "A run that was stopped by a power cut is then another experiment than one that was not.",
        Example = "a sampler whose place in the epoch is in no checkpoint: after the stop some images come twice, and others never",
        Repair = "Let nothing that training depends on live outside of checkpoint and recipe: an augmentation of your own must keep no state between calls.",
        Of = SubjectKinds.Recipe,
        Make = (subject, cancellation) => MakeAsync(subject, extensions, cancellation),
    };

    private static async Task<CheckResult> MakeAsync(AuditSubject subject, Extensions extensions, CancellationToken cancellation)
    {
        var runs = Directory.CreateTempSubdirectory("lockstep-audit-").FullName;
        try
        {
            var file = RecipeFile.Load(subject.RecipePath ?? "", ["train.epochs=1"], extensions);
            var (whole, steps) = await TrainAsync(file, runs, stopAt: null, cancellation).ConfigureAwait(false);
            if (whole.ResultId is null || steps < 2)
            {
                throw new LockstepException(whole.ResultId is null ? $"one epoch could not be trained: {whole.Reason}" : "one epoch has one step: "
                    + "there is no middle");
            }

            var (stopped, _) = await TrainAsync(file, runs, stopAt: steps / 2, cancellation).ConfigureAwait(false);
            using var ready = await Resuming.PrepareAsync(stopped.Name, runs, new MovedFiles(), extensions, cancellation).ConfigureAwait(false);
            var resumed = await Task.Run(() => ready.Execute(new Stop(null, null), _ => { }, cancellation), cancellation).ConfigureAwait(false);
            return resumed.ResultId == whole.ResultId
                ? CheckResult.Of([], string.Create(CultureInfo.InvariantCulture, $"{steps} steps, stopped after {steps / 2} and resumed, the same result"))
                : CheckResult.Of([new AuditFinding(
                    null, 0, string.Create(CultureInfo.InvariantCulture, $"stopped after {steps / 2} of {steps} steps and resumed, the result is another"),
                    "look for state between calls in augmentations and models of your own: lockstep augment check RECIPE")]);
        }
        finally
        {
            FrozenFiles.Delete(runs);
        }
    }

    private static async Task<(RunRecord Record, long Steps)> TrainAsync(RecipeFile file, string runs, long? stopAt, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var ready = await new NewRun(file, runs).PrepareAsync(repositoryFolder: null, name: null, cancellation).ConfigureAwait(false);
        var progress = new Stop(stopAt, stop);
        var record = await Task.Run(() => ready.Execute(progress, _ => { }, stop.Token), CancellationToken.None).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        return (record, progress.Steps);
    }

    /// <summary>Counts the steps, and stops at one.</summary>
    private sealed class Stop(long? at, CancellationTokenSource? source) : IProgress<TrainingProgress>
    {
        public long Steps { get; private set; }

        public void Report(TrainingProgress value)
        {
            Steps = Math.Max(Steps, value.TotalStep);
            if (value.TotalStep == at)
            {
                source?.Cancel();
            }
        }
    }
}
