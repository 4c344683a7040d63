using Lockstep.Randomness;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>Cuts height × width pixels out at a random place, after a black margin of <paramref name="padding"/> pixels was put around the image.</summary>
/// <remarks>
/// Draws two doubles: top, left. Equal to torchvision's RandomCrop with pad_if_needed: an image that is still too small gets, on both
/// sides, as many black pixels more as it lacks. Deviation: torchvision draws nothing where there is but one place.
/// </remarks>
public sealed class RandomCrop(int height, int width, int padding) : IAugmentation
{
    internal static BuiltInAugmentation BuiltIn { get; } = new(RandomPurpose.AugmentRandomCrop,
        recipe => recipe.RandomCrop is { } crop ? new RandomCrop(crop.Size[0], crop.Size[1], crop.Padding) : null)
    {
        ForValidation = recipe => recipe is { CenterCrop: null, RandomCrop: { } crop } ? new CenterCrop(crop.Size[0], crop.Size[1]) : null,
        Name = "crop",
    };

    public Image Apply(Image image, ref RandomStream random)
    {
        var (rows, columns) = Places(image, height, width, padding);
        var top = random.NextPlace(rows);
        var left = random.NextPlace(columns);
        return Cut(image, height, width, padding, top, left);
    }

    /// <param name="top">From the top of the padded image.</param>
    /// <param name="left">From the left of the padded image.</param>
    internal static Image Cut(Image image, int height, int width, int padding, int top, int left) =>
        new ImagePart(top - Margin(image.Height, height, padding), left - Margin(image.Width, width, padding), height, width).Of(image);

    private static (int Rows, int Columns) Places(Image image, int height, int width, int padding) => (
        image.Height + (2 * Margin(image.Height, height, padding)) - height + 1,
        image.Width + (2 * Margin(image.Width, width, padding)) - width + 1);

    private static int Margin(int length, int wanted, int padding) => padding + Math.Max(0, wanted - (length + (2 * padding)));
}
