namespace Lockstep.Vision.Augmentation;

/// <summary>Every augmentation of an image that a recipe can name, in the order in which they are applied.</summary>
internal static class AugmentationCatalog
{
    public static IReadOnlyList<BuiltInAugmentation> All { get; } =
    [
        Resize.BuiltIn,
        RandomResizedCrop.BuiltIn,
        RandomCrop.BuiltIn,
        CenterCrop.BuiltIn,
        HorizontalFlip.BuiltIn,
        VerticalFlip.BuiltIn,
        Rotation.BuiltIn,
        RandomAffine.BuiltIn,
        RandomPerspective.BuiltIn,
        ColorJitter.BuiltIn,
        Greyscale.BuiltIn,
        Inversion.BuiltIn,
        Posterization.BuiltIn,
        Solarization.BuiltIn,
        Sharpness.BuiltIn,
        Autocontrast.BuiltIn,
        Equalization.BuiltIn,
        GaussianBlur.BuiltIn,
        TrivialAugment.BuiltIn,
        RandAugment.BuiltIn,
        AugMix.BuiltIn,
    ];
}
