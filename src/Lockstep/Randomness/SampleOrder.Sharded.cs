namespace Lockstep.Randomness;

public static partial class SampleOrder
{
    /// <summary>The part of an order that one of several processes takes: every <paramref name="world"/>-th place from <paramref name="rank"/> on.</summary>
    /// <param name="order">The whole, the same for all of them.</param>
    /// <param name="rank">From 0 to <paramref name="world"/> - 1.</param>
    /// <param name="world">How many take part, at least 1.</param>
    /// <returns>
    /// Equally many for every rank: what the whole lacks for that is taken from its begin, over and over where it is shorter than the world.
    /// The ranks' first numbers, then their second ones, and so on, are the whole.
    /// </returns>
    public static int[] Sharded(IReadOnlyList<int> order, int rank, int world)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(world, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, world);
        var length = (int)(((long)order.Count + world - 1) / world);
        return [.. Enumerable.Range(0, length).Select(place => order[(int)((rank + ((long)place * world)) % order.Count)])];
    }
}
