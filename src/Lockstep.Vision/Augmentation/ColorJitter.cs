using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Schema;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>Changes brightness, contrast, saturation and hue by drawn amounts, in a drawn order.</summary>
/// <param name="brightness">The factor is drawn between max(0, 1 - brightness) and 1 + brightness; contrast and saturation likewise. 0 leaves it alone.</param>
/// <param name="hue">The shift is drawn between -hue and hue of the colour circle, at most 0.5.</param>
/// <remarks>
/// Draws, in this order: the order (a shuffle of four), then the factors of brightness, contrast, saturation and hue; all of
/// them, also those left alone, so that switching one on does not change the others. Each adjustment is torchvision's on PIL images.
/// </remarks>
public sealed class ColorJitter(double brightness, double contrast, double saturation, double hue) : IAugmentation
{
    internal static BuiltInAugmentation<IAugmentation> BuiltIn { get; } = new(
        [
            new(
                "color_jitter",
                new SectionShape(
                    new("brightness", CommonShapes.NotNegative, DefaultValue.Of(0.0), "The factor is drawn from 1 - x to 1 + x, never below 0."),
                    new("contrast", CommonShapes.NotNegative, DefaultValue.Of(0.0), "The factor is drawn from 1 - x to 1 + x, never below 0."),
                    new("saturation", CommonShapes.NotNegative, DefaultValue.Of(0.0), "The factor is drawn from 1 - x to 1 + x, never below 0."),
                    new(
                        "hue", new NumberShape { Least = 0, Most = 0.5 }, DefaultValue.Of(0.0),
                        "The shift is drawn from -x to x, in turns of the colour circle.")),
                DefaultValue.Inside,
                "How far colours may be shifted, drawn anew for each image and epoch."),
        ],
        RandomPurpose.Augment,
        Of)
    {
        Name = "jitter",
        IsOn = recipe => !Of(recipe).IsOff,
    };

    private bool IsOff => brightness == 0 && contrast == 0 && saturation == 0 && hue == 0;

    private static ColorJitter Of(RecipeValues recipe)
    {
        var jitter = recipe.Section("color_jitter") ?? throw new ArgumentException("The resolved recipe gives every section that is not null.", nameof(recipe));
        return new ColorJitter(jitter.Number("brightness"), jitter.Number("contrast"), jitter.Number("saturation"), jitter.Number("hue"));
    }

    /// <inheritdoc/>
    public Image Apply(Image image, ref RandomStream random)
    {
        Span<int> order = [0, 1, 2, 3];
        random.Shuffle(order);
        Span<double> amounts =
        [
            random.NextUniform(Math.Max(0, 1 - brightness), 1 + brightness),
            random.NextUniform(Math.Max(0, 1 - contrast), 1 + contrast),
            random.NextUniform(Math.Max(0, 1 - saturation), 1 + saturation),
            random.NextUniform(-hue, hue),
        ];
        if (IsOff)
        {
            return image;
        }

        var pixels = (byte[])image.Pixels.Clone();
        foreach (var adjustment in order)
        {
            switch (adjustment)
            {
                case 0 when brightness > 0:
                    ColorAdjustment.Brightness(pixels, (float)amounts[0]);
                    break;
                case 1 when contrast > 0:
                    ColorAdjustment.Contrast(pixels, (float)amounts[1]);
                    break;
                case 2 when saturation > 0:
                    ColorAdjustment.Saturation(pixels, (float)amounts[2]);
                    break;
                case 3 when hue > 0:
                    ColorAdjustment.Hue(pixels, amounts[3]);
                    break;
            }
        }

        return new Image(image.Height, image.Width, pixels);
    }
}
