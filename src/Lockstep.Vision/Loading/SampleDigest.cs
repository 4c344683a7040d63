namespace Lockstep.Vision.Loading;

/// <summary>What the ledger keeps of a sample, made where it is read. Both are XXH3 with 64 bits.</summary>
/// <param name="Decoded">Of its pixels, rows from the top and red first, with height × 2^32 + width as the seed.</param>
/// <param name="Augmented">Of the numbers that it became, as they lie in the batch.</param>
public readonly record struct SampleDigest(ulong Decoded, ulong Augmented);
