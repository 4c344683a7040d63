namespace Lockstep.Vision.Augmentation.Check;

/// <summary>What a check of a recipe's augmentation saw.</summary>
/// <param name="Augmentations">The names of those that were tried.</param>
/// <param name="Images">On how many images.</param>
/// <param name="Workers">The numbers of workers that the pipeline ran with.</param>
/// <param name="Findings">In the order of the pipeline; empty where all is the same each time.</param>
public sealed record AugmentationReport(
    IReadOnlyList<string> Augmentations, int Images, IReadOnlyList<int> Workers, IReadOnlyList<AugmentationFinding> Findings)
{
    /// <summary>Whether nothing was found.</summary>
    public bool Passed => Findings.Count == 0;
}
