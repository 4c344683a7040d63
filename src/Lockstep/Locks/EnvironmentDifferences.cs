namespace Lockstep.Locks;

/// <summary>In what two Environment locks differ.</summary>
/// <param name="ChangeResults">Each can change a result.</param>
/// <param name="Informative">Good to know.</param>
public sealed record EnvironmentDifferences(IReadOnlyList<LockDifference> ChangeResults, IReadOnlyList<LockDifference> Informative)
{
    /// <summary>Of a recorded lock and another.</summary>
    public static EnvironmentDifferences Between(BoxLock recorded, BoxLock found) => new(
        recorded.DifferencesTo(found), [.. LockDifference.Between(Box.Environment, recorded.Informative, found.Informative)]);
}
