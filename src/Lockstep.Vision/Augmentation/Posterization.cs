using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Schema;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>Keeps the upper bits of each level, with a probability.</summary>
/// <param name="bits">From 1 to 8.</param>
/// <remarks>Draws one double. Equal to torchvision's RandomPosterize on PIL images.</remarks>
internal sealed class Posterization(double probability, int bits) : IAugmentation
{
    internal static BuiltInAugmentation<IAugmentation> BuiltIn { get; } = new(
        [
            new(
                "posterize",
                new NullableShape(new SectionShape(
                    new("prob", CommonShapes.Probability, DefaultValue.Of(0.5), "How likely it happens."),
                    new("bits", new WholeNumberShape(1, 8), DefaultValue.None, "How many bits are kept."))),
                DefaultValue.Null,
                "Keep only the upper bits of each level."),
        ],
        new RandomPurpose(22),
        recipe => recipe.Section("posterize") is { } posterize && posterize.Number("prob") is > 0 and var probability
            ? new Posterization(probability, posterize.WholeNumber("bits"))
            : null)
    {
        Name = "posterize",
    };

    private readonly byte[] table = TableOf(bits);

    public Image Apply(Image image, ref RandomStream random) => random.NextBool(probability) ? LevelTables.Map(image, table, table, table) : image;

    internal static byte[] TableOf(int bits) => LevelTables.Of(level => level & ~((1 << (8 - bits)) - 1));
}
