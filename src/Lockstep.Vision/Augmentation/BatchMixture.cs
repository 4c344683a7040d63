namespace Lockstep.Vision.Augmentation;

/// <summary>How the images of one batch are mixed with one another.</summary>
/// <param name="Partners">By place, the place of the other image; it may be the same.</param>
/// <param name="Weight">From 0 to 1: of the image's own class. The partner's class has the rest.</param>
/// <param name="Part">What comes from the partner, in CutMix; null in mixup, where all pixels are added by weight.</param>
internal sealed record BatchMixture(int[] Partners, double Weight, ImagePart? Part);
