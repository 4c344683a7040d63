using Lockstep.Recipes;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>The size that a recipe's augmentation gives to an image, told from the image's size alone.</summary>
internal static class OutputSize
{
    /// <summary>Whether a program has added to it, so that only a trial can tell.</summary>
    public static bool HasOwn(AugmentRecipe recipe) => recipe.Own.Values.Any(own => own is not null);

    /// <summary>How much smaller than stored JPEGs are decoded before it.</summary>
    public static JpegScale Decoded(Recipe recipe) => JpegScale.Of(recipe.Data.DecodeScale, Resize.SizeIn(recipe.Augment.Values));

    /// <summary>All sizes that the recipe names; null for what is off.</summary>
    public static int[]?[] AllIn(AugmentRecipe recipe) =>
        [Resize.SizeIn(recipe.Values), CenterCrop.SizeIn(recipe.Values), RandomCrop.SizeIn(recipe.Values), RandomResizedCrop.SizeIn(recipe.Values)];

    /// <summary>In training; null where the augmentation of a program has a say.</summary>
    public static (long Height, long Width)? InTraining(AugmentRecipe recipe, long height, long width) => HasOwn(recipe)
        ? null
        : Pair(RandomCrop.SizeIn(recipe.Values) ?? RandomResizedCrop.SizeIn(recipe.Values) ?? CenterCrop.SizeIn(recipe.Values))
            ?? Resized(recipe, height, width);

    /// <summary>The same in validation.</summary>
    public static (long Height, long Width)? InValidation(AugmentRecipe recipe, long height, long width) => HasOwn(recipe)
        ? null
        : Pair(CenterCrop.SizeIn(recipe.Values) ?? RandomCrop.SizeIn(recipe.Values) ?? RandomResizedCrop.SizeIn(recipe.Values))
            ?? Resized(recipe, height, width);

    private static (long Height, long Width) Resized(AugmentRecipe recipe, long height, long width) => Resize.SizeIn(recipe.Values) switch
    {
        [var tall, var wide] => (tall, wide),
        [var side] => width <= height ? (side * height / width, side) : (side, side * width / height),
        _ => (height, width),
    };

    private static (long Height, long Width)? Pair(int[]? size) => size is [var height, var width] ? (height, width) : null;
}
