using Lockstep.Audit;
using Lockstep.Vision.Explaining;
using Lockstep.Vision.Extending;

namespace Lockstep.Vision.Auditing.Checks;

/// <summary>The checks of an audit that need images or libtorch, a line each.</summary>
public sealed class VisionChecks : IDisposable
{
    private readonly FreshTrials trials;

    /// <param name="extensions">What recipes can name beside Lockstep's own.</param>
    /// <param name="make">Makes a trial in a process that has done nothing yet.</param>
    public VisionChecks(Extensions extensions, TrialLab.Make make)
    {
        var data = new AuditedDataSets(extensions);
        trials = new FreshTrials(data, extensions, make);
        All =
        [
            UnsealedData.Of(data),
            ChangedData.Of(data),
            WritableData.Of(data),
            MissingClasses.Of(data),
            BrokenImages.Of(data),
            OddImages.Of(data),
            SharedContent.Of(data),
            SharedPixels.Of(data),
            NearDuplicates.Of(data),
            SplitGroups.Of(data),
            LabelShortcuts.Of(data),
            SmokeFails.Of(extensions),
            EnvironmentDrift.Of(extensions),
            FirstSteps.Of(trials),
            WorkerCount.Of(trials),
            RandomSwitches.Of(trials),
            RepeatingAugmentations.Of(data, extensions),
            ResumedTraining.Of(extensions),
        ];
    }

    /// <summary>In the order in which they are told.</summary>
    public IReadOnlyList<AuditCheck> All { get; }

    /// <summary>Takes away what trials left.</summary>
    public void Dispose() => trials.Dispose();
}
