using System.Runtime.InteropServices;
using Lockstep.Compare;
using Lockstep.Ledgers;
using TorchSharp;

namespace Lockstep.Vision.Checkpoints;

/// <summary>How far two checkpoints are from each other, number by number.</summary>
public static class CheckpointDistance
{
    private const int PortionBytes = 1 << 20;

    /// <returns>Null where one is not there, or they don't hold the same tensors.</returns>
    /// <exception cref="LockstepException">One is no whole safetensors file.</exception>
    public static WeightDistance? Between(string a, string b, CancellationToken cancellation)
    {
        if (!File.Exists(a) || !File.Exists(b))
        {
            return null;
        }

        using var left = File.OpenRead(a);
        using var right = File.OpenRead(b);
        var entriesOfA = SafetensorsHeader.Read(left, a, out var startOfA);
        var entriesOfB = SafetensorsHeader.Read(right, b, out var startOfB).ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        if (entriesOfA.Count != entriesOfB.Count || !entriesOfA.All(entry => entriesOfB.TryGetValue(entry.Name, out var other) && other.Type == entry.Type && other.Shape.SequenceEqual(entry.Shape)))
        {
            return null;
        }

        var greatest = new Greatest();
        var (bytesOfA, bytesOfB) = (new byte[PortionBytes], new byte[PortionBytes]);
        foreach (var entry in entriesOfA)
        {
            left.Position = startOfA + entry.Begin;
            right.Position = startOfB + entriesOfB[entry.Name].Begin;
            for (var rest = entry.End - entry.Begin; rest > 0;)
            {
                cancellation.ThrowIfCancellationRequested();
                var length = (int)Math.Min(rest, PortionBytes);
                left.ReadExactly(bytesOfA, 0, length);
                right.ReadExactly(bytesOfB, 0, length);
                greatest.Add(entry.Name, entry.Type, bytesOfA.AsSpan(0, length), bytesOfB.AsSpan(0, length));
                rest -= length;
            }
        }

        return greatest.ToDistance();
    }

    private sealed class Greatest
    {
        private double closeness;
        private double absolute;
        private double relative;
        private long ulps;
        private string? tensor;
        private long differing;
        private long numbers;
        private bool isUnbounded;

        public void Add(string name, torch.ScalarType type, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
        {
            var width = type == torch.ScalarType.Float32 ? sizeof(float) : sizeof(long);
            numbers += a.Length / width;
            if (a.SequenceEqual(b))
            {
                return;
            }

            for (var at = 0; at < a.Length; at += width)
            {
                if (a.Slice(at, width).SequenceEqual(b.Slice(at, width)))
                {
                    continue;
                }

                differing++;
                if (type == torch.ScalarType.Float32)
                {
                    var (left, right) = (MemoryMarshal.Read<float>(a[at..]), MemoryMarshal.Read<float>(b[at..]));
                    ulps = Math.Max(ulps, Ulps.Between(left, right) ?? 0);
                    Add(name, left, right);
                }
                else
                {
                    Add(name, MemoryMarshal.Read<long>(a[at..]), MemoryMarshal.Read<long>(b[at..]));
                }
            }
        }

        public WeightDistance ToDistance() => isUnbounded
            ? new WeightDistance(null, null, null, null, tensor, differing, numbers)
            : new WeightDistance(closeness, absolute, relative, ulps, tensor, differing, numbers);

        private void Add(string name, double left, double right)
        {
            if (isUnbounded)
            {
                return;
            }

            if (!double.IsFinite(left) || !double.IsFinite(right))
            {
                isUnbounded = true;
                tensor = name;
                return;
            }

            closeness = Math.Max(closeness, Closeness.Between(left, right));
            relative = Math.Max(relative, Closeness.Relative(left, right));
            if (tensor is null || Math.Abs(left - right) > absolute)
            {
                absolute = Math.Abs(left - right);
                tensor = name;
            }
        }
    }
}
