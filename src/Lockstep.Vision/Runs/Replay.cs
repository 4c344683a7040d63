using Lockstep.Vision.Loading;
using Lockstep.Vision.Training;

namespace Lockstep.Vision.Runs;

/// <summary>Trains a prepared run once more up to a step, and leaves a ledger, deep where nothing else is asked for, and nothing else.</summary>
public static class Replay
{
    /// <param name="path">Where the ledger goes; no file may lie there.</param>
    /// <param name="steps">Of the ledger, counted from the run's beginning; with 0 it holds the first weights alone. No more
    /// than the recipe trains are made.</param>
    /// <param name="start">Where it begins; null for the first step.</param>
    /// <param name="level">How much of each step the ledger holds.</param>
    /// <exception cref="ReplayStartException">What it should begin with is damaged or does not fit.</exception>
    public static void Run(PreparedRun prepared, string path, long steps, ReplayStart? start, CancellationToken cancellation, string level = "deep")
    {
        var recipe = prepared.Recipe.Recipe with { Ledger = level };
        using var trainer = new Trainer(
            TaskCatalog.Of(recipe, prepared.Data), recipe, prepared.Snapshot, prepared.Gate.Reading, prepared.Data, prepared.Extensions,
            ImageCache.Of(recipe, prepared.Manifest));
        start?.Restore(trainer);
        trainer.RecordTo(path, prepared.Locks.LockId, isNew: true);
        try
        {
            for (var epoch = trainer.Epoch; epoch <= recipe.Train.Epochs && trainer.Batches < steps; epoch++)
            {
                trainer.TrainEpoch(epoch, _ => trainer.Batches < steps, cancellation);
            }
        }
        catch (NonFiniteLossException)
        {
            // The ledger holds the step, and it is the ledger that is asked for.
        }
    }
}
