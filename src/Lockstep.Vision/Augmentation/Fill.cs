namespace Lockstep.Vision.Augmentation;

/// <summary>The colour of what comes from outside an image; black where nothing is said.</summary>
internal readonly record struct Fill(byte Red, byte Green, byte Blue)
{
    /// <param name="levels">Red, green and blue, each from 0 to 255.</param>
    public static Fill Of(int[] levels) => new((byte)levels[0], (byte)levels[1], (byte)levels[2]);
}
