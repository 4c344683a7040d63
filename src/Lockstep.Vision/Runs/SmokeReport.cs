namespace Lockstep.Vision.Runs;

/// <summary>What a smoke test saw.</summary>
/// <param name="StartLoss">Mean of the first steps.</param>
/// <param name="EndLoss">Mean of the last steps.</param>
/// <param name="Drop">Part of the start loss that went; negative where it rose.</param>
/// <param name="Identical">Whether both runs ended in the same weights, bit for bit.</param>
/// <param name="Reasons">Why it failed; empty when it passed.</param>
public sealed record SmokeReport(
    int BatchSize, int Images, int Steps, double StartLoss, double EndLoss, double Drop, bool Identical, IReadOnlyList<string> Reasons)
{
    /// <summary>Whether nothing speaks against it.</summary>
    public bool Passed => Reasons.Count == 0;

    internal static SmokeReport Failed(int batch, int images, IReadOnlyList<float> losses, string reason) =>
        new(batch, images, losses.Count, losses is [var first, ..] ? first : double.NaN, losses is [.., var last] ? last : double.NaN, 0, false, [reason]);
}
