using Lockstep.Recipes;

namespace Lockstep.Vision.Augmentation;

/// <summary>The size that a recipe's augmentation gives to an image, told from the image's size alone.</summary>
internal static class OutputSize
{
    /// <summary>Whether a program has added to it, so that only a trial can tell.</summary>
    public static bool HasOwn(AugmentRecipe recipe) => recipe.Own.Values.Any(own => own is not null);

    /// <summary>In training; null where the augmentation of a program has a say.</summary>
    public static (long Height, long Width)? InTraining(AugmentRecipe recipe, long height, long width) => HasOwn(recipe)
        ? null
        : Pair(recipe.RandomCrop?.Size) ?? Pair(recipe.RandomResizedCrop?.Size) ?? Pair(recipe.CenterCrop) ?? Resized(recipe, height, width);

    /// <summary>The same in validation.</summary>
    public static (long Height, long Width)? InValidation(AugmentRecipe recipe, long height, long width) => HasOwn(recipe)
        ? null
        : Pair(recipe.CenterCrop) ?? Pair(recipe.RandomCrop?.Size) ?? Pair(recipe.RandomResizedCrop?.Size) ?? Resized(recipe, height, width);

    private static (long Height, long Width) Resized(AugmentRecipe recipe, long height, long width) => recipe.Resize switch
    {
        [var tall, var wide] => (tall, wide),
        [var side] => width <= height ? (side * height / width, side) : (side, side * width / height),
        _ => (height, width),
    };

    private static (long Height, long Width)? Pair(int[]? size) => size is [var height, var width] ? (height, width) : null;
}
