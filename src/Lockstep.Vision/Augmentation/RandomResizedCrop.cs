using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Schema;

namespace Lockstep.Vision.Augmentation;

/// <summary>Cuts out a part of random area and aspect at a random place, and resizes it as <see cref="Resize"/> does.</summary>
/// <param name="size">Of the result; null for that of the image.</param>
/// <param name="scale">Least and most part of the image's area.</param>
/// <param name="ratio">Least and most width / height.</param>
/// <remarks>
/// Draws 22 doubles: scale and ratio of ten tries, then top and left. The first try that fits counts; where none does, it is the middle of the
/// image with the nearest ratio that fits. Source: torchvision's RandomResizedCrop (Szegedy et al. 2015). Deviations: torchvision stops drawing
/// at the first try that fits, and draws 32-bit floats; a side that it would round to 0 pixels has 1 here.
/// </remarks>
internal sealed class RandomResizedCrop(
    (int Height, int Width)? size, (double Least, double Most) scale, (double Least, double Most) ratio, Interpolation interpolation = Interpolation.Bilinear)
        : GeometricAugmentation
{
    internal static BuiltInAugmentation<IAugmentation> BuiltIn { get; } = new(
        [
            new(
                "random_resized_crop",
                new NullableShape(new SectionShape(
                    new(
                        "size", new NullableShape(CommonShapes.HeightAndWidth), DefaultValue.Null,
                        "Of the result, in pixels; null keeps that of center_crop, or else the one that the image has after resize."),
                    new("scale", CommonShapes.Range(CommonShapes.Share), DefaultValue.Of(0.08, 1.0), "The part of the image's area."),
                    new("ratio", CommonShapes.Range(CommonShapes.Positive), DefaultValue.Of(0.75, 4.0 / 3), "Width / height of the part."))),
                DefaultValue.Null,
                "Crop a rectangle of random area and aspect, and resize it. Validation resizes to its size instead, where there is no center_crop.")
            {
                Acts = Effects.Initialization | Effects.Augment | Effects.Evaluation
            },
        ],
        new RandomPurpose(16),
        Of)
    {
        ForValidation = recipe => CenterCrop.SizeIn(recipe) is null && SizeIn(recipe) is [var height, var width]
            ? new Resize(height, width, Interpolations.Of(recipe.Word("interpolation")))
            : null,
        Name = "rrcrop",
    };

    private readonly RandomPart parts = new(scale.Least, scale.Most, ratio.Least, ratio.Most);

    /// <summary>Height and width of the result; null where it has those of another, or is off.</summary>
    internal static int[]? SizeIn(RecipeValues recipe) => In(recipe)?.WholeNumbersOrNull("size");

    /// <summary>What the recipe says of it; null where it is off.</summary>
    internal static RecipeValues? In(RecipeValues recipe) => recipe.Section("random_resized_crop");

    private static RandomResizedCrop? Of(RecipeValues recipe)
    {
        if (In(recipe) is not { } crop)
        {
            return null;
        }

        var (scale, ratio) = (crop.Numbers("scale"), crop.Numbers("ratio"));
        return new RandomResizedCrop(
            SizeOf(SizeIn(recipe) ?? CenterCrop.SizeIn(recipe)), (scale[0], scale[1]), (ratio[0], ratio[1]), Interpolations.Of(recipe.Word("interpolation")));
    }

    private static (int Height, int Width)? SizeOf(int[]? size) => size is [var height, var width] ? (height, width) : null;

    /// <inheritdoc/>
    public override GeometricTransform Draw(int imageHeight, int imageWidth, ref RandomStream random)
    {
        var (height, width) = size ?? (imageHeight, imageWidth);
        var part = Choose(imageHeight, imageWidth, ref random);
        return part.Transform.Then(Resize.Transform(part.Height, part.Width, height, width, interpolation));
    }

    internal ImagePart Choose(int imageHeight, int imageWidth, ref RandomStream random)
    {
        var found = parts.Draw((double)imageHeight * imageWidth, (wide, high) => wide > 0 && high > 0 && wide <= imageWidth && high <= imageHeight, ref random);
        var (top, left) = (random.NextDouble(), random.NextDouble());
        if (found is var (partWidth, partHeight))
        {
            return new ImagePart((int)(top * (imageHeight - partHeight + 1)), (int)(left * (imageWidth - partWidth + 1)), partHeight, partWidth);
        }

        return Middle(imageHeight, imageWidth);
    }

    private ImagePart Middle(int imageHeight, int imageWidth)
    {
        var (partHeight, partWidth) = (imageHeight, imageWidth);
        var found = (double)imageWidth / imageHeight;
        if (found < ratio.Least)
        {
            partHeight = Math.Max(1, RandomPart.Rounded(imageWidth / ratio.Least));
        }
        else if (found > ratio.Most)
        {
            partWidth = Math.Max(1, RandomPart.Rounded(imageHeight * ratio.Most));
        }

        return new ImagePart((imageHeight - partHeight) / 2, (imageWidth - partWidth) / 2, partHeight, partWidth);
    }
}
