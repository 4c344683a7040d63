using Lockstep.Data;
using static TorchSharp.torch;

namespace Lockstep.Vision.Loading;

/// <summary>A batch whose places are being filled, each by whichever thread comes to it.</summary>
internal sealed class PendingBatch(SampleReader reader, Sample[] samples)
{
    private readonly int sampleLength = 3 * reader.Size.Height * reader.Size.Width;
    private readonly float[] pixels = GC.AllocateUninitializedArray<float>(samples.Length * 3 * reader.Size.Height * reader.Size.Width);

    private readonly SampleDigest[] digests = new SampleDigest[samples.Length];

    public Sample[] Samples => samples;

    public void Fill(int place, uint epoch) => digests[place] = reader.Read(samples[place], epoch, pixels.AsSpan(place * sampleLength, sampleLength));

    /// <summary>The tensors, once every place is filled.</summary>
    public Batch Take()
    {
        var labels = tensor(samples.Select(sample => (long)sample.Class).ToArray());
        if (!reader.ChannelsLast)
        {
            // A copy lies where libtorch aligns it; the array lies wherever it fell, and the last bits of a product of matrices depend on that.
            using var first = tensor(pixels, [samples.Length, 3, reader.Size.Height, reader.Size.Width]);
            return new Batch(first.clone(), labels, samples) { Digests = digests };
        }

        using var last = tensor(pixels, [samples.Length, reader.Size.Height, reader.Size.Width, 3]);
        return new Batch(last.permute(0, 3, 1, 2), labels, samples) { Digests = digests };
    }
}
