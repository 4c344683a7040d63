using CsCheck;
using Lockstep.Randomness;

namespace Lockstep.Tests.Randomness;

public sealed class RandomStreamTests
{
    [Fact]
    public void Its_words_are_the_blocks_of_the_documented_counter_and_key()
    {
        var stream = new RandomStream(0x0123456789abcdef, RandomPurpose.Augment, epoch: 3, sample: 17);
        var first = Philox4x32.Draw(new Philox4x32.Block(0, 17, 3, 2), 0x0123456789abcdef);
        var second = Philox4x32.Draw(new Philox4x32.Block(1, 17, 3, 2), 0x0123456789abcdef);
        uint[] expected = [first.X0, first.X1, first.X2, first.X3, second.X0];
        Assert.Equal(expected, Enumerable.Range(0, 5).Select(_ => stream.NextUInt32()).ToArray());
    }

    [Fact]
    public void A_double_is_the_upper_53_bits_of_two_words()
    {
        var words = new RandomStream(1, RandomPurpose.Order, 2, 3);
        var expected = ((((ulong)words.NextUInt32() << 32) | words.NextUInt32()) >> 11) / 9007199254740992.0;
        Assert.Equal(expected, new RandomStream(1, RandomPurpose.Order, 2, 3).NextDouble());
    }

    [Fact]
    public void Numbers_below_a_bound_are_below_it_and_even() => Gen.Select(Gen.ULong, Gen.UInt[1, 50]).Sample((seed, bound) =>
    {
        var stream = new RandomStream(seed, RandomPurpose.Subset, 0, 0);
        var counts = new int[bound];
        for (var draw = 0; draw < 2000; draw++)
        {
            counts[stream.NextBelow(bound)]++;
        }

        var mean = 2000.0 / bound;
        Assert.All(counts, count => Assert.InRange(count, mean - (8 * Math.Sqrt(mean)), mean + (8 * Math.Sqrt(mean))));
    }, iter: 200);

    [Fact]
    public void Another_seed_purpose_epoch_or_sample_gives_other_draws()
    {
        uint First(ulong seed, RandomPurpose purpose, uint epoch, uint sample) => new RandomStream(seed, purpose, epoch, sample).NextUInt32();
        uint[] draws = [
            First(1, RandomPurpose.Order, 1, 1), First(2, RandomPurpose.Order, 1, 1), First(1, RandomPurpose.Augment, 1, 1),
            First(1, RandomPurpose.Order, 2, 1), First(1, RandomPurpose.Order, 1, 2)
        ];
        Assert.Equal(draws.Length, draws.Distinct().Count());
    }

    [Fact]
    public void A_shuffled_order_holds_every_sample_once_and_depends_on_seed_and_epoch_alone() =>
        Gen.Select(Gen.Int[0, 300], Gen.ULong, Gen.UInt[1, 1000]).Sample((count, seed, epoch) =>
        {
            var order = SampleOrder.Shuffled(count, seed, epoch);
            Assert.Equal(order, SampleOrder.Shuffled(count, seed, epoch));
            Assert.Equal(Enumerable.Range(0, count), order.Order());
            if (count > 20)
            {
                Assert.NotEqual(order, SampleOrder.Shuffled(count, seed, epoch + 1));
                Assert.NotEqual(order, SampleOrder.Shuffled(count, seed + 1, epoch));
            }
        }, iter: 300);

    /// <summary>What docs/philox.py prints, which shares no code with this.</summary>
    [Fact]
    public void Another_language_gets_the_same_order() =>
        Assert.Equal("0 5 9 3 1 6 2 8 7 4", string.Join(' ', SampleOrder.Shuffled(10, 1337, 1)));
}
