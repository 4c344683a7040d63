namespace Lockstep.Runs;

/// <summary>What became of an invariant of the recipe.</summary>
/// <param name="Metric">As the recipe names it.</param>
/// <param name="Phase">Null where the recipe asks for none.</param>
/// <param name="Epoch">Whose value it is; null where there are no epochs, or no value.</param>
/// <param name="Value">Null where there is none.</param>
/// <param name="Expected">In words.</param>
/// <param name="Holds">Null where it could not be checked.</param>
/// <param name="Text">All of it, in a sentence.</param>
public sealed record InvariantFinding(
    string Metric, string? Phase = null, int? Epoch = null, double? Value = null, string Expected = "", bool? Holds = null, string Text = "");
