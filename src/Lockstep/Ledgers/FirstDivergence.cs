namespace Lockstep.Ledgers;

/// <summary>Where two runs first differ.</summary>
/// <param name="Step">The first step at which anything differs.</param>
/// <param name="Epoch">Of that step, in the first run.</param>
/// <param name="Phase">The first part of the step that differs.</param>
/// <param name="Later">Parts of the same step that differ too, in their order.</param>
/// <param name="Samples">The places of the batch that are concerned; empty where the phase isn't about single samples.</param>
/// <param name="Layer">The first layer that differs, where the ledgers know layers.</param>
/// <param name="WeightsEqualAt">The last step before, after which both ledgers have a digest of the weights; it is the same
/// in both. Null where there is none.</param>
/// <param name="A">The step in the first run.</param>
/// <param name="B">The step in the second run.</param>
public sealed record FirstDivergence(
    long Step,
    int Epoch,
    Phase Phase,
    IReadOnlyList<Phase> Later,
    IReadOnlyList<DivergentSample> Samples,
    string? Layer,
    long? WeightsEqualAt,
    StepRecord A,
    StepRecord B)
{
    /// <summary>Whether it changed no batch, loss, gradient or weight.</summary>
    public bool IsLost { get; init; }

    /// <summary>
    /// Only between the ledgers of two commands; there are no samples then, and of the two steps no more than step, epoch, loss and learning rate.
    /// </summary>
    public CommandPlace? InCommand { get; init; }

    /// <summary>Whether the learning rates have other bits.</summary>
    public bool RatesDiffer => BitConverter.DoubleToInt64Bits(A.LearningRate) != BitConverter.DoubleToInt64Bits(B.LearningRate);

    /// <summary>How many representable numbers lie between the two losses; null where one is not a number.</summary>
    public long? LossUlps => Ulps.Between(A.Loss, B.Loss);
}

/// <summary>A place of a batch where two runs differ.</summary>
/// <param name="Place">From 0.</param>
/// <param name="A">The sample's id in the first run; null where its batch is shorter.</param>
/// <param name="B">The same of the second.</param>
public sealed record DivergentSample(int Place, uint? A, uint? B);
