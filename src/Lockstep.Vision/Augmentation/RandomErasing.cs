using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Schema;

namespace Lockstep.Vision.Augmentation;

/// <summary>Sets a part of random area and aspect to 0 in the numbers that the model gets, with a probability.</summary>
/// <param name="scale">Least and most part of the image's area.</param>
/// <param name="ratio">Least and most height / width.</param>
/// <remarks>
/// Draws 23 doubles: whether, scale and ratio of ten tries, top and left. The first try smaller than the image counts; where none is, the
/// image stays. Source: torchvision's RandomErasing with value 0 (Zhong et al. 2017). Deviation: torchvision stops drawing at the
/// first try that fits, and draws 32-bit floats.
/// </remarks>
internal sealed class RandomErasing(double probability, (double Least, double Most) scale, (double Least, double Most) ratio) : ITensorAugmentation
{
    internal static BuiltInAugmentation<ITensorAugmentation> BuiltIn { get; } = new(
        [
            new(
                "random_erasing",
                new NullableShape(new SectionShape(
                    new("prob", CommonShapes.Probability, DefaultValue.Of(0.5), "How likely it happens."),
                    new("scale", CommonShapes.Range(CommonShapes.Share), DefaultValue.Of(0.02, 0.33), "The part of the image's area."),
                    new("ratio", CommonShapes.Range(CommonShapes.Positive), DefaultValue.Of(0.3, 3.3), "Height / width of the part."))),
                DefaultValue.Null,
                "Set a rectangle of random area and aspect to 0, after normalize."),
        ],
        new RandomPurpose(28),
        Of)
    {
        Name = "erasing",
    };

    private static RandomErasing? Of(RecipeValues recipe)
    {
        if (recipe.Section("random_erasing") is not { } erasing || erasing.Number("prob") is not (> 0 and var probability))
        {
            return null;
        }

        var (scale, ratio) = (erasing.Numbers("scale"), erasing.Numbers("ratio"));
        return new RandomErasing(probability, (scale[0], scale[1]), (ratio[0], ratio[1]));
    }

    private readonly RandomPart part = new(scale.Least, scale.Most, ratio.Least, ratio.Most);

    public void Apply(Span<float> numbers, int height, int width, bool channelsLast, ref RandomStream random)
    {
        if (Choose(height, width, ref random) is { } erased)
        {
            Erase(numbers, height, width, channelsLast, erased);
        }
    }

    internal ImagePart? Choose(int height, int width, ref RandomStream random)
    {
        var isErased = random.NextBool(probability);
        var size = part.Draw((double)height * width, (high, wide) => high < height && wide < width, ref random);
        var (top, left) = (random.NextDouble(), random.NextDouble());
        return isErased && size is var (high, wide)
            ? new ImagePart((int)(top * (height - high + 1)), (int)(left * (width - wide + 1)), high, wide)
            : null;
    }

    internal static void Erase(Span<float> numbers, int height, int width, bool channelsLast, ImagePart erased)
    {
        var (planes, channels) = channelsLast ? (1, 3) : (3, 1);
        for (var plane = 0; plane < planes; plane++)
        {
            for (var row = erased.Top; row < erased.Top + erased.Height; row++)
            {
                numbers.Slice(((((plane * height) + row) * width) + erased.Left) * channels, erased.Width * channels).Clear();
            }
        }
    }
}
