using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Schema;

namespace Lockstep.Vision.Augmentation;

/// <summary>Cuts height × width pixels out at a random place, after a black margin of <paramref name="padding"/> pixels was put around the image.</summary>
/// <remarks>
/// Draws two doubles: top, left. Equal to torchvision's RandomCrop with pad_if_needed: an image that is still too small gets, on both
/// sides, as many black pixels more as it lacks. Deviation: torchvision draws nothing where there is but one place.
/// </remarks>
public sealed class RandomCrop(int height, int width, int padding) : GeometricAugmentation
{
    internal static BuiltInAugmentation<IAugmentation> BuiltIn { get; } = new(
        [
            new(
                "random_crop",
                new NullableShape(new SectionShape(
                    new("size", CommonShapes.HeightAndWidth, DefaultValue.None, "In pixels; a smaller image gets more black around it."),
                    new(
                        "padding", new WholeNumberShape(0, CommonShapes.MostPixels), DefaultValue.Of(0),
                        "Black pixels put around the image first, on each side."))),
                DefaultValue.Null,
                "Crop a fixed size at a random place. Validation crops the centre instead, where there is no center_crop.")
            {
                Acts = Effects.Initialization | Effects.Augment | Effects.Evaluation
            },
        ],
        new RandomPurpose(17),
        recipe => In(recipe) is { } crop && crop.WholeNumbers("size") is [var height, var width]
            ? new RandomCrop(height, width, crop.WholeNumber("padding"))
            : null)
    {
        ForValidation = recipe => CenterCrop.SizeIn(recipe) is null && SizeIn(recipe) is [var height, var width] ? new CenterCrop(height, width) : null,
        Name = "crop",
    };

    /// <summary>Height and width; null where it is off.</summary>
    internal static int[]? SizeIn(RecipeValues recipe) => In(recipe)?.WholeNumbers("size");

    private static RecipeValues? In(RecipeValues recipe) => recipe.Section("random_crop");

    /// <inheritdoc/>
    public override GeometricTransform Draw(int imageHeight, int imageWidth, ref RandomStream random)
    {
        var (marginRows, marginColumns) = (Margin(imageHeight, height), Margin(imageWidth, width));
        var top = random.NextPlace(imageHeight + (2 * marginRows) - height + 1);
        var left = random.NextPlace(imageWidth + (2 * marginColumns) - width + 1);
        return PartAt(imageHeight, imageWidth, top, left).Transform;
    }

    /// <param name="top">From the top of the padded image.</param>
    /// <param name="left">From the left of the padded image.</param>
    internal ImagePart PartAt(int imageHeight, int imageWidth, int top, int left) =>
        new(top - Margin(imageHeight, height), left - Margin(imageWidth, width), height, width);

    private int Margin(int length, int wanted) => padding + Math.Max(0, wanted - (length + (2 * padding)));
}
