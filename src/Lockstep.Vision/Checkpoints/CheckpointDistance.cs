using System.Runtime.InteropServices;
using Lockstep.Compare;
using Lockstep.Files;
using Lockstep.Ledgers;
using Lockstep.Runs;
using Lockstep.Vision.Tensors;
using TorchSharp;

namespace Lockstep.Vision.Checkpoints;

/// <summary>How far two checkpoints are from each other, number by number.</summary>
public static class CheckpointDistance
{
    private const int PortionBytes = 1 << 20;

    private delegate void Portion(SafetensorsHeader.Entry entry, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b);

    /// <returns>Null where one is not there, or they don't hold the same tensors.</returns>
    /// <exception cref="LockstepException">One is no whole safetensors file.</exception>
    public static WeightDistance? Between(string a, string b, CancellationToken cancellation)
    {
        var greatest = new Greatest();
        return ReadBoth(a, b, (entry, left, right) => greatest.Add(entry.Name, entry.Type, left, right), cancellation) ? greatest.ToDistance() : null;
    }

    /// <summary>The distance of all 32-bit floats as one vector, as <see cref="WeightPoint"/> has it.</summary>
    /// <returns>Null where one is not there, or they don't hold the same tensors; not finite where a number isn't.</returns>
    /// <exception cref="LockstepException">One is no whole safetensors file.</exception>
    public static double? Relative(string a, string b, CancellationToken cancellation)
    {
        var (apart, ofA, ofB) = (0.0, 0.0, 0.0);
        var isRead = ReadBoth(a, b, (entry, left, right) =>
        {
            if (entry.Type != torch.ScalarType.Float32)
            {
                return;
            }

            var numbersOfA = MemoryMarshal.Cast<byte, float>(left);
            var numbersOfB = MemoryMarshal.Cast<byte, float>(right);
            for (var index = 0; index < numbersOfA.Length; index++)
            {
                double numberOfA = numbersOfA[index], numberOfB = numbersOfB[index];
                apart += (numberOfA - numberOfB) * (numberOfA - numberOfB);
                ofA += numberOfA * numberOfA;
                ofB += numberOfB * numberOfB;
            }
        }, cancellation);
        return !isRead ? null : apart == 0 ? 0 : Math.Sqrt(apart) / Math.Sqrt(Math.Max(ofA, ofB));
    }

    /// <returns>Whether both are there, and hold the same tensors.</returns>
    private static bool ReadBoth(string a, string b, Portion portion, CancellationToken cancellation)
    {
        if (!Presence.IsFile(a) || !Presence.IsFile(b))
        {
            return false;
        }

        using var left = RegularFile.OpenRead(a);
        using var right = RegularFile.OpenRead(b);
        var entriesOfA = SafetensorsHeader.Read(left, a, out var startOfA);
        var entriesOfB = SafetensorsHeader.Read(right, b, out var startOfB).ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        if (entriesOfA.Count != entriesOfB.Count || !entriesOfA.All(
            entry => entriesOfB.TryGetValue(entry.Name, out var other) && other.Type == entry.Type && other.Shape.SequenceEqual(entry.Shape)))
        {
            return false;
        }

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
                portion(entry, bytesOfA.AsSpan(0, length), bytesOfB.AsSpan(0, length));
                rest -= length;
            }
        }

        return true;
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
            ? new WeightDistance(differing, numbers, Tensor: tensor)
            : new WeightDistance(differing, numbers, closeness, absolute, relative, ulps, tensor);

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
