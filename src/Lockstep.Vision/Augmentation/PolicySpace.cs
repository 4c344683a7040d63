namespace Lockstep.Vision.Augmentation;

/// <summary>The operations that a policy draws from, with how far each can go. The tables are torchvision's, in its order.</summary>
internal static class PolicySpace
{
    /// <summary>The wide space of TrivialAugment (Müller and Hutter 2021).</summary>
    public static PolicyRange[] TrivialAugment { get; } =
    [
        new(PolicyOperation.Identity),
        new(PolicyOperation.ShearX, 0, 0.99, IsSigned: true),
        new(PolicyOperation.ShearY, 0, 0.99, IsSigned: true),
        new(PolicyOperation.TranslateX, 0, 32, IsSigned: true),
        new(PolicyOperation.TranslateY, 0, 32, IsSigned: true),
        new(PolicyOperation.Rotate, 0, 135, IsSigned: true),
        .. Adjustments(0.99),
        new(PolicyOperation.Posterize, 8, 2),
        new(PolicyOperation.Solarize, 255, 0),
        new(PolicyOperation.AutoContrast),
        new(PolicyOperation.Equalize),
    ];

    /// <summary>The operations of RandAugment (Cubuk et al. 2019), for an image of that size.</summary>
    public static PolicyRange[] RandAugment(int height, int width) =>
    [
        new(PolicyOperation.Identity),
        new(PolicyOperation.ShearX, 0, 0.3, IsSigned: true),
        new(PolicyOperation.ShearY, 0, 0.3, IsSigned: true),
        new(PolicyOperation.TranslateX, 0, 150.0 / 331.0 * width, IsSigned: true),
        new(PolicyOperation.TranslateY, 0, 150.0 / 331.0 * height, IsSigned: true),
        new(PolicyOperation.Rotate, 0, 30, IsSigned: true),
        .. Adjustments(0.9),
        new(PolicyOperation.Posterize, 8, 4),
        new(PolicyOperation.Solarize, 255, 0),
        new(PolicyOperation.AutoContrast),
        new(PolicyOperation.Equalize),
    ];

    /// <summary>The operations of AugMix (Hendrycks et al. 2019), for an image of that size.</summary>
    /// <param name="allOperations">Also brightness, colour, contrast and sharpness, which overlap with the corruptions of ImageNet-C.</param>
    public static PolicyRange[] AugMix(int height, int width, bool allOperations) =>
    [
        new(PolicyOperation.ShearX, 0, 0.3, IsSigned: true),
        new(PolicyOperation.ShearY, 0, 0.3, IsSigned: true),
        new(PolicyOperation.TranslateX, 0, width / 3.0, IsSigned: true),
        new(PolicyOperation.TranslateY, 0, height / 3.0, IsSigned: true),
        new(PolicyOperation.Rotate, 0, 30, IsSigned: true),
        new(PolicyOperation.Posterize, 4, 0),
        new(PolicyOperation.Solarize, 255, 0),
        new(PolicyOperation.AutoContrast),
        new(PolicyOperation.Equalize),
        .. allOperations ? Adjustments(0.9) : [],
    ];

    private static PolicyRange[] Adjustments(double most) =>
    [
        new(PolicyOperation.Brightness, 0, most, IsSigned: true),
        new(PolicyOperation.Color, 0, most, IsSigned: true),
        new(PolicyOperation.Contrast, 0, most, IsSigned: true),
        new(PolicyOperation.Sharpness, 0, most, IsSigned: true),
    ];
}
