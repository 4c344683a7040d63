using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Schema;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>Makes all three channels the grey of ITU-R 601-2, with a probability.</summary>
/// <remarks>Draws one double. Equal to torchvision's RandomGrayscale on PIL images.</remarks>
internal sealed class Greyscale(double probability) : IAugmentation
{
    internal static BuiltInAugmentation<IAugmentation> BuiltIn { get; } = new(
        [new("greyscale_prob", CommonShapes.Probability, DefaultValue.Of(0.0), "How likely an image turns grey.")],
        new RandomPurpose(20),
        recipe => recipe.Number("greyscale_prob") is > 0 and var probability ? new Greyscale(probability) : null)
    {
        Name = "grey",
    };

    public Image Apply(Image image, ref RandomStream random) => random.NextBool(probability) ? Greyed(image) : image;

    internal static Image Greyed(Image image)
    {
        var source = image.Pixels;
        var target = GC.AllocateUninitializedArray<byte>(source.Length);
        for (var at = 0; at < source.Length; at += 3)
        {
            target.AsSpan(at, 3).Fill((byte)ColorAdjustment.Luma(source[at], source[at + 1], source[at + 2]));
        }

        return new Image(image.Height, image.Width, target);
    }
}
