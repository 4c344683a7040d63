namespace Lockstep.Randomness;

/// <summary>The random draws of one (seed, purpose, epoch, sample), in order; the same whoever asks, when, and on which thread.</summary>
/// <param name="repeat">Below 2^24: which of the times it is that the sample comes in this epoch, from 0.</param>
/// <remarks>
/// Word n of the stream is word n mod 4 of the Philox block with key = seed and counter = (n / 4, sample, epoch, purpose + 256 × repeat).
/// A value type: a copy continues from where it was copied.
/// </remarks>
public struct RandomStream(ulong seed, RandomPurpose purpose, uint epoch, uint sample, uint repeat = 0)
{
    private readonly uint use = checked(purpose.Number + (repeat * 256));
    private Philox4x32.Block block;
    private uint drawn;

    /// <summary>The next word.</summary>
    public uint NextUInt32()
    {
        var place = drawn % 4;
        if (place == 0)
        {
            block = Philox4x32.Draw(new Philox4x32.Block(drawn / 4, sample, epoch, use), seed);
        }

        drawn = checked(drawn + 1);
        return place switch
        {
            0 => block.X0,
            1 => block.X1,
            2 => block.X2,
            _ => block.X3,
        };
    }

    /// <summary>A whole number from 0 to <paramref name="bound"/> - 1, each as likely as the other.</summary>
    /// <param name="bound">At least 1.</param>
    /// <remarks>Takes one word, rarely more. Source: Lemire, Fast Random Integer Generation in an Interval, 2019, algorithm 5.</remarks>
    public uint NextBelow(uint bound)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bound);
        var product = (ulong)NextUInt32() * bound;
        if ((uint)product < bound)
        {
            var least = unchecked(0u - bound) % bound;
            while ((uint)product < least)
            {
                product = (ulong)NextUInt32() * bound;
            }
        }

        return (uint)(product >> 32);
    }

    /// <summary>From 0 to just below 1, in steps of 2^-24: the upper 24 bits of one word.</summary>
    public float NextSingle() => (NextUInt32() >> 8) * (1f / (1 << 24));

    /// <summary>From 0 to just below 1, in steps of 2^-53: the upper 53 bits of two words, the first one high.</summary>
    public double NextDouble()
    {
        var high = (ulong)NextUInt32() << 32;
        return ((high | NextUInt32()) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary><c>low + (high - low) * NextDouble()</c>.</summary>
    public double NextUniform(double low, double high)
    {
        var range = (high - low) * NextDouble();
        return low + range;
    }

    /// <summary>
    /// A whole number from 0 to <paramref name="places"/> - 1: <c>places * NextDouble()</c>, rounded down. Unlike
    /// <see cref="NextBelow"/> it always takes two words.
    /// </summary>
    /// <param name="places">At least 1; up to a million, each is as likely as the other to one part in 10^9.</param>
    public int NextPlace(int places) => (int)(places * NextDouble());

    /// <summary>A normally distributed number, mean 0 and deviation 1, from one word.</summary>
    /// <remarks>The same bits on every machine; see <see cref="NormalQuantile"/>.</remarks>
    public double NextNormal() => NormalQuantile.Of(NextUInt32());

    /// <summary>Whether a <see cref="NextDouble"/> is below <paramref name="probability"/>.</summary>
    public bool NextBool(double probability) => NextDouble() < probability;

    /// <summary>Puts the items in a random order.</summary>
    /// <remarks>Fisher and Yates from the end: place i is swapped with place <c>NextBelow(i + 1)</c>.</remarks>
    public void Shuffle<T>(Span<T> items)
    {
        for (var place = items.Length - 1; place > 0; place--)
        {
            var other = (int)NextBelow((uint)place + 1);
            (items[place], items[other]) = (items[other], items[place]);
        }
    }
}
