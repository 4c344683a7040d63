using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Lockstep.Samples;
using Lockstep.Vision.Loading;

namespace Lockstep.Vision.Tests.Loading;

/// <summary>What a training sees of its samples over several epochs: a line <c>epoch position sample repeat class digest</c> each.</summary>
internal static class SampleStream
{
    /// <summary>Made sample by sample, without any loader.</summary>
    public static string[] Plain(SampleReader reader, IReadOnlyList<Sample[]> epochs) =>
        [.. epochs.SelectMany((order, index) => order.Select((sample, position) => Line(index, position, sample, DigestOf(reader, sample, (uint)index + 1))))];

    /// <summary>What a loader gives from a step on, counted over all epochs.</summary>
    public static string[] Loaded(BatchLoader loader, IReadOnlyList<Sample[]> epochs, int batchSize, int firstStep, CancellationToken cancellation)
    {
        var lines = new List<string>();
        for (var epoch = 0; epoch < epochs.Count; epoch++)
        {
            var steps = loader.BatchCount(epochs[epoch].Length);
            var skipped = Math.Min(firstStep, steps);
            firstStep -= skipped;
            var position = skipped * batchSize;
            foreach (var batch in skipped == steps ? [] : loader.Read(epochs[epoch], (uint)epoch + 1, skipped, cancellation))
            {
                using (batch)
                {
                    foreach (var (place, sample) in batch.Samples.Index())
                    {
                        Assert.Equal(sample.Class, batch.Labels[place].item<long>());
                        using var image = batch.Images[place];
                        using var contiguous = image.contiguous();
                        lines.Add(Line(epoch, position++, sample, DigestOf(contiguous.bytes)));
                    }
                }
            }
        }

        return [.. lines];
    }

    private static string Line(int epoch, int position, Sample sample, string digest) =>
        string.Create(CultureInfo.InvariantCulture, $"{epoch + 1} {position} {sample.Id} {sample.Repeat} {sample.Class} {digest}");

    private static string DigestOf(SampleReader reader, Sample sample, uint epoch)
    {
        var (height, width) = (reader.Size.Height, reader.Size.Width);
        var read = new float[3 * height * width];
        reader.Read(sample, epoch, read);
        var plane = height * width;
        float[] planar = reader.ChannelsLast ? [.. Enumerable.Range(0, read.Length).Select(at => read[(at % plane * 3) + (at / plane)])] : read;
        return DigestOf(MemoryMarshal.AsBytes(planar.AsSpan()));
    }

    private static string DigestOf(ReadOnlySpan<byte> numbers) => Convert.ToHexStringLower(XxHash128.Hash(numbers));
}
