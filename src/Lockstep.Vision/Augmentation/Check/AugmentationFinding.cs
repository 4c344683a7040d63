namespace Lockstep.Vision.Augmentation.Check;

/// <summary>Something that is not the same each time.</summary>
/// <param name="Augmentation">Its name, or null for the pipeline as a whole.</param>
/// <param name="Sample">The first one on which it shows.</param>
/// <param name="What">What was done, and what came of it.</param>
public sealed record AugmentationFinding(string? Augmentation, string Sample, string What)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Augmentation ?? "pipeline"}: {Sample}: {What}";
}
