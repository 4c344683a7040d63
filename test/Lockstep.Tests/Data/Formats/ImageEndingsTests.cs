namespace Lockstep.Tests.Data.Formats;

public sealed class ImageEndingsTests
{
    [Theory]
    [InlineData("a/1.TIF")]
    [InlineData("a/1.tiff")]
    [InlineData("a/1.jfif")]
    [InlineData("a/1.jpe")]
    [InlineData("a/1.dib")]
    [InlineData("a/1.apng")]
    public void Every_usual_ending_of_a_format_that_is_decoded_is_an_image(string path)
    {
        using var folder = new DataFolder().WithImages("b/1.png", path);
        Assert.Equal(2, folder.Read().Images.Count);
    }
}
