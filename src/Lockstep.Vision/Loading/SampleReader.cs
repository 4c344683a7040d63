using System.IO.Hashing;
using System.Runtime.InteropServices;
using Lockstep.Samples;
using Lockstep.Snapshots;
using Lockstep.Vision.Augmentation;
using static TorchSharp.torch;

namespace Lockstep.Vision.Loading;

/// <summary>
/// Turns a sample into numbers: reads the file, decodes, augments, scales. A pure function of the file, the epoch
/// and the sample, callable from any thread.
/// </summary>
/// <param name="digests">Whether to make digests of what is read, for the ledger.</param>
public sealed class SampleReader(SampleDecoder decoder, AugmentationPipeline pipeline, ImageSize size, bool channelsLast, bool digests = false)
{
    internal ImageSize Size => size;

    /// <summary>What a network should answer for samples, as one tensor.</summary>
    internal Func<IReadOnlyList<Sample>, Tensor> Collate { get; init; } = ClassesOf;

    /// <summary>The class of each sample, as 64-bit integers.</summary>
    internal static Tensor ClassesOf(IReadOnlyList<Sample> samples) => tensor(samples.Select(sample => (long)sample.Class).ToArray());

    internal bool ChannelsLast => channelsLast;

    /// <summary>The size of the images that the pipeline gives, taken from one of them.</summary>
    public static ImageSize SizeOf(SampleDecoder decoder, AugmentationPipeline pipeline, Sample sample)
    {
        var image = pipeline.Apply(decoder.Decode(sample.Source), epoch: 0, (uint)sample.Id);
        return new ImageSize(image.Height, image.Width);
    }

    /// <summary>Writes one augmented image.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="destination">3×H×W floats, or H×W×3 when channels come last.</param>
    /// <returns>Nothing where no digests were asked for.</returns>
    /// <exception cref="SampleException">The file can't be read, decoded or augmented, or its size differs from the others'.</exception>
    /// <exception cref="GateException">The file is not what the manifest says.</exception>
    public SampleDigest Read(Sample sample, uint epoch, Span<float> destination)
    {
        try
        {
            return ReadInto(sample, epoch, destination);
        }
        catch (Exception exception) when (exception is not (GateException or OutOfMemoryException))
        {
            throw new SampleException(decoder.PlaceOf(sample.Source), sample.Id, epoch, exception);
        }
    }

    private SampleDigest ReadInto(Sample sample, uint epoch, Span<float> destination)
    {
        var picture = decoder.Decode(sample.Source);
        var decoded = digests ? XxHash3.HashToUInt64(picture.Pixels, ((long)picture.Height << 32) + picture.Width) : 0;
        var image = pipeline.Apply(picture, epoch, (uint)sample.Id, (uint)sample.Repeat);
        if (image.Height != size.Height || image.Width != size.Width)
        {
            throw new LockstepException($"{decoder.PlaceOf(sample.Source)}: {image.Height}×{image.Width} pixels (height × width), "
                + $"but the first image has {size.Height}×{size.Width}; a batch needs one size. Set augment.resize: [height, width].");
        }

        if (channelsLast)
        {
            pipeline.WriteChannelsLast(image, destination);
        }
        else
        {
            pipeline.WriteChannelsFirst(image, destination);
        }

        pipeline.ApplyToTensor(destination, image.Height, image.Width, channelsLast, epoch, (uint)sample.Id, (uint)sample.Repeat);
        return digests ? new SampleDigest(decoded, XxHash3.HashToUInt64(MemoryMarshal.AsBytes(destination))) : default;
    }
}

/// <summary>In pixels.</summary>
public readonly record struct ImageSize(int Height, int Width);
