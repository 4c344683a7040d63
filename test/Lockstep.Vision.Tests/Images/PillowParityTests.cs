using System.Diagnostics;
using System.Text.Json.Nodes;
using Lockstep.Vision.Images;
using Lockstep.Vision.Inspection;

namespace Lockstep.Vision.Tests.Images;

public sealed class PillowParityTests
{
    [Fact]
    public void Every_form_gives_the_very_pixels_of_Pillow_as_stored_and_upright()
    {
        var expected = JsonNode.Parse(File.ReadAllText(Path.Combine(Pictures.Folder, "expected.json")));
        Assert.True(Pictures.Files.Length > 50);
        foreach (var file in Pictures.Files)
        {
            var name = Path.GetFileName(file);
            var bytes = File.ReadAllBytes(file);
            Assert.Equal($"{name} {expected?[name]?["stored"]}", $"{name} {PixelDigests.Of(ImageDecoder.Decode(bytes, name, OrientationRule.Ignore))}");
            Assert.Equal($"{name} {expected?[name]?["upright"]}", $"{name} {PixelDigests.Of(ImageDecoder.Decode(bytes, name, OrientationRule.Apply))}");
        }
    }

    [Fact]
    public void Photographs_give_the_very_pixels_of_Pillow()
    {
        var flowers = Pictures.RealData("flowers");
        Assert.SkipUnless(Directory.Exists(flowers), "needs photographs: set LOCKSTEP_TEST_DATA to a folder that holds flowers/{train,val}/<class>/*.jpg");
        Assert.SkipUnless(File.Exists("/usr/lib/python3/dist-packages/PIL/Image.py"), "needs Pillow: install python3-pil");
        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", """
            import hashlib, pathlib, struct, sys
            from PIL import Image
            for path in sorted(pathlib.Path(sys.argv[1]).glob("*/*/*.jpg")):
                image = Image.open(path).convert("RGB")
                print(hashlib.sha256(struct.pack("<II", image.height, image.width) + image.tobytes()).hexdigest(), path)
            """, flowers])
        {
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("Python did not start.");
        var lines = python.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length >= 100);
        Assert.Equal(lines, lines.AsParallel().AsOrdered()
            .Select(line => $"{PixelDigests.Of(ImageDecoder.Decode(File.ReadAllBytes(line[65..]), line[65..], OrientationRule.Ignore))} {line[65..]}"));
    }
}
