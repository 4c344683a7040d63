using Lockstep.Randomness;

namespace Lockstep.Vision.Augmentation;

/// <summary>Cuts height × width pixels out at a random place, after a black margin of <paramref name="padding"/> pixels was put around the image.</summary>
/// <remarks>
/// Draws two doubles: top, left. Equal to torchvision's RandomCrop with pad_if_needed: an image that is still too small gets, on both
/// sides, as many black pixels more as it lacks. Deviation: torchvision draws nothing where there is but one place.
/// </remarks>
public sealed class RandomCrop(int height, int width, int padding) : GeometricAugmentation
{
    internal static BuiltInAugmentation<IAugmentation> BuiltIn { get; } = new(RandomPurpose.AugmentRandomCrop,
        recipe => recipe.RandomCrop is { } crop ? new RandomCrop(crop.Size[0], crop.Size[1], crop.Padding) : null)
    {
        ForValidation = recipe => recipe is { CenterCrop: null, RandomCrop: { } crop } ? new CenterCrop(crop.Size[0], crop.Size[1]) : null,
        Name = "crop",
    };

    /// <inheritdoc/>
    public override GeometricTransform Draw(int imageHeight, int imageWidth, ref RandomStream random)
    {
        var (marginRows, marginColumns) = (Margin(imageHeight, height), Margin(imageWidth, width));
        var top = random.NextPlace(imageHeight + (2 * marginRows) - height + 1);
        var left = random.NextPlace(imageWidth + (2 * marginColumns) - width + 1);
        return PartAt(imageHeight, imageWidth, top, left).Transform;
    }

    /// <param name="top">From the top of the padded image.</param>
    /// <param name="left">From the left of the padded image.</param>
    internal ImagePart PartAt(int imageHeight, int imageWidth, int top, int left) =>
        new(top - Margin(imageHeight, height), left - Margin(imageWidth, width), height, width);

    private int Margin(int length, int wanted) => padding + Math.Max(0, wanted - (length + (2 * padding)));
}
