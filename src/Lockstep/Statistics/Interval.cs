namespace Lockstep.Statistics;

/// <summary>Where a mean difference is likely to lie.</summary>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>Whether all of it lies on one side of 0.</summary>
    public bool ExcludesZero => Low > 0 || High < 0;

    /// <summary>With both ends taken by their other sign.</summary>
    public Interval Negated => new(-High, -Low);
}
