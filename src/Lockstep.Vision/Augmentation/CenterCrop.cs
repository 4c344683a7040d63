using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Schema;

namespace Lockstep.Vision.Augmentation;

/// <summary>Cuts height × width pixels out of the middle; a smaller image gets a black margin first.</summary>
/// <remarks>Draws nothing. Equal to torchvision's CenterCrop, which rounds half a pixel to the even one.</remarks>
internal sealed class CenterCrop(int height, int width) : GeometricAugmentation
{
    internal static BuiltInAugmentation<IAugmentation> BuiltIn { get; } = new(
        [
            new(
                "center_crop", new NullableShape(CommonShapes.HeightAndWidth), DefaultValue.Null,
                "Crop the centre, with black around an image that is smaller. In validation; in training where there is no random crop.")
            {
                Acts = Effects.Initialization | Effects.Augment | Effects.Evaluation
            },
        ],
        RandomPurpose.None,
        recipe => RandomResizedCrop.In(recipe) is null && RandomCrop.SizeIn(recipe) is null ? Of(recipe) : null)
    {
        ForValidation = Of,
    };

    /// <summary>Height and width; null where it is off.</summary>
    internal static int[]? SizeIn(RecipeValues recipe) => recipe.WholeNumbersOrNull("center_crop");

    private static CenterCrop? Of(RecipeValues recipe) => SizeIn(recipe) is [var height, var width] ? new CenterCrop(height, width) : null;

    /// <inheritdoc/>
    public override GeometricTransform Draw(int imageHeight, int imageWidth, ref RandomStream random) => Middle(imageHeight, imageWidth).Transform;

    internal ImagePart Middle(int imageHeight, int imageWidth) => new(Start(imageHeight, height), Start(imageWidth, width), height, width);

    private static int Start(int length, int wanted) => wanted > length
        ? -((wanted - length) / 2)
        : (int)Math.Round((length - wanted) / 2.0, MidpointRounding.ToEven);
}
