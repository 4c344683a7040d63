namespace Lockstep.Randomness;

/// <summary>Philox4x32 with 10 rounds: a pure function from a counter and a key to 128 random bits.</summary>
/// <remarks>Source: Salmon, Moraes, Dror and Shaw, Parallel Random Numbers: As Easy as 1, 2, 3, SC 2011, section 4.3.</remarks>
internal static class Philox4x32
{
    private const int Rounds = 10;
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9; // the golden ratio
    private const uint Weyl1 = 0xBB67AE85; // the square root of 3, less 1

    /// <param name="key">Its low word is the first.</param>
    public static Block Draw(Block counter, ulong key)
    {
        var (x0, x1, x2, x3) = counter;
        var key0 = (uint)key;
        var key1 = (uint)(key >> 32);
        for (var round = 0; round < Rounds; round++)
        {
            var product0 = (ulong)Multiplier0 * x0;
            var product1 = (ulong)Multiplier1 * x2;
            (x0, x1, x2, x3) = ((uint)(product1 >> 32) ^ x1 ^ key0, (uint)product1, (uint)(product0 >> 32) ^ x3 ^ key1, (uint)product0);
            unchecked
            {
                key0 += Weyl0;
                key1 += Weyl1;
            }
        }

        return new Block(x0, x1, x2, x3);
    }

    /// <summary>Four words: a counter, or what is drawn.</summary>
    public readonly record struct Block(uint X0, uint X1, uint X2, uint X3);
}
