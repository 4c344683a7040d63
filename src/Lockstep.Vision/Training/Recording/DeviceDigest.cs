using Lockstep.Vision.Tensors;
using static TorchSharp.torch;

namespace Lockstep.Vision.Training.Recording;

/// <summary>The digest of a tensor that is made where it lies: sums of whole numbers, which are the same in whatever order a device adds them.</summary>
/// <remarks>
/// With w(i) the bits of element i as a signed 64-bit number, elements counted row by row whatever the memory format, and all arithmetic modulo 2^64:
/// k(i) = (i + 1) × 0x9E3779B97F4A7C15; x(i) is SplitMix64's finalizer of w(i) xor k(i); the two sums are those of x(i) and of x(i) ×
/// (k(i) or 1). The finalizer is one to one, so that a single element that differs always changes the first sum. Source of the finalizer: Steele,
/// Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
/// </remarks>
internal static class DeviceDigest
{
    /// <summary>Elements that are worked on at a time; each takes some five times 8 bytes on the device.</summary>
    private const long DefaultPortion = 1 << 22;

    private const long Golden = unchecked((long)0x9E3779B97F4A7C15);
    private const long FirstFactor = unchecked((long)0xBF58476D1CE4E5B9);
    private const long SecondFactor = unchecked((long)0x94D049BB133111EB);

    /// <summary>What is hashed of a tensor before its sums: the type, and the sizes after their number.</summary>
    public static long[] Header(Tensor tensor)
    {
        var shape = tensor.shape;
        return [(long)tensor.dtype, shape.Length, .. shape];
    }

    /// <summary>Adds the two sums to a tensor of two 64-bit numbers, on the same device, without waiting for it.</summary>
    /// <param name="portion">The result does not depend on it.</param>
    public static void AddTo(Tensor total, Tensor tensor, long portion = DefaultPortion)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        Add(total, tensor, at: 0, new Constants(tensor.device), portion);
    }

    /// <summary>Adds the elements in the order of their rows; of a tensor that does not lie so, no more than a portion is copied at a time.</summary>
    private static void Add(Tensor total, Tensor tensor, long at, Constants constants, long portion)
    {
        var count = tensor.numel();
        if (count == 0)
        {
            return;
        }

        if (count <= portion || tensor.is_contiguous())
        {
            using var scope = NewDisposeScope();
            var flat = tensor.contiguous().view(-1);
            for (var from = 0L; from < count; from += portion)
            {
                AddPortion(total, flat.narrow(0, from, Math.Min(portion, count - from)), at + from, constants);
            }

            return;
        }

        var row = count / tensor.shape[0];
        var rows = Math.Max(1, portion / row);
        for (var from = 0L; from < tensor.shape[0]; from += rows)
        {
            using var scope = NewDisposeScope();
            var part = tensor.narrow(0, from, Math.Min(rows, tensor.shape[0] - from));
            Add(total, row > portion ? part.squeeze(0) : part, at + (from * row), constants, portion);
        }
    }

    private static void AddPortion(Tensor total, Tensor elements, long at, Constants constants)
    {
        using var scope = NewDisposeScope();
        var places = arange(at + 1, at + 1 + elements.numel(), int64, elements.device).mul_(constants.Golden);
        var mixed = TensorBits.Of(elements).to(int64, copy: true).bitwise_xor_(places);
        Shake(mixed, constants.By30, constants.Low34);
        mixed.mul_(constants.FirstFactor);
        Shake(mixed, constants.By27, constants.Low37);
        mixed.mul_(constants.SecondFactor);
        Shake(mixed, constants.By31, constants.Low33);
        var first = mixed.sum(int64);
        var second = mixed.mul_(places.bitwise_or_(constants.One)).sum(int64);
        total.add_(stack([first, second]));
    }

    /// <summary>x xor (x >>> s): the shift of a signed number brings its sign in, which the mask takes away.</summary>
    private static void Shake(Tensor numbers, Tensor shift, Tensor mask)
    {
        using var shifted = numbers.bitwise_right_shift(shift).bitwise_and_(mask);
        numbers.bitwise_xor_(shifted);
    }

    /// <summary>On the device, since not every operation of every device takes numbers from elsewhere.</summary>
    private sealed class Constants(Device device)
    {
        public Tensor Golden { get; } = tensor(DeviceDigest.Golden, device: device);

        public Tensor FirstFactor { get; } = tensor(DeviceDigest.FirstFactor, device: device);

        public Tensor SecondFactor { get; } = tensor(DeviceDigest.SecondFactor, device: device);

        public Tensor One { get; } = tensor(1L, device: device);

        public Tensor By30 { get; } = tensor(30L, device: device);

        public Tensor By27 { get; } = tensor(27L, device: device);

        public Tensor By31 { get; } = tensor(31L, device: device);

        public Tensor Low34 { get; } = tensor((1L << 34) - 1, device: device);

        public Tensor Low37 { get; } = tensor((1L << 37) - 1, device: device);

        public Tensor Low33 { get; } = tensor((1L << 33) - 1, device: device);
    }
}
