using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Schema;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>Spreads each channel's levels so that they occur about equally often, with a probability.</summary>
/// <remarks>
/// Draws one double. Equal to torchvision's RandomEqualize on PIL images. A channel of one level, or of fewer
/// than 255 pixels below its greatest, stays.
/// </remarks>
internal sealed class Equalization(double probability) : IAugmentation
{
    internal static BuiltInAugmentation<IAugmentation> BuiltIn { get; } = new(
        [new("equalize_prob", CommonShapes.Probability, DefaultValue.Of(0.0), "How likely each channel's levels are spread to occur equally often.")],
        new RandomPurpose(26),
        recipe => recipe.Number("equalize_prob") is > 0 and var probability ? new Equalization(probability) : null)
    {
        Name = "equalize",
    };

    public Image Apply(Image image, ref RandomStream random) => random.NextBool(probability) ? Equalized(image) : image;

    internal static Image Equalized(Image image) => LevelTables.MapByHistogram(image, TableOf);

    private static byte[] TableOf(int[] counts)
    {
        var greatest = Array.FindLastIndex(counts, count => count > 0);
        var step = (counts.Sum() - counts[greatest]) / 255;
        if (step == 0)
        {
            return LevelTables.Of(level => level);
        }

        var sum = step / 2;
        var table = new byte[256];
        for (var level = 0; level < table.Length; level++)
        {
            table[level] = (byte)Math.Min(255, sum / step);
            sum += counts[level];
        }

        return table;
    }
}
