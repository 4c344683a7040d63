using Lockstep.Vision.Images;

namespace Lockstep.Vision.Tests.Images;

public sealed class OrientationTests
{
    [Theory]
    [InlineData("jpg")]
    [InlineData("png")]
    [InlineData("webp")]
    public void Refuse_names_the_file_and_the_orientation(string kind)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Pictures.Folder, $"orientation6.{kind}"));
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
}
