using Lockstep.Randomness;
using Lockstep.Recipes;

namespace Lockstep.Vision.Augmentation;

/// <summary>Cuts height × width pixels out of the middle; a smaller image gets a black margin first.</summary>
/// <remarks>Draws nothing. Equal to torchvision's CenterCrop, which rounds half a pixel to the even one.</remarks>
internal sealed class CenterCrop(int height, int width) : GeometricAugmentation
{
    internal static BuiltInAugmentation<IAugmentation> BuiltIn { get; } = new(RandomPurpose.None,
        recipe => recipe is { RandomResizedCrop: null, RandomCrop: null } ? Of(recipe) : null)
    {
        ForValidation = recipe => Of(recipe),
    };

    private static CenterCrop? Of(AugmentRecipe recipe) => recipe.CenterCrop is [var height, var width] ? new CenterCrop(height, width) : null;

    /// <inheritdoc/>
    public override GeometricTransform Draw(int imageHeight, int imageWidth, ref RandomStream random) => Middle(imageHeight, imageWidth).Transform;

    internal ImagePart Middle(int imageHeight, int imageWidth) => new(Start(imageHeight, height), Start(imageWidth, width), height, width);

    private static int Start(int length, int wanted) => wanted > length
        ? -((wanted - length) / 2)
        : (int)Math.Round((length - wanted) / 2.0, MidpointRounding.ToEven);
}
