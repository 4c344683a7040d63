using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation.Preview;

/// <summary>An image that a preview shows a row of.</summary>
/// <param name="Name">For the label.</param>
/// <param name="Pixels">As decoded.</param>
/// <param name="Sample">Keys its draws, as the sample's id does in training.</param>
public sealed record PreviewedImage(string Name, Image Pixels, uint Sample);
