namespace Lockstep.Randomness;

/// <summary>What a draw is for. The numbers are part of the format: they key the draws.</summary>
public enum RandomPurpose : uint
{
    None = 0,
    Order = 1,
    Augment = 2,
    Split = 3,
    Subset = 4,

    // An augmentation newer than flip and colour jitter draws from a stream of its own: switching it on changes no other's draws.
    AugmentRandomResizedCrop = 16,
    AugmentRandomCrop = 17,
    AugmentVerticalFlip = 18,
    AugmentRotation = 19,
    AugmentGreyscale = 20,
    AugmentInversion = 21,
    AugmentPosterization = 22,
    AugmentSolarization = 23,
    AugmentSharpness = 24,
    AugmentAutocontrast = 25,
    AugmentEqualization = 26,
    AugmentGaussianBlur = 27,
    AugmentRandomErasing = 28,
    AugmentAffine = 29,
    AugmentPerspective = 30,
    AugmentTrivialAugment = 31,
    AugmentRandAugment = 32,
    AugmentAugMix = 33,
    AugmentMixupOrCutMix = 34,
    AugmentMixup = 35,
    AugmentCutMix = 36,

    // What a program added: see OwnStream, whose keys no other purpose uses. The greatest that leaves room for the repeat.
    Own = 255,
}
