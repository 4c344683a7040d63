using CsCheck;
using Lockstep.Randomness;

namespace Lockstep.Tests.Randomness;

public sealed class SampleOrderTests
{
    /// <summary>Every order that an epoch can go by, as a function of the samples' classes, seed and epoch.</summary>
    private static readonly Dictionary<string, Func<int[], ulong, uint, int[]>> Orders = new()
    {
        ["shuffled"] = (classes, seed, epoch) => SampleOrder.Shuffled(classes.Length, seed, epoch),
        ["balanced"] = SampleOrder.Balanced,
        ["weighted"] = (classes, seed, epoch) => SampleOrder.Weighted([.. classes.Select(WeightOf)], classes.Length, seed, epoch),
        ["weighted by class"] = (classes, seed, epoch) => SampleOrder.WeightedByClass(classes, [.. Enumerable.Range(0, 8).Select(WeightOf)], seed, epoch),
        ["repeated"] = (classes, seed, epoch) => SampleOrder.Repeated(classes.Length, 3, seed, epoch),
        ["sharded"] = (classes, seed, epoch) => SampleOrder.Sharded(SampleOrder.Shuffled(classes.Length, seed, epoch), 1, 3),
    };

    private static readonly Gen<int[]> Classes = Gen.Int[0, 7].Array[1, 120];

    private static double WeightOf(int number) => number == 0 ? 0.5 : 1.5 * number;

    public static TheoryData<string> Names => [.. Orders.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_depends_on_its_arguments_alone(string name) => Gen.Select(Classes, Gen.ULong, Gen.UInt[1, 1000]).Sample((classes, seed, epoch) =>
    {
        var order = Orders[name](classes, seed, epoch);
        Orders[name]([.. classes.Reverse()], seed + 1, epoch + 1);
        Assert.Equal(order, Orders[name]([.. classes], seed, epoch));
        Assert.All(order, sample => Assert.InRange(sample, 0, classes.Length - 1));
        if (order.Distinct().Count() > 20)
        {
            Assert.NotEqual(order, Orders[name](classes, seed + 1, epoch));
            Assert.NotEqual(order, Orders[name](classes, seed, epoch + 1));
        }
    }, iter: 200);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Each_is_the_same_on_many_threads_at_once(string name)
    {
        int[] classes = [.. Enumerable.Range(0, 200).Select(index => index % 7)];
        var orders = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Orders[name](classes, 9, 4))));
        Assert.All(orders, order => Assert.Equal(orders[0], order));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void None_changes_the_classes_it_is_given(string name)
    {
        int[] classes = [2, 0, 1, 1, 0, 2, 2];
        Orders[name](classes, 9, 4);
        Assert.Equal([2, 0, 1, 1, 0, 2, 2], classes);
    }

    /// <summary>What docs/philox.py prints, which shares no code with this. It never changes: runs are repeated by it.</summary>
    [Theory]
    [InlineData("shuffled", "0 5 9 3 1 6 2 8 7 4")]
    [InlineData("balanced", "8 6 2 7 0 4 9 8 1 2 0 5 7 8 3")]
    [InlineData("weighted", "4 9 4 7 9 9 9 6 3 3")]
    [InlineData("weighted by class", "9 1 9 1 6 9 7 1 1 0")]
    [InlineData("repeated", "0 0 0 5 5 5 9 9 9 3")]
    [InlineData("sharded", "5 1 8 0")]
    public void The_order_of_a_seed_stays_as_it_is(string name, string expected) =>
        Assert.Equal(expected, string.Join(' ', Orders[name]([0, 1, 1, 2, 2, 2, 2, 1, 0, 2], 1337, 1)));

    [Fact]
    public void Balanced_gives_each_class_once_a_round_and_its_samples_in_turn() => Gen.Select(Classes, Gen.ULong).Sample((classes, seed) =>
    {
        var order = SampleOrder.Balanced(classes, seed, 1);
        var sizes = classes.CountBy(number => number).ToDictionary();
        Assert.Equal(sizes.Values.Max() * sizes.Count, order.Length);
        Assert.Equal(order.Length, SampleOrder.BalancedLength(classes));
        Assert.All(order.Chunk(sizes.Count), round => Assert.Equal(sizes.Keys.Order(), round.Select(sample => classes[sample]).Order()));
        foreach (var (number, size) in sizes)
        {
            int[] own = [.. order.Where(sample => classes[sample] == number)];
            Assert.Equal(size, own.Take(size).Distinct().Count());
            Assert.Equal(own.Select((_, place) => own[place % size]), own);
        }
    }, iter: 200);

    [Fact]
    public void Weighted_draws_by_weight_and_never_what_weighs_nothing()
    {
        double[] weights = [0, 1, 0, 2.5, 0.5, 0];
        var counts = SampleOrder.Weighted(weights, 40_000, 3, 1).CountBy(sample => sample).ToDictionary();
        Assert.Equal([1, 3, 4], counts.Keys.Order());
        Assert.InRange(counts[1], 9_600, 10_400);
        Assert.InRange(counts[3], 24_600, 25_400);
        Assert.InRange(counts[4], 4_700, 5_300);
    }

    [Fact]
    public void Weighted_by_class_draws_classes_by_weight_whatever_their_sizes()
    {
        int[] classes = [.. Enumerable.Repeat(0, 39_000), .. Enumerable.Repeat(1, 999), 2];
        var counts = SampleOrder.WeightedByClass(classes, [1, 3, 0, 100], 3, 1).CountBy(sample => classes[sample]).ToDictionary();
        Assert.Equal([0, 1], counts.Keys.Order());
        Assert.InRange(counts[0], 9_600, 10_400);
    }

    [Fact]
    public void The_first_weighted_draws_are_the_same_for_any_count() => Gen.Select(Gen.Int[0, 50], Gen.Int[0, 50]).Sample((fewer, more) =>
        Assert.Equal(SampleOrder.Weighted([1, 2, 3], fewer, 5, 1), SampleOrder.Weighted([1, 2, 3], fewer + more, 5, 1).Take(fewer)), iter: 100);

    [Theory]
    [InlineData]
    [InlineData(0.0, 0.0)]
    [InlineData(1.0, -1.0)]
    [InlineData(1.0, double.NaN)]
    [InlineData(1.0, double.PositiveInfinity)]
    [InlineData(1e308, 1e308)]
    [InlineData(double.Epsilon)]
    public void Weights_that_say_nothing_are_refused(params double[] weights) =>
        Assert.Throws<ArgumentException>(() => SampleOrder.Weighted(weights, 1, 1, 1));

    [Fact]
    public void Repeated_is_the_shuffled_order_with_each_sample_so_often_in_a_row() =>
        Gen.Select(Gen.Int[0, 100], Gen.Int[1, 9], Gen.ULong).Sample((count, times, seed) =>
        {
            var order = SampleOrder.Repeated(count, times, seed, 1);
            Assert.Equal(SampleOrder.Shuffled(count, seed, 1).SelectMany(sample => Enumerable.Repeat(sample, times)).Take(count), order);
        }, iter: 200);

    [Fact]
    public void The_ranks_parts_are_the_whole_and_equally_long() => Gen.Select(Gen.Int[0, 60], Gen.Int[1, 70], Gen.ULong).Sample((count, world, seed) =>
    {
        var whole = SampleOrder.Shuffled(count, seed, 1);
        int[][] parts = [.. Enumerable.Range(0, world).Select(rank => SampleOrder.Sharded(whole, rank, world))];
        var length = (count + world - 1) / world;
        Assert.All(parts, part => Assert.Equal(length, part.Length));
        int[] joined = [.. Enumerable.Range(0, length).SelectMany(place => parts.Select(part => part[place]))];
        Assert.Equal(whole, joined.Take(count));
        Assert.Equal(Enumerable.Range(0, joined.Length - count).Select(place => whole[place % count]), joined.Skip(count));
    }, iter: 300);

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(2, 2)]
    [InlineData(0, 0)]
    public void A_rank_outside_the_world_is_refused(int rank, int world) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleOrder.Sharded([1, 2, 3], rank, world));

    [Fact]
    public void No_samples_are_no_order() => Assert.All(Orders.Where(item => item.Key != "weighted"), item => Assert.Empty(item.Value([], 1, 1)));
}
