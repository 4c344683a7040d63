using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>What each of the 256 levels becomes.</summary>
internal static class LevelTables
{
    public static byte[] Of(Func<int, int> level) => [.. Enumerable.Range(0, 256).Select(value => (byte)Math.Clamp(level(value), 0, 255))];

    public static Image Map(Image image, byte[] table) => Map(image, table, table, table);

    public static Image Map(Image image, byte[] red, byte[] green, byte[] blue)
    {
        var source = image.Pixels;
        var target = GC.AllocateUninitializedArray<byte>(source.Length);
        for (var at = 0; at < source.Length; at += 3)
        {
            target[at] = red[source[at]];
            target[at + 1] = green[source[at + 1]];
            target[at + 2] = blue[source[at + 2]];
        }

        return new Image(image.Height, image.Width, target);
    }

    /// <summary>A table for each channel, made from how often each level occurs there.</summary>
    public static Image MapByHistogram(Image image, Func<int[], byte[]> tableOf)
    {
        int[][] counts = [new int[256], new int[256], new int[256]];
        for (var at = 0; at < image.Pixels.Length; at += 3)
        {
            counts[0][image.Pixels[at]]++;
            counts[1][image.Pixels[at + 1]]++;
            counts[2][image.Pixels[at + 2]]++;
        }

        return Map(image, tableOf(counts[0]), tableOf(counts[1]), tableOf(counts[2]));
    }
}
