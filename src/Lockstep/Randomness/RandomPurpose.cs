namespace Lockstep.Randomness;

/// <summary>What a draw is for. The numbers are part of the format: they key the draws.</summary>
public enum RandomPurpose : uint
{
    /// <summary>For what draws nothing.</summary>
    None = 0,

    /// <summary>The order of the samples of an epoch.</summary>
    Order = 1,

    /// <summary>The horizontal flip and the colour jitter, which share a stream.</summary>
    Augment = 2,

    /// <summary>Which samples validate.</summary>
    Split = 3,

    /// <summary>Which samples a smoke test or a check takes.</summary>
    Subset = 4,

    /// <summary>The resamples of a bootstrap interval.</summary>
    Bootstrap = 5,

    /// <summary>Which differences change their sign, where there are too many for all ways.</summary>
    SignFlip = 6,

    // An augmentation newer than flip and colour jitter draws from a stream of its own: switching it on changes no other's draws.
    /// <summary><c>augment.random_resized_crop</c></summary>
    AugmentRandomResizedCrop = 16,

    /// <summary><c>augment.random_crop</c></summary>
    AugmentRandomCrop = 17,

    /// <summary><c>augment.vflip_prob</c></summary>
    AugmentVerticalFlip = 18,

    /// <summary><c>augment.rotation_degrees</c></summary>
    AugmentRotation = 19,

    /// <summary><c>augment.greyscale_prob</c></summary>
    AugmentGreyscale = 20,

    /// <summary><c>augment.invert_prob</c></summary>
    AugmentInversion = 21,

    /// <summary><c>augment.posterize</c></summary>
    AugmentPosterization = 22,

    /// <summary><c>augment.solarize</c></summary>
    AugmentSolarization = 23,

    /// <summary><c>augment.sharpness</c></summary>
    AugmentSharpness = 24,

    /// <summary><c>augment.autocontrast_prob</c></summary>
    AugmentAutocontrast = 25,

    /// <summary><c>augment.equalize_prob</c></summary>
    AugmentEqualization = 26,

    /// <summary><c>augment.gaussian_blur</c></summary>
    AugmentGaussianBlur = 27,

    /// <summary><c>augment.random_erasing</c></summary>
    AugmentRandomErasing = 28,

    /// <summary><c>augment.affine</c></summary>
    AugmentAffine = 29,

    /// <summary><c>augment.perspective</c></summary>
    AugmentPerspective = 30,

    /// <summary><c>augment.trivial_augment</c></summary>
    AugmentTrivialAugment = 31,

    /// <summary><c>augment.rand_augment</c></summary>
    AugmentRandAugment = 32,

    /// <summary><c>augment.augmix</c></summary>
    AugmentAugMix = 33,

    /// <summary>Which of several ways mixes a batch.</summary>
    AugmentMixupOrCutMix = 34,

    /// <summary><c>augment.mixup</c></summary>
    AugmentMixup = 35,

    /// <summary><c>augment.cutmix</c></summary>
    AugmentCutMix = 36,

    // What a program added: see OwnStream, whose keys no other purpose uses. The greatest that leaves room for the repeat.
    /// <summary>Augmentations that a program added.</summary>
    Own = 255,
}
