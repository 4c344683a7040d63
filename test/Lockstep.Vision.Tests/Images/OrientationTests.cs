using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Lockstep.Vision.Images;
using Lockstep.Vision.Images.Headers;
using SkiaSharp;

namespace Lockstep.Vision.Tests.Images;

public sealed class OrientationTests
{
    [Theory]
    [InlineData("orientation6.jpg")]
    [InlineData("orientation6.png")]
    [InlineData("orientation6.webp")]
    [InlineData("orientation6.tif")]
    [InlineData("profile6.png")]
    [InlineData("xmp6.png")]
    public void Refuse_names_the_file_and_the_orientation(string name)
    {
        var kind = Path.GetExtension(name)[1..];
        var bytes = File.ReadAllBytes(Path.Combine(Pictures.Folder, name));
        var exception = Assert.Throws<OrientationRefusedException>(() => ImageDecoder.Decode(bytes, "side." + kind, OrientationRule.Refuse));
        Assert.Equal(6, exception.Orientation);
        Assert.StartsWith($"side.{kind}: its EXIF data says orientation 6 (on its side, to be turned right)", exception.Message, StringComparison.Ordinal);
        Assert.Equal(61, ImageDecoder.Decode(bytes, "side." + kind, OrientationRule.Apply).Height);
    }

    [Fact]
    public void Refuse_lets_an_upright_picture_pass()
    {
        foreach (var name in (string[])["orientation1.jpg", "q95.jpg"])
        {
            Assert.Equal(41, ImageDecoder.Decode(File.ReadAllBytes(Path.Combine(Pictures.Folder, name)), name, OrientationRule.Refuse).Height);
        }
    }

    [Theory]
    [InlineData("eXIf 3, text 6, XMP 8", 3)]
    [InlineData("text 6, eXIf 3", 3)]
    [InlineData("text 6, XMP 8", 6)]
    [InlineData("XMP 8", 8)]
    [InlineData("eXIf 0, XMP 8", 1)]
    [InlineData("eXIf none, text 6, XMP 8", 8)]
    [InlineData("text 6, text 3", 3)]
    [InlineData("text broken", 1)]
    [InlineData("text dictionary", 1)]
    [InlineData("late eXIf 6", 6)]
    [InlineData("late XMP 3", 3)]
    public void Of_what_a_PNG_says_that_counts_which_counts_for_Pillow(string says, int orientation)
    {
        using var picture = new SKBitmap(3, 2);
        var bytes = picture.Encode(SKEncodedImageFormat.Png, 100).ToArray().ToList();
        // Behind the header chunk, or before the end chunk; each goes before those that follow it.
        foreach (var said in says.Split(", ").Reverse())
        {
            bytes.InsertRange(
                said.StartsWith("late ", StringComparison.Ordinal) ? bytes.Count - 12 : 33,
                PngChunk(said.Replace("late ", "", StringComparison.Ordinal).Split(' ')));
        }

        Assert.Equal(orientation, ImageHeader.Read(bytes.ToArray())?.Orientation);
    }

    [Theory]
    [InlineData(6, 3, 6)]
    [InlineData(1, 6, 1)]
    public void Of_several_EXIF_segments_of_a_JPEG_the_first_counts(byte first, byte second, int orientation)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Pictures.Folder, "q95.jpg")).ToList();
        bytes.InsertRange(2, [.. Segment(first), .. Segment(second)]);
        Assert.Equal(orientation, ImageHeader.Read(bytes.ToArray())?.Orientation);
        static byte[] Segment(byte value) => [0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. Exif(value)];
    }

    [Fact]
    public void What_lies_behind_the_pixels_of_a_JPEG_says_nothing_of_it()
    {
        // As a picture of several does: the next begins with a start and EXIF data of its own.
        byte[] bytes =
            [.. File.ReadAllBytes(Path.Combine(Pictures.Folder, "q95.jpg")), .. File.ReadAllBytes(Path.Combine(Pictures.Folder, "orientation6.jpg"))];
        Assert.Equal(1, ImageHeader.Read(bytes)?.Orientation);
    }

    [Fact]
    public void Turning_twice_by_an_orientation_that_undoes_itself_or_its_opposite_gives_the_picture_back()
    {
        var picture = new Image(2, 3, [.. Enumerable.Range(0, 18).Select(value => (byte)value)]);
        foreach (var (there, back) in (ReadOnlySpan<(int, int)>)[(1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 8), (7, 7), (8, 6)])
        {
            Assert.Equal(picture.Pixels, Orientation.Upright(Orientation.Upright(picture, there), back).Pixels);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => Orientation.Upright(picture, 9));
    }

    /// <summary>A directory with the one tag, or with none.</summary>
    private static byte[] Exif(byte? orientation) => orientation is { } value
        ? [.. "MM\0*\0\0\0\u0008"u8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, value, 0, 0, 0, 0, 0, 0]
        : [.. "MM\0*\0\0\0\u0008"u8, 0, 0, 0, 0, 0, 0];

    private static byte[] PngChunk(string[] said)
    {
        byte? value = byte.TryParse(said[1], CultureInfo.InvariantCulture, out var number) ? number : null;
        byte[] data = said[0] switch
        {
            "eXIf" => Exif(value),
            "XMP" => [.. "XML:com.adobe.xmp\0\0\0\0\0"u8, .. Encoding.UTF8.GetBytes($"<tiff:Orientation>{value}</tiff:Orientation>")],
            _ when said[1] == "broken" => [.. "Raw profile type exif\0\nexif\n 4\n4d4d0"u8],
            // Packed with a dictionary that is not there.
            _ when said[1] == "dictionary" => [.. "Raw profile type exif\0\0"u8, 0x78, 0xBB, 0, 0, 0, 1, 0, 0],
            _ => [.. "Raw profile type exif\0\nexif\n 26\n"u8, .. Encoding.ASCII.GetBytes(Convert.ToHexString(Exif(value)))],
        };
        var chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        Encoding.ASCII.GetBytes(said[0] switch { "eXIf" => "eXIf", "XMP" => "iTXt", _ => said[1] == "dictionary" ? "zTXt" : "tEXt" }, chunk.AsSpan(4));
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), Crc32.HashToUInt32(chunk.AsSpan(4, 4 + data.Length)));
        return chunk;
    }
}
