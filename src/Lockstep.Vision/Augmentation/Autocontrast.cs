using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Schema;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>Stretches each channel so that its least level becomes 0 and its greatest 255, with a probability.</summary>
/// <remarks>Draws one double. Equal to torchvision's RandomAutocontrast on PIL images. A channel of one level stays.</remarks>
internal sealed class Autocontrast(double probability) : IAugmentation
{
    internal static BuiltInAugmentation<IAugmentation> BuiltIn { get; } = new(
        [new("autocontrast_prob", CommonShapes.Probability, DefaultValue.Of(0.0), "How likely each channel is stretched to the whole range of levels.")],
        new RandomPurpose(25),
        recipe => recipe.Number("autocontrast_prob") is > 0 and var probability ? new Autocontrast(probability) : null)
    {
        Name = "autocontrast",
    };

    public Image Apply(Image image, ref RandomStream random) => random.NextBool(probability) ? Stretched(image) : image;

    internal static Image Stretched(Image image) => LevelTables.MapByHistogram(image, TableOf);

    private static byte[] TableOf(int[] counts)
    {
        var least = Array.FindIndex(counts, count => count > 0);
        var most = Array.FindLastIndex(counts, count => count > 0);
        if (most <= least)
        {
            return LevelTables.Of(level => level);
        }

        var scale = 255.0 / (most - least);
        var offset = -least * scale;
        return LevelTables.Of(level => (int)((level * scale) + offset));
    }
}
