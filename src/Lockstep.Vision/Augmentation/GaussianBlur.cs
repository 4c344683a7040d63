using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Schema;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>Blurs by a Gaussian of drawn width, with a probability.</summary>
/// <param name="kernel">Pixels that count, along each axis; odd.</param>
/// <param name="sigma">Least and most standard deviation in pixels, above 0.</param>
/// <remarks>
/// Draws two doubles: whether, sigma. At most one level from torchvision's GaussianBlur on PIL images, which sums 32-bit floats in an order
/// of its library's choice; here it is doubles, along the rows and then along the columns, so the same on every machine. Beyond
/// the edge the image is reflected, again and again where it is smaller than the kernel (which torchvision refuses).
/// </remarks>
internal sealed class GaussianBlur(double probability, int kernel, (double Least, double Most) sigma) : IAugmentation
{
    internal static BuiltInAugmentation<IAugmentation> BuiltIn { get; } = new(
        [
            new(
                "gaussian_blur",
                new NullableShape(new SectionShape(
                    new("prob", CommonShapes.Probability, DefaultValue.Of(1.0), "How likely it happens."),
                    new("kernel", new WholeNumberShape(1, 255) { IsOdd = true }, DefaultValue.None, "The size of the kernel in pixels, along each axis."),
                    new("sigma", CommonShapes.Range(CommonShapes.Positive), DefaultValue.Of(0.1, 2.0), "The standard deviation in pixels."))),
                DefaultValue.Null,
                "Blur by a Gaussian of random width."),
        ],
        new RandomPurpose(27),
        recipe => recipe.Section("gaussian_blur") is { } blur && blur.Number("prob") is > 0 and var probability
            ? new GaussianBlur(probability, blur.WholeNumber("kernel"), (blur.Numbers("sigma")[0], blur.Numbers("sigma")[1]))
            : null)
    {
        Name = "blur",
    };

    public Image Apply(Image image, ref RandomStream random)
    {
        var isBlurred = random.NextBool(probability);
        var drawn = random.NextUniform(sigma.Least, sigma.Most);
        return isBlurred ? Blurred(image, kernel, drawn) : image;
    }

    internal static Image Blurred(Image image, int kernel, double sigma)
    {
        var weights = WeightsOf(kernel, sigma);
        var rowLength = 3 * image.Width;
        var columns = Sources(image.Width, kernel);
        var rows = Sources(image.Height, kernel);
        var target = GC.AllocateUninitializedArray<byte>(image.Pixels.Length);
        var alongRows = new double[image.Pixels.Length];
        for (var row = 0; row < alongRows.Length; row += rowLength)
        {
            for (var x = 0; x < rowLength; x++)
            {
                var (pixel, channel) = (x / 3, x % 3);
                var sum = 0.0;
                for (var tap = 0; tap < weights.Length; tap++)
                {
                    sum += image.Pixels[row + (3 * columns[pixel + tap]) + channel] * weights[tap];
                }

                alongRows[row + x] = sum;
            }
        }

        var sums = new double[rowLength];
        for (var y = 0; y < image.Height; y++)
        {
            Array.Clear(sums);
            for (var tap = 0; tap < weights.Length; tap++)
            {
                var from = rows[y + tap] * rowLength;
                for (var x = 0; x < sums.Length; x++)
                {
                    sums[x] += alongRows[from + x] * weights[tap];
                }
            }

            for (var x = 0; x < sums.Length; x++)
            {
                target[(y * rowLength) + x] = (byte)Math.Clamp(Math.Round(sums[x], MidpointRounding.ToEven), 0, 255);
            }
        }

        return new Image(image.Height, image.Width, target);
    }

    private static double[] WeightsOf(int kernel, double sigma)
    {
        var raw = Enumerable.Range(0, kernel).Select(place =>
        {
            var distance = (place - (kernel / 2)) / sigma;
            return Elementary.Exp(-0.5 * distance * distance);
        }).ToArray();
        var sum = raw.Sum();
        return [.. raw.Select(weight => weight / sum)];
    }

    /// <summary>Which pixel stands at each place from kernel / 2 before the first one on: 2 1 [0 1 2] 1 0.</summary>
    private static int[] Sources(int length, int kernel)
    {
        var period = Math.Max(1, 2 * (length - 1));
        return [.. Enumerable.Range(-(kernel / 2), length + kernel - 1).Select(place =>
        {
            var folded = ((place % period) + period) % period;
            return folded < length ? folded : period - folded;
        })];
    }
}
