using Lockstep.Vision.Loading;
using Lockstep.Vision.Training;

namespace Lockstep.Vision.Runs;

/// <summary>Trains a prepared run once more up to a step, and leaves a deep ledger and nothing else.</summary>
public static class Replay
{
    /// <param name="path">Where the ledger goes; no file may lie there.</param>
    /// <param name="steps">Of the ledger; with 0 it holds the first weights alone. No more than the recipe trains are made.</param>
    public static void Run(PreparedRun prepared, string path, long steps, CancellationToken cancellation)
    {
        var recipe = prepared.Recipe.Recipe with { Ledger = "deep" };
        using var trainer = new Trainer(recipe, prepared.Snapshot, prepared.Gate.Reading, prepared.Data, prepared.Extensions, ImageCache.Of(recipe, prepared.Manifest));
        // It starts from the first step; a checkpoint of a step before would be put into the trainer here.
        trainer.RecordTo(path, prepared.Locks.LockId);
        try
        {
            for (var epoch = 1; epoch <= recipe.Train.Epochs && trainer.Batches < steps; epoch++)
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
