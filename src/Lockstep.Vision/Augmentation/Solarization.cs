using Lockstep.Randomness;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>Inverts the levels from a threshold up, with a probability.</summary>
/// <param name="threshold">From 0, which inverts all, to 256, which inverts none.</param>
/// <remarks>Draws one double. Equal to torchvision's RandomSolarize on PIL images.</remarks>
internal sealed class Solarization(double probability, int threshold) : IAugmentation
{
    internal static BuiltInAugmentation<IAugmentation> BuiltIn { get; } = new(RandomPurpose.AugmentSolarization,
        recipe => recipe.Solarize is { Prob: > 0 } solarize ? new Solarization(solarize.Prob, solarize.Threshold) : null)
    {
        Name = "solarize",
    };

    private readonly byte[] table = TableOf(threshold);

    public Image Apply(Image image, ref RandomStream random) => random.NextBool(probability) ? LevelTables.Map(image, table, table, table) : image;

    internal static byte[] TableOf(int threshold) => LevelTables.Of(level => level < threshold ? level : 255 - level);
}
