using System.Numerics;
using Lockstep.Files;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;
using Lockstep.Vision.Images;
using Lockstep.Vision.Loading;

namespace Lockstep.Vision.Auditing.Images;

/// <summary>Finds, for each image that a model is judged by, the training image that is nearly the same, if there is one.</summary>
/// <remarks>
/// Each hash is held against each: an exclusive or and a count of bits take a nanosecond, so that of 20,000 images the comparison is done long before
/// they are decoded; an index by parts of the hash would be for millions.
/// </remarks>
internal sealed class PairSearch(Snapshot snapshot, OrientationRule orientation, IReadOnlyList<ImageTraits> images)
{
    private readonly SampleDecoder decoder = new(snapshot, orientation == OrientationRule.Refuse ? OrientationRule.Ignore : orientation);

    /// <summary>One for each judged image that has one, in the order of the images.</summary>
    public IReadOnlyList<ImagePair> Find(CancellationToken cancellation)
    {
        (ImageTraits Image, ImagePrint Print)[] prints = [.. Printed(images.Where(image => image.Split == Split.Train))];
        ulong[] hashes = [.. prints.Select(item => item.Print.Hash)];
        ImageTraits[] judged = [.. images.Where(image => image.Split != Split.Train && image.Reason is null)];
        var byPixels = new Dictionary<Sha256Digest, ImageTraits>();
        foreach (var image in images.Where(image => image.Split == Split.Train))
        {
            if (image.Pixels is { } pixels)
            {
                byPixels.TryAdd(pixels, image);
            }
        }

        return
        [
            .. ParallelReading.Map(judged, image =>
                image.Pixels is { } pixels && byPixels.TryGetValue(pixels, out var same) ? new ImagePair(same, image, 0, 1, false, HasSamePixels: true)
                : image.Print is { } print ? Nearest(image, print, prints, hashes) : null, cancellation).OfType<ImagePair>(),
        ];
    }

    private ImagePair? Nearest(ImageTraits judged, ImagePrint print, (ImageTraits Image, ImagePrint Print)[] trained, ulong[] hashes)
    {
        ImagePair? nearest = null;
        for (var place = 0; place < hashes.Length; place++)
        {
            foreach (var mirrored in (ReadOnlySpan<bool>)[false, true])
            {
                var distance = BitOperations.PopCount((mirrored ? print.MirroredHash : print.Hash) ^ hashes[place]);
                if (distance <= ImagePrint.MostDistance
                    && print.CorrelationWith(trained[place].Print, mirrored) is var correlation && correlation >= ImagePrint.LeastCorrelation
                    && correlation > (nearest?.Correlation ?? 0))
                {
                    nearest = new ImagePair(trained[place].Image, judged, distance, correlation, mirrored, HasSamePixels: false);
                }
            }
        }

        return nearest is { IsMirrored: false, Correlation: > 0.99 } ? nearest with { HasSamePixels = AreTheSame(nearest) } : nearest;
    }

    private static IEnumerable<(ImageTraits Image, ImagePrint Print)> Printed(IEnumerable<ImageTraits> images)
    {
        foreach (var image in images)
        {
            if (image.Print is { } print)
            {
                yield return (image, print);
            }
        }
    }

    private bool AreTheSame(ImagePair pair)
    {
        try
        {
            var (a, b) = (decoder.Decode(pair.Trained.Sample.Source), decoder.Decode(pair.Judged.Sample.Source));
            return a.Width == b.Width && a.Height == b.Height && a.Pixels.AsSpan().SequenceEqual(b.Pixels);
        }
        catch (LockstepException)
        {
            return false; // it was there a moment ago; that it is nearly the same is known
        }
    }
}
