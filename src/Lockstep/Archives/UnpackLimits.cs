namespace Lockstep.Archives;

/// <summary>How much may come out of an archive, so that a small one can't fill the disk.</summary>
/// <param name="Bytes">Of all that is unpacked, an archive's own headers included.</param>
/// <param name="Entries">Files and folders.</param>
public sealed record UnpackLimits(long Bytes, long Entries = 10_000_000)
{
    private const int MostGrowth = 200;
    private const long AlwaysAllowed = 1L << 30;

    /// <returns>200 times what was fetched, and at least 1 GiB.</returns>
    public static UnpackLimits For(long fetchedBytes) => new(Math.Max(AlwaysAllowed, Math.Min(fetchedBytes, long.MaxValue / MostGrowth) * MostGrowth));
}
