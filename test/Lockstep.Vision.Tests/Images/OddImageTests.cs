using System.Text;
using Lockstep.Tests.Shared;
using Lockstep.Vision.Images;
using Lockstep.Vision.Inspection;

namespace Lockstep.Vision.Tests.Images;

public sealed class OddImageTests
{
    [Fact]
    public void Each_gives_its_pixels_or_says_why_not()
    {
        var odd = Pictures.RealData("odd");
        Assert.SkipUnless(Directory.Exists(odd), "needs odd and broken images: set LOCKSTEP_TEST_DATA to a folder that holds odd/");
        var listing = new StringBuilder();
        foreach (var file in Directory.GetFiles(odd).Order(StringComparer.Ordinal))
        {
            listing.Append(Path.GetFileName(file)).Append(": ").Append(OutcomeOf(file)).Append('\n');
        }

        GoldenFile.Matches("test/Lockstep.Vision.Tests/golden/odd.txt", listing.ToString());
    }

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n", "git lfs pull")]
    [InlineData("<!DOCTYPE html>\n<html>404</html>", "it is an HTML page")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0", "zeros")]
    [InlineData("\0\0\0\u001cftypheic\0\0\0\0", "a HEIC or MP4 file")]
    [InlineData("II*\0\u0008\0\0\0", "it ends inside its header")]
    [InlineData("\u0001\u0002\u0003", "(010203)")]
    public void What_is_no_image_is_named(string content, string said)
    {
        var exception = Assert.Throws<BrokenImageException>(() => ImageDecoder.Decode(Encoding.Latin1.GetBytes(content), "a.jpg", OrientationRule.Apply));
        Assert.Contains(said, exception.Message, StringComparison.Ordinal);
        Assert.StartsWith("a.jpg: ", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("grey.bmp", 18, new byte[] { 0xFF, 0xFF, 0xFF, 0x7F })]
    [InlineData("palette.gif", 6, new byte[] { 0xFF, 0xFF, 0xFF, 0xFF })]
    [InlineData("q95.jpg", -1, new byte[] { 0xFF, 0xFF, 0xFF, 0xFF })]
    public void An_impossible_size_is_refused_before_memory_is_asked_for(string name, int at, byte[] claim)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Pictures.Folder, name));
        claim.CopyTo(bytes, at >= 0 ? at : bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]) + 5);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var exception = Assert.Throws<BrokenImageException>(() => ImageDecoder.Decode(bytes, name, OrientationRule.Apply));
        Assert.Contains("its header claims", exception.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 50_000_000);
    }

    private static string OutcomeOf(string file)
    {
        try
        {
            var image = ImageDecoder.Decode(File.ReadAllBytes(file), Path.GetFileName(file), OrientationRule.Apply);
            return $"{image.Width}×{image.Height} {PixelDigests.Of(image)}";
        }
        catch (BrokenImageException exception)
        {
            return exception.Reason;
        }
    }
}
