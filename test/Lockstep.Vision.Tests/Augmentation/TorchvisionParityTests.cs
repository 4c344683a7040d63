using System.Text.Json;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Tests.Augmentation;

public sealed class TorchvisionParityTests
{
    public static TheoryData<string> Operations => ["resize", "hflip", "brightness", "contrast", "saturation", "hue"];

    [Theory]
    [MemberData(nameof(Operations))]
    public void Gives_the_very_bytes_of_torchvision_on_PIL_images(string operation)
    {
        using var fixture = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "fixtures", "augmentation", "augmentation.json")));
        var compared = 0;
        foreach (var group in fixture.RootElement.EnumerateArray())
        {
            var source = ImageOf(group.GetProperty("source"));
            foreach (var expected in group.GetProperty("results").EnumerateArray().Where(result => result.GetProperty("operation").GetString() == operation))
            {
                var arguments = expected.GetProperty("arguments").EnumerateArray().Select(argument => argument.GetDouble()).ToArray();
                var found = Apply(operation, source, arguments);
                var wanted = ImageOf(expected);
                Assert.Equal((wanted.Height, wanted.Width), (found.Height, found.Width));
                Assert.True(
                    wanted.Pixels.SequenceEqual(found.Pixels),
                    $"{operation}({string.Join(", ", arguments)}) of {source.Height}×{source.Width}: {wanted.Pixels.Zip(found.Pixels).Count(pair => pair.First != pair.Second)} bytes differ, by at most {wanted.Pixels.Zip(found.Pixels).Max(pair => Math.Abs(pair.First - pair.Second))}");
                compared++;
            }
        }

        Assert.True(compared >= 4);
    }

    private static Image Apply(string operation, Image source, double[] arguments)
    {
        var pixels = (byte[])source.Pixels.Clone();
        switch (operation)
        {
            case "resize":
                return Resize.To(source, (int)arguments[0], (int)arguments[1]);
            case "hflip":
                return HorizontalFlip.Mirrored(source);
            case "brightness":
                ColorAdjustment.Brightness(pixels, (float)arguments[0]);
                break;
            case "contrast":
                ColorAdjustment.Contrast(pixels, (float)arguments[0]);
                break;
            case "saturation":
                ColorAdjustment.Saturation(pixels, (float)arguments[0]);
                break;
            default:
                ColorAdjustment.Hue(pixels, arguments[0]);
                break;
        }

        return new Image(source.Height, source.Width, pixels);
    }

    private static Image ImageOf(JsonElement image) =>
        new(image.GetProperty("height").GetInt32(), image.GetProperty("width").GetInt32(), image.GetProperty("pixels").GetBytesFromBase64());
}
