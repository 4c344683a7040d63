using System.Buffers.Binary;

namespace Lockstep.Vision.Training.Resuming;

/// <summary>
/// The bytes that libtorch gives as the state of its CPU generator, a Mersenne Twister of 624 words: seed, words left, whether it is
/// seeded, the next word's place, the words.
/// </summary>
internal static class GeneratorState
{
    private const int Words = 624;
    private const int LeftAt = 8;
    private const int SeededAt = 12;
    private const int NextAt = 16;

    /// <summary>Whether libtorch can continue from it. It ends the process over some that it can't, and reads beyond the words for others.</summary>
    /// <param name="state">Of any length; a wrong one is not what this is about.</param>
    public static bool IsSound(ReadOnlySpan<byte> state)
    {
        if (state.Length < NextAt + sizeof(ulong))
        {
            return true;
        }

        var (left, seeded, next) = (BinaryPrimitives.ReadInt32LittleEndian(state[LeftAt..]),
            BinaryPrimitives.ReadInt32LittleEndian(state[SeededAt..]), BinaryPrimitives.ReadUInt64LittleEndian(state[NextAt..]));
        // Just seeded, or with some words drawn of those that were made last.
        return seeded == 1 && ((left, next) is (1, 0) || (left is >= 1 and <= Words && next == (ulong)(Words + 1 - left)));
    }
}
