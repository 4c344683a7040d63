using System.Globalization;
using System.Text;
using CsCheck;
using Lockstep.Samples.Formats;

namespace Lockstep.Tests.Data.Formats;

/// <summary>Damaged data sets give an error of ours, or samples that are really there, and nothing else.</summary>
public sealed class FuzzTests
{
    private const int DefaultCases = 400;

    /// <summary>A case writes and hashes files, and so takes as long as some thirty of the recipe's.</summary>
    private static readonly long Cases = Environment.GetEnvironmentVariable("LOCKSTEP_FUZZ_CASES") is { } cases
        ? Math.Max(DefaultCases, long.Parse(cases, CultureInfo.InvariantCulture) / 30)
        : DefaultCases;

    private static readonly string[] Splices =
    [
        "\"", ",", "\n", "\r", "\0", "\t", "{", "}", "[", "]", ":", "null", "-1", "1e999", "99999999999999999999", "../", "/", "\\ud800", "\ufeff",
        "\u2028", "path", "split", "train",
        "\"images\":[", "\"id\":", "a.jpg", "\xff",
    ];

    public static TheoryData<string> Formats => ["cifar-10", "cifar-100", "idx", "idx-gz", "labels.csv", "labels.jsonl", "coco"];

    /// <summary>The files whose bytes are damaged; images lie beside them.</summary>
    private static (string RelPath, byte[] Bytes)[] FilesOf(string format) => format switch
    {
        "cifar-10" =>
            [("data_batch_1.bin", CifarBinaryTests.Batch(0, 1)), ("test_batch.bin", CifarBinaryTests.Batch(1)), ("batches.meta.txt", "cat\ndog\n"u8.ToArray())],
        "cifar-100" => [
            ("train.bin", CifarBinaryTests.FineBatch((0, 1), (1, 0))), ("test.bin", CifarBinaryTests.FineBatch((0, 1))),
            ("fine_label_names.txt", "cat\ndog\n"u8.ToArray())
        ],
        "idx" => [("train-images-idx3-ubyte", IdxTests.Images(3, 2, 2)), ("train-labels-idx1-ubyte", IdxTests.Labels(0, 1, 2))],
        "idx-gz" => [
            ("train-images-idx4-ubyte.gz", DataFolder.Gzip(IdxTests.File([2, 2, 2, 3], new byte[24]))),
            ("train-labels-idx1-ubyte.gz", DataFolder.Gzip(IdxTests.Labels(0, 1)))
        ],
        "labels.csv" => [(format, "path,label,split\na.jpg,cat,train\n\"b.jpg\",\"red, \"\"fox\"\"\",val\n"u8.ToArray())],
        "labels.jsonl" =>
            [(format, "{\"path\":\"a.jpg\",\"label\":\"cat\",\"split\":\"train\"}\n{\"path\":\"b.jpg\",\"label\":3,\"split\":\"val\"}\n"u8.ToArray())],
        _ => [("annotations.json", Encoding.UTF8.GetBytes(CocoClassificationTests.Json(
            $"{CocoClassificationTests.Image(1, "a.jpg")},{CocoClassificationTests.Image(2, "b.jpg")}",
            $"{CocoClassificationTests.Annotation(1, 9)},{CocoClassificationTests.Annotation(2, 3)}")))],
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_damaged_data_set_is_an_error_or_consistent(string format)
    {
        var files = FilesOf(format);
        var kind = format.StartsWith("cifar", StringComparison.Ordinal)
            ? "cifar"
            : format.StartsWith("idx", StringComparison.Ordinal) ? "idx" : format == "coco" ? "coco" : "table";
        using var folder = new DataFolder().WithImages("a.jpg", "b.jpg");
        var read = 0;
        Gen.Select(Gen.Int[0, files.Length - 1], Damage.Array[1, 3]).Sample(
            (which, damages) =>
            {
                foreach (var (file, index) in files.Select((file, index) => (file, index)))
                {
                    folder.With(file.RelPath, index == which ? damages.Aggregate(file.Bytes, (bytes, damage) => damage(bytes)) : file.Bytes);
                }

                read += IsConsistent(folder, kind) ? 1 : 0;
            },
            iter: Cases,
            threads: 1);

        // Were none read, the damage would be too great to find anything.
        Assert.InRange(read, 1, Cases - 1);
    }

    private static readonly Gen<Func<byte[], byte[]>> Damage =
        Gen.Select(Gen.Int[0, 5], Gen.Double[0, 1], Gen.Byte, Gen.Int[1, 12], Gen.Int[0, Splices.Length - 1]).Select((what, where, value, length, splice) =>
            (Func<byte[], byte[]>)(bytes =>
            {
                // Half of the damage goes to the beginning, where headers are.
                var at = (int)((value % 2 == 0 ? where : where * where * where * where) * bytes.Length);
                var end = Math.Min(bytes.Length, at + length);
                return what switch
                {
                    0 when at < bytes.Length => [.. bytes[..at], (byte)(bytes[at] ^ (1 << (value % 8))), .. bytes[(at + 1)..]],
                    1 when at < bytes.Length => [.. bytes[..at], value, .. bytes[(at + 1)..]],
                    2 => [.. bytes[..at], .. bytes[end..]],
                    3 => [.. bytes[..end], .. bytes[at..]],
                    4 => [.. bytes[..at], .. Encoding.Latin1.GetBytes(Splices[splice]), .. bytes[at..]],
                    _ => value < 40 ? bytes[..at] : [.. bytes[..at], .. Encoding.UTF8.GetBytes(Splices[splice]), .. bytes[end..]],
                };
            }));

    private static bool IsConsistent(DataFolder folder, string format)
    {
        LabelledImages images;
        try
        {
            images = folder.Read(format);
        }
        catch (LockstepException exception)
        {
            Assert.DoesNotContain('\n', exception.Message);
            return false;
        }

        Assert.Equal(images.Classes.Count, images.Classes.Distinct(StringComparer.Ordinal).Count());
        Assert.All(images.Classes, name => Assert.Matches(@"^\S([^\t\r\n]*\S)?$", name));
        Assert.Equal(images.Images.Count, images.Images.Select(image => image.Source.Name).Distinct(StringComparer.Ordinal).Count());
        foreach (var image in images.Images)
        {
            Assert.InRange(image.Class, 0, images.Classes.Count - 1);
            Assert.True(File.Exists(folder.PathOf(image.Source.RelPath)));
            if (image.Source is PixelRecord record)
            {
                Assert.InRange(record.Index, 0, record.Layout.Count - 1);
                Assert.True(record.Layout is { Height: > 0, Width: > 0, Channels: 1 or 3 });
                Assert.True(record.Layout.IsGzip || record.Layout.End == new FileInfo(folder.PathOf(record.RelPath)).Length);
            }
        }

        return true;
    }
}
