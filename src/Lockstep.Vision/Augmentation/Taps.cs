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

    /// <summary>Triangle or cubic weights; wider than two or four pixels when shrinking, so that nothing is passed over.</summary>
    /// <remarks>Pixel centres lie at one half. Weights are normalised in double precision, then rounded half away from zero.</remarks>
    public static Taps Of(Interpolation interpolation, int from, int to, int precision) => interpolation switch
    {
        Interpolation.Bilinear => Of(from, to, precision, radius: 1, (distance, width) => Math.Max(0, 1 - Math.Abs(distance / width))),
        Interpolation.Bicubic => Of(from, to, precision, radius: 2, (distance, width) => Cubic(Math.Abs(distance * (1.0 / width)))),
        _ => throw new ArgumentOutOfRangeException(nameof(interpolation), interpolation, "A resize is bilinear or bicubic."),
    };

    private static Taps Of(int from, int to, int precision, double radius, Func<double, double, double> weightAt)
    {
        var scale = (double)from / to;
        var width = Math.Max(scale, 1.0);
        var support = radius * width;
        var starts = new int[to];
        var offsets = new int[to + 1];
        var weights = new List<int>();
        for (var target = 0; target < to; target++)
        {
            var centre = (target + 0.5) * scale;
            var first = Math.Max(0, (int)(centre - support + 0.5));
            var end = Math.Min(from, (int)(centre + support + 0.5));
            var raw = Enumerable.Range(first, end - first).Select(source => weightAt(source - centre + 0.5, width)).ToArray();
            var sum = raw.Sum();
            starts[target] = first;
            weights.AddRange(raw.Select(weight => Rounded(weight / sum * (1 << precision))));
            offsets[target + 1] = weights.Count;
        }

        return new Taps(starts, [.. weights], offsets);
    }

    private static int Rounded(double weight) => (int)(weight < 0 ? weight - 0.5 : weight + 0.5);

    /// <summary>Source: Keys, Cubic Convolution Interpolation for Digital Image Processing, 1981, with a = -0.5.</summary>
    private static double Cubic(double distance)
    {
        const double A = -0.5;
        return distance switch
        {
            < 1 => ((((A + 2) * distance) - (A + 3)) * distance * distance) + 1,
            < 2 => ((((((distance - 5) * distance) + 8) * distance) - 4) * A),
            _ => 0,
        };
    }

    private Vector256<int> Pair(int target, int tap)
    {
        var (first, second) = (WeightsOf(target)[tap], tap + 1 < WeightsOf(target).Length ? WeightsOf(target)[tap + 1] : 0);
        return Vector256.Create(first, first, first, second, second, second, 0, 0);
    }
}
