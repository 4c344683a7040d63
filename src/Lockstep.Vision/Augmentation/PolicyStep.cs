using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>An operation with how far it goes.</summary>
/// <param name="Magnitude">Pixels, degrees, bits, a level, or a part, as the operation has it.</param>
/// <remarks>Equal to torchvision's _apply_op on PIL images.</remarks>
internal readonly record struct PolicyStep(PolicyOperation Operation, double Magnitude)
{
    public Image Of(Image image, Interpolation interpolation, Fill fill) => Operation switch
    {
        PolicyOperation.Identity => image,

        // Sheared about the upper left corner.
        PolicyOperation.ShearX => new AffineMap(1, Magnitude, 0, 0, 1, 0).Of(image, interpolation, fill),
        PolicyOperation.ShearY => new AffineMap(1, 0, 0, Magnitude, 1, 0).Of(image, interpolation, fill),
        PolicyOperation.TranslateX => new AffineMap(1, 0, -Math.Truncate(Magnitude), 0, 1, 0).Of(image, interpolation, fill),
        PolicyOperation.TranslateY => new AffineMap(1, 0, 0, 0, 1, -Math.Truncate(Magnitude)).Of(image, interpolation, fill),
        PolicyOperation.Rotate => Rotation.Turned(image, Magnitude, interpolation, fill),
        PolicyOperation.Brightness => ColorAdjustment.Of(image, ColorAdjustment.Brightness, Factor),
        PolicyOperation.Color => ColorAdjustment.Of(image, ColorAdjustment.Saturation, Factor),
        PolicyOperation.Contrast => ColorAdjustment.Of(image, ColorAdjustment.Contrast, Factor),
        PolicyOperation.Sharpness => Sharpness.Sharpened(image, Factor),
        PolicyOperation.Posterize => LevelTables.Map(image, Posterization.TableOf((int)Magnitude)),
        PolicyOperation.Solarize => LevelTables.Map(image, Solarization.TableOf((int)Math.Ceiling(Magnitude))),
        PolicyOperation.AutoContrast => Autocontrast.Stretched(image),
        PolicyOperation.Equalize => Equalization.Equalized(image),
        _ => throw new ArgumentOutOfRangeException(nameof(image), Operation, "No such operation."),
    };

    private float Factor => (float)(1 + Magnitude);
}
