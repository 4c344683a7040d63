using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Schema;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>Makes the negative: 255 less each level, with a probability.</summary>
/// <remarks>Draws one double. Equal to torchvision's RandomInvert.</remarks>
internal sealed class Inversion(double probability) : IAugmentation
{
    internal static BuiltInAugmentation<IAugmentation> BuiltIn { get; } = new(
        [new("invert_prob", CommonShapes.Probability, DefaultValue.Of(0.0), "How likely an image becomes its negative.")],
        new RandomPurpose(21),
        recipe => recipe.Number("invert_prob") is > 0 and var probability ? new Inversion(probability) : null)
    {
        Name = "invert",
    };

    private static readonly byte[] Table = LevelTables.Of(level => 255 - level);

    public Image Apply(Image image, ref RandomStream random) => random.NextBool(probability) ? Inverted(image) : image;

    internal static Image Inverted(Image image) => LevelTables.Map(image, Table, Table, Table);
}
