using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Schema;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>Sharpens or smooths, with a probability.</summary>
/// <param name="factor">0 gives a smoothed image, 1 the same, 2 a sharpened one.</param>
/// <remarks>
/// Draws one double. Equal to torchvision's RandomAdjustSharpness on PIL images: a blend with the image smoothed by a 3×3 kernel of ones
/// and a 5 in the middle. Pixels at the edge stay.
/// </remarks>
internal sealed class Sharpness(double probability, double factor) : IAugmentation
{
    internal static BuiltInAugmentation<IAugmentation> BuiltIn { get; } = new(
        [
            new(
                "sharpness",
                new NullableShape(new SectionShape(
                    new("prob", CommonShapes.Probability, DefaultValue.Of(0.5), "How likely it happens."),
                    new("factor", CommonShapes.NotNegative, DefaultValue.None, "0 smooths, 1 changes nothing, 2 sharpens."))),
                DefaultValue.Null,
                "Sharpen or smooth."),
        ],
        new RandomPurpose(24),
        recipe => recipe.Section("sharpness") is { } sharpness && sharpness.Number("prob") is > 0 and var probability
            ? new Sharpness(probability, sharpness.Number("factor"))
            : null)
    {
        Name = "sharpness",
    };

    public Image Apply(Image image, ref RandomStream random) => random.NextBool(probability) ? Sharpened(image, (float)factor) : image;

    internal static Image Sharpened(Image image, float factor)
    {
        var source = image.Pixels;
        var target = (byte[])source.Clone();
        var rowLength = 3 * image.Width;
        for (var y = 1; y < image.Height - 1; y++)
        {
            for (var at = (y * rowLength) + 3; at < ((y + 1) * rowLength) - 3; at++)
            {
                var sum = (4 * source[at]) + Three(source, at - rowLength) + Three(source, at) + Three(source, at + rowLength);
                target[at] = ColorAdjustment.Blend(((2 * sum) + 13) / 26, source[at], factor); // sum / 13, rounded
            }
        }

        return new Image(image.Height, image.Width, target);
    }

    private static int Three(byte[] source, int at) => source[at - 3] + source[at] + source[at + 3];
}
