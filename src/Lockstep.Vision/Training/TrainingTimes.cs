namespace Lockstep.Vision.Training;

/// <summary>Where the time of training steps went, as the training loop saw it.</summary>
/// <param name="Total">Of everything but validation.</param>
/// <param name="Loader">Waiting for the next batch.</param>
/// <param name="Compute">Forward, loss, backward and update.</param>
/// <param name="Ledger">Looking at steps and writing them down; the loader's digests of samples are the loader's.</param>
public readonly record struct TrainingTimes(TimeSpan Total, TimeSpan Loader, TimeSpan Compute, TimeSpan Ledger)
{
    /// <summary>The rest: what the caller does after a step, metrics for one; disposal; the beginnings of epochs.</summary>
    public TimeSpan Other => Total - Loader - Compute - Ledger;

    internal TrainingTimes Plus(TrainingTimes more) =>
        new(Total + more.Total, Loader + more.Loader, Compute + more.Compute, Ledger + more.Ledger);

    /// <summary>What went since an earlier time.</summary>
    public TrainingTimes Minus(TrainingTimes earlier) =>
        new(Total - earlier.Total, Loader - earlier.Loader, Compute - earlier.Compute, Ledger - earlier.Ledger);
}
