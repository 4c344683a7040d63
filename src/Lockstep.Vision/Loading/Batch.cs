using Lockstep.Samples;
using static TorchSharp.torch;

namespace Lockstep.Vision.Loading;

/// <summary>What one step sees.</summary>
/// <param name="Images">N×3×H×W floats, in the recipe's memory format.</param>
/// <param name="Labels">What the network should answer, as the task collates it; for classification N class indices.</param>
/// <param name="Samples">What they were made from, in the same order.</param>
public sealed record Batch(Tensor Images, Tensor Labels, IReadOnlyList<Sample> Samples) : IDisposable
{
    /// <summary>The digests of each sample, for the ledger; empty where none were asked for.</summary>
    public IReadOnlyList<SampleDigest> Digests { get; init; } = [];

    /// <inheritdoc/>
    public void Dispose()
    {
        Images.Dispose();
        Labels.Dispose();
    }
}
