using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>Cuts height × width pixels out of the middle; a smaller image gets a black margin first.</summary>
/// <remarks>Draws nothing. Equal to torchvision's CenterCrop, which rounds half a pixel to the even one.</remarks>
public sealed class CenterCrop(int height, int width) : IAugmentation
{
    internal static BuiltInAugmentation BuiltIn { get; } = new(RandomPurpose.None,
        recipe => recipe is { RandomResizedCrop: null, RandomCrop: null } ? Of(recipe) : null)
    {
        ForValidation = recipe => Of(recipe),
    };

    private static CenterCrop? Of(AugmentRecipe recipe) => recipe.CenterCrop is [var height, var width] ? new CenterCrop(height, width) : null;

    public Image Apply(Image image, ref RandomStream random) => Cut(image, height, width);

    internal static Image Cut(Image image, int height, int width) =>
        new ImagePart(Start(image.Height, height), Start(image.Width, width), height, width).Of(image);

    private static int Start(int length, int wanted) => wanted > length
        ? -((wanted - length) / 2)
        : (int)Math.Round((length - wanted) / 2.0, MidpointRounding.ToEven);
}
