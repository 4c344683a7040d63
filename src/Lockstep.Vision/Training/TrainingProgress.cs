using Lockstep.Vision.Tasks;

namespace Lockstep.Vision.Training;

/// <summary>Where training stands.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Step">In this epoch, from 1.</param>
/// <param name="Loss">Of the last step.</param>
/// <param name="Validation">At an epoch's end, else null.</param>
/// <param name="TrainLoss">At an epoch's end: the mean over its samples.</param>
public sealed record TrainingProgress(int Epoch, int Epochs, int Step, int StepsPerEpoch, double Loss, IValidation? Validation, double? TrainLoss)
{
    /// <summary>Optimizer steps since the beginning.</summary>
    public long TotalStep { get; init; }

    /// <summary>What was checkpointed, in a report about a checkpoint alone; else null.</summary>
    public CheckpointReport? Checkpoint { get; init; }

    /// <summary>The warning, in a report about a warning alone; else null.</summary>
    public string? Warning { get; init; }
}

/// <param name="Name">The folder's, below <c>checkpoints/resume</c>; null where it could not be written.</param>
/// <param name="Problem">Why not, in sentences.</param>
public sealed record CheckpointReport(string? Name, string? Problem);
