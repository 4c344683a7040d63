using System.IO.Hashing;
using Lockstep.Vision.Native;
using Lockstep.Vision.Tests.Native;
using Lockstep.Vision.Training;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tests.Training;

/// <summary>What a device does, done by the processor: the operations are the same.</summary>
[Collection(LibtorchState.Name)]
public sealed class DeviceDigestTests : IDisposable
{
    public static readonly TheoryData<ScalarType> Types = [ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Float64, ScalarType.Int64, ScalarType.Int32, ScalarType.Byte, ScalarType.Bool];

    private readonly TorchSharp.DisposeScope scope;

    public DeviceDigestTests()
    {
        NativeLibraries.Load();
        scope = NewDisposeScope();
        manual_seed(7);
    }

    public void Dispose() => scope.Dispose();

    [Theory]
    [MemberData(nameof(Types))]
    public void Sums_are_those_of_the_formula(ScalarType type)
    {
        var tensor = Drawn(type, 3, 5, 7);
        var (first, second) = (0UL, 0UL);
        var width = (int)tensor.element_size();
        var bytes = tensor.bytes.ToArray();
        for (var index = 0; index < tensor.numel(); index++)
        {
            var bits = bytes.AsSpan(index * width, width);
            var word = width switch { 1 => bits[0], 2 => (ulong)BitConverter.ToInt16(bits), 4 => (ulong)BitConverter.ToInt32(bits), _ => (ulong)BitConverter.ToInt64(bits) };
            var place = unchecked((ulong)(index + 1) * 0x9E3779B97F4A7C15);
            var mixed = word ^ place;
            unchecked
            {
                mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
                mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
                mixed ^= mixed >> 31;
                first += mixed;
                second += mixed * (place | 1);
            }
        }

        Assert.Equal(unchecked(((long)first, (long)second)), DeviceDigest.Sums(tensor));
        Assert.Equal(bytes, tensor.bytes.ToArray());
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Any_flipped_bit_changes_both_sums(ScalarType type)
    {
        var tensor = Drawn(type, 4, 6);
        var digests = new HashSet<UInt128> { Of(tensor) };
        var sums = DeviceDigest.Sums(tensor);
        var bits = type == ScalarType.Bool ? 1 : 8 * (int)tensor.element_size();
        for (var bit = 0L; bit < tensor.numel() * bits; bit++)
        {
            var flipped = tensor.clone();
            var bytes = flipped.bytes.ToArray();
            var at = bit / bits * tensor.element_size() * 8;
            at += bit % bits;
            bytes[at / 8] ^= (byte)(1 << (int)(at % 8));
            flipped.bytes = bytes;
            Assert.True(digests.Add(Of(flipped)), $"bit {bit} of {type}");
            var other = DeviceDigest.Sums(flipped);
            Assert.NotEqual(sums.First, other.First);
            Assert.NotEqual(sums.Second, other.Second);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Any_two_elements_that_change_places_change_it(ScalarType type)
    {
        var tensor = Drawn(type, 24);
        var whole = Of(tensor);
        for (var left = 0; left < 24; left++)
        {
            for (var right = left + 1; right < 24; right++)
            {
                var order = Enumerable.Range(0, 24).Select(index => (long)(index == left ? right : index == right ? left : index)).ToArray();
                var swapped = tensor[Longs(order)];
                Assert.Equal(swapped.bytes.SequenceEqual(tensor.bytes), Of(swapped) == whole);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void The_portion_changes_nothing(ScalarType type)
    {
        var tensor = Drawn(type, 5, 3, 4, 6);
        var whole = Of(tensor);
        foreach (var portion in (long[])[1, 2, 7, 24, 72, 359, 360, 361])
        {
            Assert.Equal(whole, Of(tensor, portion));
            Assert.Equal(whole, Of(tensor.contiguous().permute(3, 0, 2, 1).contiguous().permute(1, 3, 2, 0), portion));
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void What_lies_otherwise_in_memory_has_the_digest_of_its_rows(ScalarType type)
    {
        var tensor = Drawn(type, 6, 4, 5, 3);
        foreach (var view in (Tensor[])[tensor.permute(0, 2, 3, 1), tensor.transpose(0, 3), tensor[TensorIndex.Slice(null, null, 2)], tensor.narrow(3, 1, 2), tensor.narrow(0, 2, 3), tensor[TensorIndex.Colon, 1], tensor.narrow(0, 0, 1).expand(4, 4, 5, 3)])
        {
            Assert.Equal(Of(view.contiguous()), Of(view));
            Assert.Equal(Of(view.contiguous()), Of(view, portion: 4));
        }
    }

    [Fact]
    public void Type_and_sizes_count_and_nothing_is_a_digest_too()
    {
        var zeros = Zeros(12);
        UInt128[] digests = [Of(zeros), Of(zeros.view(3, 4)), Of(zeros.view(4, 3)), Of(zeros.to(ScalarType.Int32)), Of(Zeros(13)), Of(Zeros(0)), Of(Zeros(0, 2)), Of(tensor(0f))];
        Assert.Equal(digests.Length, digests.Distinct().Count());
    }

    [Fact]
    public void Negative_zero_and_every_NaN_are_told_apart()
    {
        var values = new[] { 0f, -0f, BitConverter.UInt32BitsToSingle(0x7fc00000), BitConverter.UInt32BitsToSingle(0x7fc00001), BitConverter.UInt32BitsToSingle(0xffc00000), float.PositiveInfinity };
        Assert.Equal(values.Length, values.Select(value => Of(tensor(new[] { value }))).Distinct().Count());
    }

    [Fact]
    public void Weights_that_learn_are_seen_where_they_lie_and_left_as_they_are()
    {
        var weights = randn(1000, requires_grad: true);
        var bits = TensorBits.Of(weights);
        Assert.Equal((ScalarType.Int32, false, true), (bits.dtype, bits.requires_grad, weights.requires_grad));
        Assert.Equal(weights.detach().bytes.ToArray(), bits.bytes.ToArray());
        var before = weights.detach().bytes.ToArray();
        _ = Of(weights);
        Assert.Equal(before, weights.detach().bytes.ToArray());
        bits[5] = 0x40400000;
        Assert.Equal(3f, weights[5].item<float>()); // the same memory
        Assert.Contains("16", Assert.Throws<ArgumentException>(() => TensorBits.Of(Zeros(2).to(ScalarType.ComplexFloat64))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_is_given_back()
    {
        var large = randn(1 << 20);
        _ = Of(large);
        var before = Environment.WorkingSet;
        for (var time = 0; time < 60; time++)
        {
            _ = Of(large, portion: 1 << 18);
        }

        Assert.InRange(Environment.WorkingSet - before, long.MinValue, 64 << 20); // one leaked tensor a time would be 480 MiB
    }

    [Fact]
    public void What_the_processor_holds_keeps_its_digest_of_bytes()
    {
        var tensor = arange(1, 7, float32);
        Assert.Equal(XxHash128.HashToUInt128(tensor.bytes), TensorDigest.Of(tensor));
        Assert.Equal(Ledgers.DigestKind.Bytes, TensorDigest.KindOf(tensor));
        using var elsewhere = empty(2, device: META);
        Assert.Equal(Ledgers.DigestKind.Sums, TensorDigest.KindOf(elsewhere));
    }

    private static UInt128 Of(Tensor tensor, long? portion = null)
    {
        var hash = new XxHash128();
        if (portion is { } given)
        {
            DeviceDigest.Append(hash, tensor, given);
        }
        else
        {
            DeviceDigest.Append(hash, tensor);
        }

        return hash.GetCurrentHashAsUInt128();
    }

    private static Tensor Zeros(params long[] sizes) => zeros(sizes);

    private static Tensor Longs(long[] values) => tensor(values);

    private static Tensor Drawn(ScalarType type, params long[] sizes) => type switch
    {
        ScalarType.Bool => rand(sizes) > 0.5,
        ScalarType.Byte => randint(0, 256, sizes).to(type),
        ScalarType.Int32 or ScalarType.Int64 => randint(-1 << 30, 1 << 30, sizes).to(type),
        _ => randn(sizes).to(type),
    };
}
