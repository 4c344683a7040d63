namespace Lockstep.Vision.Augmentation;

/// <summary>What a drawn policy can do to an image; the names are those of torchvision's.</summary>
internal enum PolicyOperation
{
    Identity,
    ShearX,
    ShearY,
    TranslateX,
    TranslateY,
    Rotate,
    Brightness,
    Color,
    Contrast,
    Sharpness,
    Posterize,
    Solarize,
    AutoContrast,
    Equalize,
}
