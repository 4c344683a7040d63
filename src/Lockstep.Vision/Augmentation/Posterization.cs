using Lockstep.Randomness;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>Keeps the upper bits of each level, with a probability.</summary>
/// <param name="bits">From 1 to 8.</param>
/// <remarks>Draws one double. Equal to torchvision's RandomPosterize on PIL images.</remarks>
internal sealed class Posterization(double probability, int bits) : IAugmentation
{
    internal static BuiltInAugmentation<IAugmentation> BuiltIn { get; } = new(RandomPurpose.AugmentPosterization,
        recipe => recipe.Posterize is { Prob: > 0 } posterize ? new Posterization(posterize.Prob, posterize.Bits) : null)
    {
        Name = "posterize",
    };

    private readonly byte[] table = TableOf(bits);

    public Image Apply(Image image, ref RandomStream random) => random.NextBool(probability) ? LevelTables.Map(image, table, table, table) : image;

    internal static byte[] TableOf(int bits) => LevelTables.Of(level => level & ~((1 << (8 - bits)) - 1));
}
