namespace Lockstep.Vision.Images;

/// <summary>A picture that is to be turned, where the recipe refuses those.</summary>
/// <param name="file">Its path.</param>
/// <param name="orientation">EXIF's number, 2 to 8.</param>
internal sealed class OrientationRefusedException(string file, int orientation)
    : LockstepException($"{file}: its EXIF data says orientation {orientation} ({Images.Orientation.Describe(orientation)}), and data.orientation is refuse. "
        + "Turn the picture itself, or set data.orientation to apply or ignore.")
{
    public string File { get; } = file;

    public int Orientation { get; } = orientation;
}
