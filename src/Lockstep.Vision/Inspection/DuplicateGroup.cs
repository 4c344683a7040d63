namespace Lockstep.Vision.Inspection;

/// <summary>Samples with the very same content.</summary>
/// <param name="Samples">At least two.</param>
public sealed record DuplicateGroup(IReadOnlyList<LabelledSample> Samples)
{
    /// <summary>Whether one picture has several labels.</summary>
    public bool IsInSeveralClasses => Samples.Select(sample => sample.Class).Distinct(StringComparer.Ordinal).Skip(1).Any();

    /// <summary>Whether one picture both trains and judges.</summary>
    public bool IsInSeveralSplits => Samples.Select(sample => sample.Split).Distinct().Skip(1).Any();
}
