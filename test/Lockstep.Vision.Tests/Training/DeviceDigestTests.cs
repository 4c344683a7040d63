using System.IO.Hashing;
using System.Runtime.InteropServices;
using Lockstep.Vision.Native;
using Lockstep.Vision.Tensors;
using Lockstep.Vision.Tests.Native;
using Lockstep.Vision.Training.Recording;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tests.Training;

/// <summary>What a device does. On the CPU the operations are libtorch's; on a GPU they are those and Lockstep's own kernel, which must agree.</summary>
[Collection(LibtorchState.Name)]
public sealed class DeviceDigestTests : IDisposable
{
    public static readonly TheoryData<ScalarType> Types =
        [ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Float64, ScalarType.Int64, ScalarType.Int32, ScalarType.Byte, ScalarType.Bool];

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
        var bytes = tensor.cpu().bytes.ToArray();
        for (var index = 0; index < tensor.numel(); index++)
        {
            var bits = bytes.AsSpan(index * width, width);
            var word = width switch
            {
                1 => bits[0],
                2 => (ulong)BitConverter.ToInt16(bits),
                4 => (ulong)BitConverter.ToInt32(bits),
                _ => (ulong)BitConverter.ToInt64(bits)
            };
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

        var sums = Sums(tensor);
        Assert.Equal(unchecked(((long)first, (long)second)), sums);
        Assert.Equal(bytes, tensor.cpu().bytes.ToArray());

        var words = new[] { (long)type, 3, 3, 5, 7, sums.First, sums.Second };
        Assert.Equal(XxHash128.HashToUInt128(MemoryMarshal.AsBytes<long>(words)), Of(tensor));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Any_flipped_bit_changes_both_sums(ScalarType type)
    {
        var tensor = Drawn(type, 4, 6);
        var digests = new HashSet<UInt128> { Of(tensor) };
        var sums = Sums(tensor);
        var bits = type == ScalarType.Bool ? 1 : 8 * (int)tensor.element_size();
        for (var bit = 0L; bit < tensor.numel() * bits; bit++)
        {
            var flipped = tensor.cpu().clone();
            var bytes = flipped.bytes.ToArray();
            var at = bit / bits * tensor.element_size() * 8;
            at += bit % bits;
            bytes[at / 8] ^= (byte)(1 << (int)(at % 8));
            flipped.bytes = bytes;
            flipped = flipped.to(TestDevice.Here);
            Assert.True(digests.Add(Of(flipped)), $"bit {bit} of {type}");
            var other = Sums(flipped);
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
                Assert.Equal(swapped.cpu().bytes.SequenceEqual(tensor.cpu().bytes), Of(swapped) == whole);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void The_portion_changes_nothing(ScalarType type)
    {
        var tensor = Drawn(type, 5, 3, 4, 6);
        var whole = Sums(tensor);
        foreach (var portion in (long[])[1, 2, 7, 24, 72, 359, 360, 361])
        {
            Assert.Equal(whole, Sums(tensor, portion));
            Assert.Equal(whole, Sums(tensor.contiguous().permute(3, 0, 2, 1).contiguous().permute(1, 3, 2, 0), portion));
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void What_lies_otherwise_in_memory_has_the_digest_of_its_rows(ScalarType type)
    {
        var tensor = Drawn(type, 6, 4, 5, 3);
        foreach (var view in (Tensor[])[
            tensor.permute(0, 2, 3, 1), tensor.transpose(0, 3), tensor[TensorIndex.Slice(null, null, 2)], tensor.narrow(3, 1, 2),
            tensor.narrow(0, 2, 3), tensor[TensorIndex.Colon, 1], tensor.narrow(0, 0, 1).expand(4, 4, 5, 3)
        ])
        {
            Assert.Equal(Of(view.contiguous()), Of(view));
            Assert.Equal(Sums(view.contiguous()), Sums(view, portion: 4));
        }
    }

    [Fact]
    public void Type_and_sizes_count_and_nothing_is_a_digest_too()
    {
        var zeros = Zeros(12);
        UInt128[] digests = [
            Of(zeros), Of(zeros.view(3, 4)), Of(zeros.view(4, 3)), Of(zeros.to(ScalarType.Int32)), Of(Zeros(13)), Of(Zeros(0)), Of(Zeros(0, 2)),
            Of(tensor(0f).to(TestDevice.Here))
        ];
        Assert.Equal(digests.Length, digests.Distinct().Count());
    }

    [Fact]
    public void Negative_zero_and_every_NaN_are_told_apart()
    {
        var values = new[] { 0f, -0f, BitConverter.UInt32BitsToSingle(
            0x7fc00000), BitConverter.UInt32BitsToSingle(0x7fc00001), BitConverter.UInt32BitsToSingle(0xffc00000), float.PositiveInfinity };
        Assert.Equal(values.Length, values.Select(value => Of(tensor(new[] { value }).to(TestDevice.Here))).Distinct().Count());
    }

    [Fact]
    public void Weights_that_learn_are_seen_where_they_lie_and_left_as_they_are()
    {
        var weights = randn(1000, device: TestDevice.Here, requires_grad: true);
        var bits = TensorBits.Of(weights);
        Assert.Equal((ScalarType.Int32, false, true), (bits.dtype, bits.requires_grad, weights.requires_grad));
        var before = weights.detach().cpu().bytes.ToArray();
        Assert.Equal(before, bits.cpu().bytes.ToArray());
        _ = Of(weights);
        Assert.Equal(before, weights.detach().cpu().bytes.ToArray());
        bits[5] = 0x40400000;
        Assert.Equal(3f, weights[5].item<float>()); // the same memory
        Assert.Contains("16", Assert.Throws<ArgumentException>(() => TensorBits.Of(Zeros(2).to(ScalarType.ComplexFloat64))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_is_given_back()
    {
        var large = randn(1 << 20, device: TestDevice.Here);
        _ = Sums(large, portion: 1 << 18);
        var before = Environment.WorkingSet;
        for (var time = 0; time < 60; time++)
        {
            _ = Sums(large, portion: 1 << 18);
        }

        Assert.InRange(Environment.WorkingSet - before, long.MinValue, 64 << 20); // one leaked tensor a time would be 480 MiB
    }

    [Fact]
    public void What_the_processor_holds_keeps_its_digest_of_bytes()
    {
        var tensor = arange(1, 7, float32);
        using var digests = new StepDigests(CPU);
        Assert.Equal(Ledgers.DigestKind.Bytes, digests.Kind);
        Assert.Equal(0, digests.Ask([tensor]));
        Assert.Equal([XxHash128.HashToUInt128(tensor.bytes)], digests.Read());
        Assert.Equal(Ledgers.DigestKind.Sums, new StepDigests(META).Kind);
    }

    [Theory]
    [InlineData(Ledgers.DigestKind.Bytes)]
    [InlineData(Ledgers.DigestKind.Sums)]
    public void What_a_step_asks_for_is_read_at_its_end_as_it_was_when_it_was_asked_for(Ledgers.DigestKind kind)
    {
        var device = kind == Ledgers.DigestKind.Bytes ? CPU : TestDevice.Here;
        using var digests = new StepDigests(device, kind);
        UInt128 Alone(byte[] more, params Tensor[] tensors)
        {
            using var one = new StepDigests(device, kind);
            one.Ask(tensors, more);
            return one.Read().Single();
        }

        // More tensors than fit a launch, and a page of sums.
        var many = Enumerable.Range(0, 2500).Select(index => randn(index % 5, 3, device: device)).ToArray();
        var changing = randn(100, device: device);
        UInt128[] expected = [Alone([], many), Alone([1, 2], changing), Alone([], many[7]), Alone([]), Alone([], many[1], many[2])];
        for (var step = 0; step < 3; step++)
        {
            Assert.Equal(0, digests.Ask(many));
            using var copy = changing.clone();
            Assert.Equal(1, digests.Ask([copy], [1, 2]));
            copy.add_(1);
            Assert.Equal(2, digests.Ask([[many[7]], [], [many[1], many[2]]]));
            Assert.Equal(expected, digests.Read());
            Assert.Empty(digests.Read());
        }
    }

    [Fact]
    public void Large_tensors_in_either_layout_have_the_digest_that_the_processor_gives_them()
    {
        foreach (var sizes in (long[][])[[10_000_001], [64, 512, 7, 9], [3, 1, 1000, 1001], [129, 3, 224, 224]])
        {
            var here = randn(sizes);
            using var reference = new StepDigests(CPU, Ledgers.DigestKind.Sums);
            reference.Ask([here]);
            var there = here.to(TestDevice.Here);
            var digest = reference.Read().Single();
            Assert.Equal(digest, Of(there));
            if (sizes.Length == 4)
            {
                Assert.Equal(digest, Of(there.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2)));
                Assert.Equal(digest, Of(there.permute(1, 0, 2, 3).contiguous().permute(1, 0, 2, 3)));
            }
        }
    }

    /// <summary>Of the device where the tensor lies; by a GPU's kernel and without.</summary>
    private static UInt128 Of(Tensor tensor)
    {
        UInt128 By(bool kernel)
        {
            using var digests = new StepDigests(tensor.device, Ledgers.DigestKind.Sums, kernel);
            digests.Ask([tensor]);
            return digests.Read().Single();
        }

        Assert.Equal(tensor.device_type == TorchSharp.DeviceType.CUDA, TestDevice.Name == "cuda" && DigestKernel.OfGpu is not null);
        Assert.Equal(By(kernel: false), By(kernel: true));
        return By(kernel: true);
    }

    private static (long First, long Second) Sums(Tensor tensor, long? portion = null)
    {
        using var total = zeros(2, int64, tensor.device);
        if (portion is { } given)
        {
            DeviceDigest.AddTo(total, tensor, given);
        }
        else
        {
            DeviceDigest.AddTo(total, tensor);
        }

        using var here = total.cpu();
        return (here[0].item<long>(), here[1].item<long>());
    }

    private static Tensor Zeros(params long[] sizes) => zeros(sizes, device: TestDevice.Here);

    private static Tensor Longs(long[] values) => tensor(values).to(TestDevice.Here);

    private static Tensor Drawn(ScalarType type, params long[] sizes) => (type switch
    {
        ScalarType.Bool => rand(sizes) > 0.5,
        ScalarType.Byte => randint(0, 256, sizes).to(type),
        ScalarType.Int32 or ScalarType.Int64 => randint(-1 << 30, 1 << 30, sizes).to(type),
        _ => randn(sizes).to(type),
    }).to(TestDevice.Here);
}
