using System.Text.Json.Nodes;

namespace Lockstep.Cli.Tests;

public sealed class BrokenImageTests
{
    [Fact]
    public async Task Skip_leaves_broken_images_out_on_record_and_reruns_to_the_same_bits()
    {
        using var place = new Workplace().WithDigits();
        File.WriteAllText(place.PathOf("digits/5/0005.png"), "no image");
        File.WriteAllBytes(place.PathOf("digits/7/0007.png"), []);
        var result = await place.RunAsync("train", "recipe.yaml", "--set", "data.on_broken=skip", "--name", "first");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("2 of 80 images can't be decoded and are left out", result.StandardError, StringComparison.Ordinal);
        Assert.Contains("5/0005.png: it is a text file ('no image')", result.StandardError, StringComparison.Ordinal);
        Assert.Equal("""["5/0005.png","7/0007.png"]""", Lock(place, "first")["excluded"]?.ToJsonString());
        Assert.Equal("identical", (await place.JsonAsync(0, "rerun", "first")).Text("verdict"));
    }

    [Fact]
    public async Task Skip_with_nothing_broken_gives_the_lock_of_fail()
    {
        using var place = new Workplace().WithDigits();
        var fail = await place.TrainedAsync();
        var skip = await place.JsonAsync(0, "train", "recipe.yaml", "--set", "data.on_broken=skip");
        Assert.Equal(fail.Text("lockId"), skip.Text("lockId"));
        Assert.False(Lock(place, fail.Text("run")).ContainsKey("excluded"));
    }

    [Fact]
    public async Task What_was_found_broken_is_remembered_and_a_damaged_memory_is_no_harm()
    {
        using var place = new Workplace().WithDigits();
        File.WriteAllText(place.PathOf("digits/5/0005.png"), "no image");
        async Task<string> LockIdAsync() => (await place.JsonAsync(0, "train", "recipe.yaml", "--set", "data.on_broken=skip")).Text("lockId");
        var first = await LockIdAsync();
        var file = Assert.Single(Directory.GetFiles(place.PathOf("cache/lockstep/decoded"), "*.json"));
        var written = File.ReadAllText(file);
        File.WriteAllText(file, written.Replace("5/0005.png", "5/0015.png", StringComparison.Ordinal));
        // What is remembered is believed: another image is left out, and the broken one stops the training.
        Assert.Equal(3, (await place.RunAsync("train", "recipe.yaml", "--set", "data.on_broken=skip")).ExitCode);
        foreach (var damaged in (string[])["", "[]", "{\"broken\":[{\"name\":3}]}", written.Replace("5/0005.png", "nowhere.png", StringComparison.Ordinal)])
        {
            File.WriteAllText(file, damaged);
            Assert.Equal(first, await LockIdAsync());
            Assert.Equal(written, File.ReadAllText(file));
        }
    }

    [Fact]
    public async Task A_broken_image_of_any_part_ends_the_training_before_there_is_a_run_and_a_copy_across_parts_is_named()
    {
        using var place = new Workplace().WithDigits();
        await place.ShellAsync("cd digits && mkdir -p train val && mv 0 1 train && for class in 0 1; do mkdir val/$class; "
            + "mv $(ls -d train/$class/* | tail -n 3) val/$class; done && rm -r [2-9]");
        var (kept, other) = (Directory.GetFiles(place.PathOf("digits/train/1"))[0], Directory.GetFiles(place.PathOf("digits/val/0"))[0]);
        File.Copy(kept, place.PathOf("digits/val/1/copy.png"));
        var whole = File.ReadAllBytes(other);
        File.WriteAllBytes(other, whole[..60]);
        var broken = await place.RunAsync("train", "recipe.yaml");
        Assert.Equal(3, broken.ExitCode);
        Assert.Contains("1 of 17 images", broken.StandardError, StringComparison.Ordinal);
        Assert.Contains($"{Path.GetFileName(other)}: it ends inside its", broken.StandardError, StringComparison.Ordinal);
        Assert.Equal(0, place.RunCount);
        File.WriteAllBytes(other, whole);
        var mended = await place.RunAsync("train", "recipe.yaml");
        Assert.Equal(0, mended.ExitCode);
        Assert.Contains("1 validation image has the content of a training image, so figures on them say too much:\n  val/1/copy.png is "
            + $"train/1/{Path.GetFileName(kept)}", mended.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_on_its_side_is_turned_taken_as_it_is_or_refused_as_the_recipe_says()
    {
        using var place = new Workplace().WithDigits();
        File.Copy(Path.Combine(AppContext.BaseDirectory, "fixtures", "images", "orientation6.jpg"), place.PathOf("digits/0/side.jpg"));
        async Task<JsonObject> TrainAsync(int exitCode, string rule) =>
            await place.JsonAsync(exitCode, "train", "recipe.yaml", "--set", "augment.resize=[8, 8]", "--set", $"data.orientation={rule}");
        var applied = await TrainAsync(0, "apply");
        var ignored = await TrainAsync(0, "ignore");
        Assert.NotEqual(applied.Text("lockId"), ignored.Text("lockId"));
        Assert.NotEqual(applied.Text("resultId"), ignored.Text("resultId"));
        var refused = await place.RunAsync("train", "recipe.yaml", "--set", "augment.resize=[8, 8]", "--set", "data.orientation=refuse");
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("side.jpg: its EXIF data says orientation 6", refused.StandardError, StringComparison.Ordinal);
        var skip = await place.RunAsync("train", "recipe.yaml", "--set", "data.orientation=refuse", "--set", "data.on_broken=skip");
        Assert.Equal(3, skip.ExitCode);
        Assert.Contains("side.jpg: its EXIF data says orientation 6", skip.StandardError, StringComparison.Ordinal);
    }

    private static JsonObject Lock(Workplace place, string run) =>
        Assert.IsType<JsonObject>(JsonNode.Parse(File.ReadAllText(place.PathOf($"runs/{run}/locks/data.json")))?["relevant"]);
}
