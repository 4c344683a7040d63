using System.Security.Cryptography;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;
using Lockstep.Vision.Loading;

namespace Lockstep.Cli.Tests;

/// <summary>Pixels out of files of records, against numpy's reading of the same bytes.</summary>
public sealed class PixelRecordTests
{
    private static readonly int[] Places = [0, 1, 777, 9_999];

    [Theory]
    [InlineData(
        "cifar-10-batches-bin", "data_batch_2.bin", "np.fromfile(path, np.uint8).reshape(-1, 3073)[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)")]
    [InlineData("cifar-10-batches-bin", "test_batch.bin", "np.fromfile(path, np.uint8).reshape(-1, 3073)[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)")]
    [InlineData("mnist", "train-images-idx3-ubyte.gz", "np.frombuffer(gzip.open(path).read(), np.uint8)[16:].reshape(-1, 28, 28, 1).repeat(3, 3)")]
    [InlineData("mnist", "t10k-images-idx3-ubyte.gz", "np.frombuffer(gzip.open(path).read(), np.uint8)[16:].reshape(-1, 28, 28, 1).repeat(3, 3)")]
    public async Task Are_those_that_numpy_reads(string dataSet, string file, string expression)
    {
        var folder = Path.Combine(Environment.GetEnvironmentVariable("LOCKSTEP_TEST_DATA") ?? "/nonexistent", dataSet);
        Assert.SkipUnless(File.Exists(Path.Combine(folder, file)), $"needs real data: set LOCKSTEP_TEST_DATA to a folder that holds {dataSet}/{file}");
        Assert.SkipUnless(Directory.Exists("/usr/lib/python3/dist-packages/numpy"), "needs numpy: install python3-torch, which brings it");
        using var place = new Workplace();
        var theirs = await place.ShellAsync($$"""
            /usr/bin/python3 - <<'END'
            import gzip, hashlib, numpy as np
            path = "{{folder}}/{{file}}"
            images = {{expression}}
            print("\n".join(hashlib.sha256(images[i].tobytes()).hexdigest() for i in [{{string.Join(", ", Places)}}]))
            END
            """);
        var snapshot = new Snapshot(folder);
        var manifest = snapshot.Describe(null, trustUntouched: false, TimeProvider.System, cancellation: TestContext.Current.CancellationToken);
        var records = DatasetFormats.Read(DatasetFormats.Auto, snapshot, manifest).Images.Images
            .Select(image => image.Source).OfType<PixelRecord>().Where(record => record.RelPath == file).ToArray();
        var decoder = new SampleDecoder(snapshot);
        Assert.Equal(
            theirs.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            Places.Select(index => Convert.ToHexStringLower(SHA256.HashData(decoder.Decode(records[index]).Pixels))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_a_file_that_became_shorter_since_are_an_error_that_names_the_record(bool isGzip)
    {
        using var place = new Workplace();
        await place.ShellAsync("mkdir idx && cd idx && printf '\\0\\0\\10\\3\\0\\0\\0\\2\\0\\0\\0\\1\\0\\0\\0\\2abcd' > train-images-idx3-ubyte && printf "
            + "'\\0\\0\\10\\1\\0\\0\\0\\2\\0\\1' > train-labels-idx1-ubyte"
            + (isGzip ? " && gzip *" : ""));
        var snapshot = new Snapshot(place.PathOf("idx"));
        var manifest = snapshot.Describe(null, trustUntouched: false, TimeProvider.System, cancellation: TestContext.Current.CancellationToken);
        var images = DatasetFormats.Read("idx", snapshot, manifest).Images.Images;
        Assert.Equal("cccddd"u8.ToArray(), new SampleDecoder(snapshot).Decode(images[1].Source).Pixels);

        await place.ShellAsync(
            isGzip ? "cd idx && printf 'abcdefghijklmnopqr' | gzip > train-images-idx3-ubyte.gz" : "truncate -s 18 idx/train-images-idx3-ubyte");
        var exception = Assert.ThrowsAny<LockstepException>(() => new SampleDecoder(snapshot).Decode(images[1].Source));
        Assert.Contains($"train-images-idx3-ubyte{(isGzip ? ".gz" : "")}#1: can't be read any more", exception.Message, StringComparison.Ordinal);
    }
}
