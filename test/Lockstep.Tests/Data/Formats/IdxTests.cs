using System.Buffers.Binary;
using Lockstep.Samples.Formats;

namespace Lockstep.Tests.Data.Formats;

public sealed class IdxTests
{
    /// <summary>An idx file of unsigned bytes, whatever its header says.</summary>
    internal static byte[] File(uint[] sizes, byte[] items)
    {
        var header = new byte[4 + (4 * sizes.Length)];
        header[2] = 8;
        header[3] = (byte)sizes.Length;
        foreach (var (index, size) in sizes.Index())
        {
            BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4 + (4 * index)), size);
        }

        return [.. header, .. items];
    }

    internal static byte[] Images(int count, int height, int width) =>
        File([(uint)count, (uint)height, (uint)width], [.. Enumerable.Range(0, count * height * width).Select(index => (byte)index)]);

    internal static byte[] Labels(params byte[] labels) => File([(uint)labels.Length], labels);

    [Theory]
    [InlineData("", "-", false)]
    [InlineData("MNIST/raw/", ".", false)]
    [InlineData("MNIST/", "-", true)]
    public void Images_and_labels_belong_together_by_their_place(string at, string mark, bool isGzip)
    {
        var ending = isGzip ? ".gz" : "";
        byte[] Packed(byte[] bytes) => isGzip ? DataFolder.Gzip(bytes) : bytes;
        using var folder = new DataFolder()
            .With($"{at}train-images{mark}idx3-ubyte{ending}", Packed(Images(3, 2, 5)))
            .With($"{at}train-labels{mark}idx1-ubyte{ending}", Packed(Labels(1, 0, 3)))
            .With($"{at}t10k-images{mark}idx3-ubyte{ending}", Packed(Images(1, 2, 5))).With($"{at}t10k-labels{mark}idx1-ubyte{ending}", Packed(Labels(2)));
        var images = folder.Read();
        Assert.Equal(["0", "1", "2", "3"], images.Classes);
        var train = $"{at}train-images{mark}idx3-ubyte{ending}";
        Assert.Equal(
            [$"{train}#0 1 train", $"{train}#1 0 train", $"{train}#2 3 train", $"{at}t10k-images{mark}idx3-ubyte{ending}#0 2 test"], DataFolder.Shown(images));
        Assert.Equal(new PixelRecords(train, isGzip, 16, 10, 3, 2, 5, 1, false), Assert.IsType<PixelRecord>(images.Images[0].Source).Layout);
    }

    [Fact]
    public void Images_to_test_on_alone_are_read_to_evaluate_on()
    {
        using var folder = new DataFolder().With("t10k-images-idx3-ubyte", Images(1, 2, 5)).With("t10k-labels-idx1-ubyte", Labels(2));
        Assert.Equal(["t10k-images-idx3-ubyte#0 2 test"], DataFolder.Shown(folder.Read()));
    }

    [Fact]
    public void A_fourth_dimension_holds_the_colours()
    {
        using var folder = new DataFolder().With("train-images-idx4-ubyte", File([2, 2, 2, 3], new byte[24])).With("train-labels-idx1-ubyte", Labels(0, 1));
        Assert.Equal(
            new PixelRecords("train-images-idx4-ubyte", false, 20, 12, 2, 2, 2, 3, false), Assert.IsType<PixelRecord>(folder.Read().Images[1].Source).Layout);
        folder.With("train-images-idx4-ubyte", File([2, 2, 2, 2], new byte[16]));
        Assert.Contains("2×2 pixels and 2 channels", folder.Problem(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_file_packed_and_unpacked_the_unpacked_one_is_read()
    {
        using var folder = new DataFolder().With("train-images-idx3-ubyte", Images(1, 1, 1))
            .With("train-images-idx3-ubyte.gz", DataFolder.Gzip(Images(1, 1, 1))).With("train-labels-idx1-ubyte", Labels(0));
        Assert.Equal("train-images-idx3-ubyte", Assert.Single(folder.Read().Images).Source.RelPath);
    }

    [Fact]
    public void Labels_that_are_missing_or_of_another_number_are_an_error()
    {
        using var folder = new DataFolder().With("train-images-idx3-ubyte", Images(3, 1, 1));
        Assert.Equal(".: train-labels-idx1-ubyte is not there, with or without .gz; images and labels belong together.", folder.Problem());
        folder.With("train-labels-idx1-ubyte", Labels(1, 0));
        Assert.StartsWith("train-labels-idx1-ubyte: its header says 2 labels, but there are 3 images.", folder.Problem(), StringComparison.Ordinal);
        folder.With("train-labels-idx1-ubyte", Labels(1, 0, 0)).With("t10k-labels-idx1-ubyte", Labels(1));
        Assert.StartsWith(".: t10k-images-idx3-ubyte is not there", folder.Problem(), StringComparison.Ordinal);
    }

    public static TheoryData<byte[], string> BadImages => new()
    {
        { [], "begins with nothing" },
        { [0, 0, 8], "begins with 000008, expected 00000801" },
        { [0, 0, 13, 3, .. new byte[12]], "begins with 00000d03" },
        { [0, 0, 8, 3, 0, 0, 0, 1], "ends inside its header" },
        { Images(2, 3, 3)[..^1], "its header says 2×3×3 bytes, 34 with the header, but there are" },
        { [.. Images(2, 3, 3), 0], "its header says 2×3×3 bytes, 34 with the header, but there are more" },
        { File([0, 5, 5], []), "its header says 0 images" },
        { File([1, 0, 5], []), "its header says images of 0×5 pixels" },
        { File([uint.MaxValue, uint.MaxValue, uint.MaxValue], [1, 2, 3]), "more than any file has" },
        { File([1, 65535, 65535], [1, 2, 3]), "" },
        { File([20_000_000, 1, 1], new byte[20_000_000]), "its header says 20000000 images; expected at least 1 and at most 16777216" },
    };

    [Theory]
    [MemberData(nameof(BadImages))]
    public void A_header_is_held_against_the_bytes_that_follow_packed_or_not(byte[] bytes, string expected)
    {
        using var folder = new DataFolder().With("train-images-idx3-ubyte", bytes).With("train-labels-idx1-ubyte", Labels(0));
        Assert.StartsWith("train-images-idx3-ubyte: ", folder.Problem(), StringComparison.Ordinal);
        Assert.Contains(expected, folder.Problem(), StringComparison.Ordinal);
        System.IO.File.Delete(folder.PathOf("train-images-idx3-ubyte"));
        // of nothing the library writes nothing
        folder.With(
            "train-images-idx3-ubyte.gz", bytes.Length == 0 ? [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0] : DataFolder.Gzip(bytes));
        Assert.StartsWith("train-images-idx3-ubyte.gz: ", folder.Problem(), StringComparison.Ordinal);
        Assert.Contains(expected, folder.Problem(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_packed_file_is_unpacked_no_further_than_its_header_says()
    {
        using var folder = new DataFolder().With("train-images-idx3-ubyte.gz", DataFolder.Gzip(File([2, 1, 1], new byte[200_000_000])))
            .With("train-labels-idx1-ubyte.gz", DataFolder.Gzip(File([2], new byte[200_000_000])));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("but there are more", folder.Problem(), StringComparison.Ordinal);
        folder.With("train-images-idx3-ubyte.gz", DataFolder.Gzip(Images(2, 1, 1)));
        Assert.Contains(
            "train-labels-idx1-ubyte.gz: its header says 2 bytes, 10 with the header, but there are more", folder.Problem(), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000_000);
    }

    [Fact]
    public void What_is_not_gzip_or_damaged_is_named()
    {
        using var folder = new DataFolder().With("train-images-idx3-ubyte.gz", Images(2, 1, 1)).With("train-labels-idx1-ubyte", Labels(0, 1));
        Assert.StartsWith("train-images-idx3-ubyte.gz: its gzip data is damaged: ", folder.Problem(), StringComparison.Ordinal);
        var packed = DataFolder.Gzip(Images(2, 50, 50));
        packed[^6] ^= 1;
        folder.With("train-images-idx3-ubyte.gz", packed);
        Assert.StartsWith("train-images-idx3-ubyte.gz: its gzip data is damaged: ", folder.Problem(), StringComparison.Ordinal);
    }
}
