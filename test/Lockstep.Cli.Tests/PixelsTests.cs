using System.Text.Json.Nodes;

namespace Lockstep.Cli.Tests;

public sealed class PixelsTests
{
    /// <summary>As docs/formats/images.md prints it.</summary>
    private const string TenLines = """
        import hashlib, pathlib, struct, sys
        from PIL import Image, ImageOps
        folder, lines = pathlib.Path(sys.argv[1]), []
        for path in folder.glob("*/*"):
            image = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
            digest = hashlib.sha256(struct.pack("<II", image.height, image.width) + image.tobytes()).hexdigest()
            lines.append((str(path.relative_to(folder)).encode(), digest))
        listing = b"".join(digest.encode() + b"  " + name + b"\n" for name, digest in sorted(lines))
        sys.stdout.buffer.write(listing)
        print("# all:", hashlib.sha256(listing).hexdigest())
        """;

    [Fact]
    public async Task Ten_lines_of_Python_give_the_same_listing()
    {
        Assert.SkipUnless(File.Exists("/usr/lib/python3/dist-packages/PIL/Image.py"), "needs Pillow: install python3-pil");
        using var place = new Workplace().WithDigits();
        File.Copy(Path.Combine(AppContext.BaseDirectory, "fixtures", "images", "orientation6.jpg"), place.PathOf("digits/0/side ü.jpg"));
        File.WriteAllText(place.PathOf("pixels.py"), TenLines);
        var result = await place.RunAsync("data", "pixels", "digits", "-o", "pixels.txt");
        Assert.Equal(0, result.ExitCode);
        var written = File.ReadAllText(place.PathOf("pixels.txt"));
        Assert.Equal(
            await place.ShellAsync("/usr/bin/python3 pixels.py digits"),
            string.Concat(written.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => !line.StartsWith("# decoder: SkiaSharp ", StringComparison.Ordinal)).Select(line => line + "\n")));
        Assert.Equal(81, written.Split('\n').Count(line => line.Length > 0 && line[0] != '#'));
    }

    [Fact]
    public async Task Ten_lines_of_Python_are_those_of_the_documentation()
    {
        using var place = new Workplace();
        var repository = (await place.ShellAsync($"cd '{AppContext.BaseDirectory}' && while [ ! -f Lockstep.slnx ]; do cd ..; done; pwd")).Trim();
        Assert.Contains(TenLines, File.ReadAllText(Path.Combine(repository, "docs", "formats", "images.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_image_is_listed_with_its_reason_and_the_answer_is_no()
    {
        using var place = new Workplace().WithDigits(perClass: 2);
        File.WriteAllText(place.PathOf("digits/5/0005.png"), "version https://git-lfs.github.com/spec/v1\n");
        var text = await place.RunAsync("data", "pixels", "digits");
        Assert.Equal(1, text.ExitCode);
        Assert.Contains("# broken: 5/0005.png: it is a Git LFS pointer", text.StandardOutput, StringComparison.Ordinal);
        var answer = await place.JsonAsync(1, "data", "pixels", "digits");
        Assert.Equal(19, answer["images"]?.GetValue<int>());
        Assert.Equal("5/0005.png", answer["broken"]?[0]?["name"]?.GetValue<string>());
        Assert.Equal(19, Assert.IsType<JsonArray>(answer["digests"]).Count);
    }

    [Fact]
    public async Task The_library_that_decodes_is_in_the_environment_lock_with_its_digest()
    {
        using var place = new Workplace().WithDigits(perClass: 2);
        await place.JsonAsync(0, "train", "recipe.yaml", "--name", "run");
        var decoder = JsonNode.Parse(File.ReadAllText(place.PathOf("runs/run/locks/environment.json")))?["relevant"]?["imageDecoder"];
        var library = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libSkiaSharp.so");
        Assert.Equal((await place.ShellAsync($"sha256sum '{library}'"))[..64], decoder?["sha256"]?.GetValue<string>());
    }

    [Fact]
    public async Task Orientation_can_be_applied_ignored_or_refused()
    {
        using var place = new Workplace().WithDigits(perClass: 1);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "fixtures", "images", "orientation6.png"), place.PathOf("digits/0/side.png"));
        var applied = await place.JsonAsync(0, "data", "pixels", "digits");
        var ignored = await place.JsonAsync(0, "data", "pixels", "digits", "--orientation", "ignore");
        var refused = await place.JsonAsync(1, "data", "pixels", "digits", "--orientation", "refuse");
        Assert.NotEqual(applied.Text("all"), ignored.Text("all"));
        Assert.Equal("0/side.png", Assert.Single(Assert.IsType<JsonArray>(refused["broken"]))?["name"]?.GetValue<string>());
        Assert.Equal(2, (await place.RunAsync("data", "pixels", "digits", "--orientation", "sideways")).ExitCode);
    }
}
