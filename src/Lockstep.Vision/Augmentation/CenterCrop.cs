using Lockstep.Randomness;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>Cuts height × width pixels out of the middle; a smaller image gets a black margin first.</summary>
/// <remarks>Draws nothing. Equal to torchvision's CenterCrop, which rounds half a pixel to the even one.</remarks>
public sealed class CenterCrop(int height, int width) : IAugmentation
{
    public Image Apply(Image image, ref RandomStream random) => Cut(image, height, width);

    internal static Image Cut(Image image, int height, int width) =>
        new ImagePart(Start(image.Height, height), Start(image.Width, width), height, width).Of(image);

    private static int Start(int length, int wanted) => wanted > length
        ? -((wanted - length) / 2)
        : (int)Math.Round((length - wanted) / 2.0, MidpointRounding.ToEven);
}
