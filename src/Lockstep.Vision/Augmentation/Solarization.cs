using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Schema;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>Inverts the levels from a threshold up, with a probability.</summary>
/// <param name="threshold">From 0, which inverts all, to 256, which inverts none.</param>
/// <remarks>Draws one double. Equal to torchvision's RandomSolarize on PIL images.</remarks>
internal sealed class Solarization(double probability, int threshold) : IAugmentation
{
    internal static BuiltInAugmentation<IAugmentation> BuiltIn { get; } = new(
        [
            new(
                "solarize",
                new NullableShape(new SectionShape(
                    new("prob", CommonShapes.Probability, DefaultValue.Of(0.5), "How likely it happens."),
                    new("threshold", new WholeNumberShape(0, 256), DefaultValue.Of(128), "The least level that is inverted."))),
                DefaultValue.Null,
                "Invert the bright levels."),
        ],
        new RandomPurpose(23),
        recipe => recipe.Section("solarize") is { } solarize && solarize.Number("prob") is > 0 and var probability
            ? new Solarization(probability, solarize.WholeNumber("threshold"))
            : null)
    {
        Name = "solarize",
    };

    private readonly byte[] table = TableOf(threshold);

    public Image Apply(Image image, ref RandomStream random) => random.NextBool(probability) ? LevelTables.Map(image, table, table, table) : image;

    internal static byte[] TableOf(int threshold) => LevelTables.Of(level => level < threshold ? level : 255 - level);
}
