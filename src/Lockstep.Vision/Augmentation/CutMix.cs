using Lockstep.Randomness;
using Lockstep.Schema;

namespace Lockstep.Vision.Augmentation;

/// <summary>Pastes into each image of a batch a rectangle of another one of it (Yun et al. 2019).</summary>
/// <remarks>
/// Draws a double for whether, Dirichlet weights of two for the weight, a place for x and one for y of the rectangle's middle, and, where it does, a
/// shuffle of the batch's places for the partners.
/// </remarks>
internal sealed class CutMix(double alpha, double probability) : IBatchAugmentation
{
    internal static BuiltInAugmentation<IBatchAugmentation> BuiltIn { get; } = new(
        [
            new(
                "cutmix", new NullableShape(BatchMixing.Shape(1.0)), DefaultValue.Null,
                "Paste a random rectangle of another image of the batch into each; the loss weighs both classes by area (Yun et al. 2019).")
            {
                Acts = Effects.Augment | Effects.Targets
            },
        ],
        new RandomPurpose(36),
        recipe => recipe.Section("cutmix") is { } mix && mix.Number("prob") is > 0 and var probability ? new CutMix(mix.Number("alpha"), probability) : null)
    {
        Name = "cutmix",
    };

    public BatchMixture? Draw(RandomStream random, int count, int height, int width)
    {
        var isMixed = random.NextBool(probability);
        var drawn = Dirichlet.Draw(alpha, 2, ref random)[0];
        var x = random.NextPlace(width);
        var y = random.NextPlace(height);
        var (part, weight) = Cut(drawn, x, y, height, width);
        return isMixed ? new BatchMixture(BatchMixing.Partners(count, ref random), weight, part) : null;
    }

    /// <summary>The part, as large as its weight says but for what lies outside, and the weight that is left to the rest.</summary>
    /// <param name="weight">Drawn, of the image's own class.</param>
    internal static (ImagePart Part, double Weight) Cut(double weight, int x, int y, int height, int width)
    {
        var half = 0.5 * Math.Sqrt(1 - weight);
        var (halfWidth, halfHeight) = ((int)(half * width), (int)(half * height));
        var (left, top) = (Math.Max(0, x - halfWidth), Math.Max(0, y - halfHeight));
        var (right, bottom) = (Math.Min(width, x + halfWidth), Math.Min(height, y + halfHeight));
        return (new ImagePart(top, left, bottom - top, right - left), 1 - ((double)((right - left) * (bottom - top)) / (width * height)));
    }
}
