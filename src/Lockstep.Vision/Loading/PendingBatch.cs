using System.Runtime.ExceptionServices;
using Lockstep.Samples;
using static TorchSharp.torch;

namespace Lockstep.Vision.Loading;

/// <summary>A batch whose places are being filled, each by whichever thread comes to it.</summary>
/// <remarks>
/// The threads write into the tensor's own memory: nothing is copied afterwards, what a step frees is what the next batch takes, and it lies as
/// libtorch would align it, on which the last bits of a product of matrices depend.
/// </remarks>
internal sealed unsafe class PendingBatch : IDisposable
{
    private readonly SampleReader reader;
    private readonly Sample[] samples;
    private readonly int sampleLength;
    private readonly SampleDigest[] digests;
    private readonly float* pixels;
    private Tensor? stored;
    private int failedPlace = int.MaxValue;

    public PendingBatch(SampleReader reader, Sample[] samples, BatchMemory memory)
    {
        this.reader = reader;
        this.samples = samples;
        digests = new SampleDigest[samples.Length];
        var (height, width) = (reader.Size.Height, reader.Size.Width);
        sampleLength = 3 * height * width;
        Unfilled = samples.Length;
        stored = memory.Take(reader.ChannelsLast ? [samples.Length, height, width, 3] : [samples.Length, 3, height, width]).DetachFromDisposeScope();
        using var first = stored.narrow(0, 0, 1);
        fixed (byte* start = first.bytes)
        {
            pixels = (float*)start; // which no collector moves
        }
    }

    public int Count => samples.Length;

    /// <summary>How many places are still to be filled.</summary>
    public int Unfilled { get; private set; }

    /// <summary>The failure of the first place that could not be filled, whichever failed first in time.</summary>
    public ExceptionDispatchInfo? Failure { get; private set; }

    public void Fill(int place, uint epoch) =>
        digests[place] = reader.Read(samples[place], epoch, new Span<float>(pixels + ((long)place * sampleLength), sampleLength));

    /// <summary>Notes that places are filled, or that filling them failed; for one thread at a time.</summary>
    public void Done(int first, int end, Exception? failure)
    {
        Unfilled -= end - first;
        if (failure is not null && first < failedPlace)
        {
            (failedPlace, Failure) = (first, ExceptionDispatchInfo.Capture(failure));
        }
    }

    /// <summary>The tensors, once every place is filled. The caller's from then on.</summary>
    public Batch Take()
    {
        var images = stored ?? throw new InvalidOperationException("A batch is taken once.");
        stored = null;
        var labels = reader.Collate(samples);
        if (!reader.ChannelsLast)
        {
            return new Batch(images, labels, samples) { Digests = digests };
        }

        using (images)
        {
            return new Batch(images.permute(0, 3, 1, 2), labels, samples) { Digests = digests };
        }
    }

    public void Dispose() => stored?.Dispose();
}
