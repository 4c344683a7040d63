using System.Text.Json.Nodes;

namespace Lockstep.Cli.Tests;

public sealed class ShowTests
{
    [Fact]
    public async Task Duplicates_are_named_with_the_classes_and_splits_that_they_are_in()
    {
        using var place = new Workplace().WithDigits();
        await place.ShellAsync("""
            mkdir -p parted/val && mv digits parted/train && for c in 0 1 2 3 4 5 6 7 8 9
            do mkdir parted/val/$c; mv parted/train/$c/000$c.png parted/val/$c/; done
            cp parted/train/1/0011.png parted/train/1/again.png; cp parted/train/2/0012.png parted/val/2/again.png
            cp parted/train/3/0013.png parted/train/4/again.png
            """);
        var answer = await place.JsonAsync(0, "data", "show", "parted");
        var groups = Assert.IsType<JsonArray>(answer["duplicates"]);
        Assert.Equal(
            ["train/3/0013.png train/4/again.png True False", "train/2/0012.png val/2/again.png False True", "train/1/0011.png train/1/again.png False False"],
            groups.Select(group =>
                $"{string.Join(' ', Assert.IsType<JsonArray>(group?["names"]).Select(name => name?.GetValue<string>()))} "
                + $"{group?["inSeveralClasses"]?.GetValue<bool>()} {group?["inSeveralSplits"]?.GetValue<bool>()}"));
        Assert.Equal("""{"name":"4","train":8,"val":1}""", answer["classes"]?[4]?.ToJsonString());
        Assert.Equal("""[{"width":8,"height":8,"count":83}]""", answer["sizes"]?.ToJsonString());
        Assert.Equal("""{"grey":83}""", answer["modes"]?.ToJsonString());

        var text = (await place.RunAsync("data", "show", "parted")).StandardOutput;
        Assert.Contains("duplicates  3 pictures are there more than once; 1 of them under several classes, "
            + "1 in several splits", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unreadable_images_are_listed_and_it_is_a_description_all_the_same()
    {
        using var place = new Workplace().WithDigits(perClass: 2);
        await place.ShellAsync("truncate -s 60 digits/5/0005.png && : >digits/6/0006.png");
        var answer = await place.JsonAsync(0, "data", "show", "digits");
        Assert.Equal(["5/0005.png", "6/0006.png"], Assert.IsType<JsonArray>(answer["unreadable"]).Select(sample => sample?["name"]?.GetValue<string>()));
        Assert.Equal(20, answer["images"]?.GetValue<int>());
    }

    [Fact]
    public async Task Without_decoding_it_sees_no_damage_inside()
    {
        using var place = new Workplace().WithDigits(perClass: 2);
        // The pixels' zlib stream is broken, and the chunk's checksum made to fit.
        await place.ShellAsync("""
            /usr/bin/python3 - <<'END'
            import struct, zlib
            data = bytearray(open("digits/5/0005.png", "rb").read())
            at = data.index(b"IDAT")
            size, = struct.unpack(">I", data[at - 4:at])
            data[at + 4:at + 4 + size] = bytes(size)
            data[at + 4 + size:at + 8 + size] = struct.pack(">I", zlib.crc32(data[at:at + 4 + size]))
            open("digits/5/0005.png", "wb").write(data)
            END
            """);
        Assert.Single(Assert.IsType<JsonArray>((await place.JsonAsync(0, "data", "show", "digits"))["unreadable"]));
        var headers = await place.JsonAsync(0, "data", "show", "digits", "--no-decode");
        Assert.Empty(Assert.IsType<JsonArray>(headers["unreadable"]));
        Assert.False(headers["decoded"]?.GetValue<bool>());
    }
}
