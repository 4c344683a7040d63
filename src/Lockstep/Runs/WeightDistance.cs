namespace Lockstep.Runs;

/// <summary>How far the last weights of two runs are from each other.</summary>
/// <param name="Differing">Numbers that differ in a bit.</param>
/// <param name="Numbers">All of them.</param>
/// <param name="Closeness">The greatest by |a - b| / max(1, |a|, |b|); null where it is infinite, as between a number and none.</param>
/// <param name="Absolute">The greatest |a - b|; null likewise.</param>
/// <param name="Relative">The greatest |a - b| / max(|a|, |b|); null likewise.</param>
/// <param name="Ulps">The greatest distance in units of the last place, of 32-bit floats; null likewise.</param>
/// <param name="Tensor">Where the greatest |a - b| is; null where no number differs.</param>
// What a record leaves out since it is null need not be there when it is read.
public sealed record WeightDistance(
    long Differing, long Numbers, double? Closeness = null, double? Absolute = null, double? Relative = null, long? Ulps = null, string? Tensor = null);
