using System.Runtime.Intrinsics;

namespace Lockstep.Vision.Augmentation;

/// <summary>Which source pixels make a target pixel along one axis, and with what weights, in fixed point.</summary>
internal sealed class Taps
{
    /// <summary>Bytes that may be read behind the last source pixel where pixels are read in pairs, eight bytes each.</summary>
    public const int Overreach = 5;

    private readonly int[] weights;
    private readonly int[] offsets;

    private Taps(int[] starts, int[] weights, int[] offsets)
    {
        Starts = starts;
        this.weights = weights;
        this.offsets = offsets;
        Pairs = [.. Enumerable.Range(0, starts.Length).SelectMany(target => Enumerable.Range(0, PairsOf(target)).Select(pair => Pair(target, 2 * pair)))];
    }

    /// <summary>The first source pixel of each target pixel.</summary>
    public int[] Starts { get; }

    /// <summary>The weights of all target pixels, two at a time: three times the first, three times the second (0 where there is none), and 0.</summary>
    public Vector256<int>[] Pairs { get; }

    public int PairsOf(int target) => (offsets[target + 1] - offsets[target] + 1) / 2;

    public ReadOnlySpan<int> WeightsOf(int target) => weights.AsSpan(offsets[target], offsets[target + 1] - offsets[target]);

    /// <summary>Triangle weights; wider than two pixels when shrinking, so that nothing is passed over.</summary>
    /// <remarks>Pixel centres lie at one half. Weights are normalised in double precision, then rounded half away from zero.</remarks>
    public static Taps Bilinear(int from, int to, int precision)
    {
        var scale = (double)from / to;
        var support = Math.Max(scale, 1.0);
        var starts = new int[to];
        var offsets = new int[to + 1];
        var weights = new List<int>();
        for (var target = 0; target < to; target++)
        {
            var centre = (target + 0.5) * scale;
            var first = Math.Max(0, (int)(centre - support + 0.5));
            var end = Math.Min(from, (int)(centre + support + 0.5));
            var raw = Enumerable.Range(first, end - first).Select(source => Math.Max(0, 1 - Math.Abs((source - centre + 0.5) / support))).ToArray();
            var sum = raw.Sum();
            starts[target] = first;
            weights.AddRange(raw.Select(weight => (int)Math.Floor((weight / sum * (1 << precision)) + 0.5)));
            offsets[target + 1] = weights.Count;
        }

        return new Taps(starts, [.. weights], offsets);
    }

    private Vector256<int> Pair(int target, int tap)
    {
        var (first, second) = (WeightsOf(target)[tap], tap + 1 < WeightsOf(target).Length ? WeightsOf(target)[tap + 1] : 0);
        return Vector256.Create(first, first, first, second, second, second, 0, 0);
    }
}
