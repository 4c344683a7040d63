using Lockstep.Randomness;

namespace Lockstep.Vision.Augmentation;

/// <summary>The sizes of ten parts of an image, drawn one after the other, of which the first that fits is taken.</summary>
/// <remarks>
/// As torchvision draws them for RandomResizedCrop and RandomErasing: the part of the area evenly, width / height evenly on a
/// logarithmic scale. There each try is drawn only where the one before did not fit; here all ten are, so that their number is fixed.
/// </remarks>
internal sealed class RandomPart(double leastScale, double mostScale, double leastRatio, double mostRatio)
{
    public const int Tries = 10;

    private readonly double leastLog = Elementary.Log(leastRatio);
    private readonly double mostLog = Elementary.Log(mostRatio);

    /// <summary>Draws two doubles for each of the ten tries: scale, then ratio.</summary>
    /// <param name="fits">Of a part's rounded first and second length.</param>
    /// <returns>The square roots of area × ratio and of area / ratio, rounded half to even; null where none fits.</returns>
    public (int First, int Second)? Draw(double area, Func<int, int, bool> fits, ref RandomStream random)
    {
        (int First, int Second)? found = null;
        for (var @try = 0; @try < Tries; @try++)
        {
            var part = area * random.NextUniform(leastScale, mostScale);
            var ratio = Elementary.Exp(random.NextUniform(leastLog, mostLog));
            var first = Rounded(Math.Sqrt(part * ratio));
            var second = Rounded(Math.Sqrt(part / ratio));
            if (found is null && fits(first, second))
            {
                found = (first, second);
            }
        }

        return found;
    }

    /// <summary>A length beyond any image stays beyond any image.</summary>
    public static int Rounded(double length) => (int)Math.Round(Math.Min(length, int.MaxValue / 2), MidpointRounding.ToEven);
}
