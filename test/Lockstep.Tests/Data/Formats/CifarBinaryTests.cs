using Lockstep.Samples.Formats;


namespace Lockstep.Tests.Data.Formats;

public sealed class CifarBinaryTests
{
    /// <summary>Records of these labels, each with pixels of its own.</summary>
    internal static byte[] Batch(params byte[] labels) =>
        [.. labels.SelectMany((label, index) => new[] { label }.Concat(Enumerable.Repeat((byte)index, 3072)))];

    internal static byte[] FineBatch(params (byte Coarse, byte Fine)[] labels) =>
        [.. labels.SelectMany(label => new[] { label.Coarse, label.Fine }.Concat(new byte[3072]))];

    [Fact]
    public void Batches_are_read_in_the_order_of_their_numbers_and_the_test_batch_is_for_testing()
    {
        using var folder = new DataFolder()
            .With("data_batch_10.bin", Batch(1))
            .With("data_batch_2.bin", Batch(0, 2)).With("test_batch.bin", Batch(2)).With("batches.meta.txt", "cat\ndog\nred fox\n\n").With("readme.html", "x");
        var images = folder.Read();
        Assert.Equal("cifar-10", images.Layout);
        Assert.Equal(["cat", "dog", "red fox"], images.Classes);
        Assert.Equal(
            ["data_batch_2.bin#0 cat train", "data_batch_2.bin#1 red fox train", "data_batch_10.bin#0 dog train", "test_batch.bin#0 red fox test"],
            DataFolder.Shown(images));
        Assert.Equal(new PixelRecords("data_batch_2.bin", false, 1, 3073, 2, 32, 32, 3, true), Assert.IsType<PixelRecord>(images.Images[0].Source).Layout);
    }

    [Fact]
    public void Of_CIFAR_100_the_second_label_counts()
    {
        using var folder = new DataFolder().With("cifar-100-binary/train.bin", FineBatch((7, 1), (7, 0)))
            .With("cifar-100-binary/test.bin", FineBatch((0, 1))).With("cifar-100-binary/fine_label_names.txt", "apple\r\nbear\r\n");
        var images = folder.Read();
        Assert.Equal("cifar-100", images.Layout);
        Assert.Equal(
            ["cifar-100-binary/train.bin#0 bear train", "cifar-100-binary/train.bin#1 apple train", "cifar-100-binary/test.bin#0 bear test"],
            DataFolder.Shown(images));
        Assert.Equal(2, Assert.IsType<PixelRecord>(images.Images[0].Source).Layout.Start);
    }

    [Fact]
    public void Without_names_the_numbers_are_the_names()
    {
        using var folder = new DataFolder().With("data_batch_1.bin", Batch(9, 0));
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], folder.Read().Classes);
    }

    [Fact]
    public void A_train_bin_by_itself_is_not_taken_for_CIFAR_100()
    {
        using var folder = new DataFolder().With("train.bin", "anything").WithImages("a/1.png", "b/2.png");
        Assert.Equal("class", folder.Read().Layout);
    }

    [Fact]
    public void A_train_bin_by_itself_is_read_where_it_is_as_long_as_records_are_or_the_format_is_named()
    {
        using var folder = new DataFolder().With("train.bin", FineBatch((7, 1), (7, 99)));
        Assert.Equal(["train.bin#0 1 train", "train.bin#1 99 train"], DataFolder.Shown(folder.Read()));
        folder.With("train.bin", [9, 8, 7, 6, 5, 4, 3, 2]);
        Assert.StartsWith("train.bin: is 8 bytes, which is not a whole number of cifar-100 records", folder.Problem("cifar"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("test_batch.bin", "batches.meta.txt")]
    [InlineData("test.bin", "fine_label_names.txt")]
    public void A_test_file_by_itself_is_read_to_evaluate_on(string test, string names)
    {
        using var folder = new DataFolder().With(test, test == "test.bin" ? FineBatch((0, 1), (0, 0)) : Batch(1, 0));
        Assert.Equal([$"{test}#0 1 test", $"{test}#1 0 test"], DataFolder.Shown(folder.Read()));
        Assert.Equal([$"{test}#0 dog test", $"{test}#1 cat test"], DataFolder.Shown(folder.With(names, "cat\ndog\n").Read()));
    }

    [Fact]
    public void A_test_file_in_a_folder_of_its_own_belongs_to_it()
    {
        using var folder = new DataFolder().With("train/data_batch_1.bin", Batch(1)).With("test/test_batch.bin", Batch(0));
        Assert.Equal(["train/data_batch_1.bin#0 1 train", "test/test_batch.bin#0 0 test"], DataFolder.Shown(folder.Read()));
    }

    [Fact]
    public void A_test_file_that_is_cut_is_told_by_its_length()
    {
        using var folder = new DataFolder().With("test_batch.bin", Batch(1, 2)[..^1]);
        Assert.StartsWith("test_batch.bin: is 6145 bytes", folder.Problem(), StringComparison.Ordinal);
    }

    [Fact]
    public void Images_beside_records_are_said_to_be_left_out()
    {
        using var folder = new DataFolder().With("data_batch_1.bin", Batch(1, 2)).WithImages("cat/1.png", "dog/2.png", "dog/3.png");
        Assert.Contains("3 images have no label, and are left out.", folder.Read().Notes.Select(note => note.Text));
    }

    [Fact]
    public void A_file_that_ends_inside_a_record_is_named()
    {
        using var folder = new DataFolder().With("data_batch_1.bin", Batch(1, 2)[..^1]);
        Assert.StartsWith(
            "data_batch_1.bin: is 6145 bytes, which is not a whole number of cifar-10 records of 3073 bytes.", folder.Problem(), StringComparison.Ordinal);
        folder.With("data_batch_1.bin", []);
        Assert.StartsWith("data_batch_1.bin: it is empty", folder.Problem(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_without_a_class_is_named_with_its_record()
    {
        using var folder = new DataFolder().With("data_batch_1.bin", Batch(1, 10));
        Assert.StartsWith("data_batch_1.bin#1: its label is 10, but there are 10 classes, from 0.", folder.Problem(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cat\n\ndog", "batches.meta.txt:2: the class name is empty")]
    [InlineData("cat\ndog\ncat\n", "batches.meta.txt:3: 'cat' is the name on line 1 already")]
    [InlineData("cat\ta\n", "batches.meta.txt:1: the class name holds a tab")]
    [InlineData(" cat\n", "batches.meta.txt:1: the class name begins or ends with a space")]
    public void Names_that_no_class_can_have_are_named_with_their_line(string names, string expected)
    {
        using var folder = new DataFolder().With("data_batch_1.bin", Batch(0)).With("batches.meta.txt", names);
        Assert.StartsWith(expected, folder.Problem(), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_in_another_encoding_are_refused()
    {
        using var folder = new DataFolder().With("data_batch_1.bin", Batch(0)).With("batches.meta.txt", [.. "caf"u8, 0xe9, .. "\n"u8]);
        Assert.StartsWith("batches.meta.txt: byte 4 is not UTF-8.", folder.Problem(), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_data_sets_in_one_folder_are_an_error_that_names_both()
    {
        using var folder = new DataFolder().With("a/data_batch_1.bin", Batch(0)).With("b/data_batch_1.bin", Batch(0));
        Assert.Contains("a/ and b/ each hold a data set of the format 'cifar'", folder.Problem(), StringComparison.Ordinal);
    }

    [Fact]
    public void Asked_for_by_name_where_it_is_not_it_says_what_it_expects()
    {
        using var folder = new DataFolder().WithImages("a/1.png", "b/1.png");
        Assert.Contains("not a data set of the format 'cifar'. Expected in one folder data_batch_<n>.bin", folder.Problem("cifar"), StringComparison.Ordinal);
    }
}
