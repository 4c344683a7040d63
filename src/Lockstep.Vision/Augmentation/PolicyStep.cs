using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>An operation with how far it goes.</summary>
/// <param name="Magnitude">Pixels, degrees, bits, a level, or a part, as the operation has it.</param>
/// <remarks>Equal to torchvision's _apply_op on PIL images.</remarks>
internal readonly record struct PolicyStep(PolicyOperation Operation, double Magnitude)
{
    public Image Of(Image image, Interpolation interpolation, Fill fill) => Transform(image.Height, image.Width, interpolation, fill).Of(image);

    /// <summary>The operation on an image of that size; one on colours leaves every pixel where it is.</summary>
    public GeometricTransform Transform(int height, int width, Interpolation interpolation, Fill fill)
    {
        var (magnitude, factor) = (Magnitude, (float)(1 + Magnitude));
        return Operation switch
        {
            PolicyOperation.Identity => GeometricTransform.None(height, width),

            // Sheared about the upper left corner.
            PolicyOperation.ShearX => Moved(new AffineMap(1, magnitude, 0, 0, 1, 0)),
            PolicyOperation.ShearY => Moved(new AffineMap(1, 0, 0, magnitude, 1, 0)),
            PolicyOperation.TranslateX => Moved(new AffineMap(1, 0, -Math.Truncate(magnitude), 0, 1, 0)),
            PolicyOperation.TranslateY => Moved(new AffineMap(1, 0, 0, 0, 1, -Math.Truncate(magnitude))),
            PolicyOperation.Rotate => Rotation.By(magnitude, height, width, interpolation, fill),
            PolicyOperation.Brightness => Unmoved(image => ColorAdjustment.Of(image, ColorAdjustment.Brightness, factor)),
            PolicyOperation.Color => Unmoved(image => ColorAdjustment.Of(image, ColorAdjustment.Saturation, factor)),
            PolicyOperation.Contrast => Unmoved(image => ColorAdjustment.Of(image, ColorAdjustment.Contrast, factor)),
            PolicyOperation.Sharpness => Unmoved(image => Sharpness.Sharpened(image, factor)),
            PolicyOperation.Posterize => Unmoved(image => LevelTables.Map(image, Posterization.TableOf((int)magnitude))),
            PolicyOperation.Solarize => Unmoved(image => LevelTables.Map(image, Solarization.TableOf((int)Math.Ceiling(magnitude)))),
            PolicyOperation.AutoContrast => Unmoved(Autocontrast.Stretched),
            PolicyOperation.Equalize => Unmoved(Equalization.Equalized),
            _ => throw new InvalidOperationException($"There is no operation {Operation}."),
        };

        GeometricTransform Moved(AffineMap map) => map.Transform(height, width, interpolation, fill);
        GeometricTransform Unmoved(Func<Image, Image> colours) => new(height, width, ProjectiveMap.Identity, colours);
    }
}
