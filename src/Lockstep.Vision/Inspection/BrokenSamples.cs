using System.Text.Json.Nodes;
using Lockstep.Samples;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;
using Lockstep.Vision.Images;
using Lockstep.Vision.Loading;

namespace Lockstep.Vision.Inspection;

/// <summary>Finds the samples that can't be decoded, by decoding each of them once.</summary>
internal static class BrokenSamples
{
    private const int Shown = 10;

    /// <summary>In the order of the samples. What an earlier search of the same files found is taken from the cache.</summary>
    /// <exception cref="OrientationRefusedException">A picture is to be turned and the rule refuses it: that is no broken one.</exception>
    public static IReadOnlyList<ImageProblem> Find(
        Snapshot snapshot, Manifest manifest, Dataset data, OrientationRule orientation, CancellationToken cancellation)
    {
        var sources = data.Samples.Select(item => item.Sample.Source).ToArray();
        var cache = new CheckedImages("decoded", manifest, sources, new JsonObject { ["orientation"] = orientation.ToString() });
        if (cache.TryRead() is { } known)
        {
            return known;
        }

        var decoder = new SampleDecoder(snapshot, orientation);
        var broken = ParallelReading.Map(sources, source => ReasonOf(decoder, source), cancellation).OfType<ImageProblem>().ToArray();
        cache.Write(broken);
        return broken;
    }

    /// <summary>The sentence for the user.</summary>
    public static string Warning(IReadOnlyList<ImageProblem> broken, int samples) =>
        $"Data: {broken.Count} of {Counted.Of(samples, "image")} can't be decoded and {(broken.Count == 1 ? "is" : "are")} left out, "
        + "on record in locks/data.json:"
        + string.Concat(broken.Take(Shown).Select(sample => $"\n  {sample.Name}: {sample.Reason}"))
        + (broken.Count > Shown ? $"\n  … and {broken.Count - Shown} more" : "");

    private static ImageProblem? ReasonOf(SampleDecoder decoder, SampleSource source)
    {
        try
        {
            decoder.Decode(source);
            return null;
        }
        catch (BrokenImageException exception)
        {
            return new ImageProblem(ImageProblemKind.Broken, source.Name, exception.Reason);
        }
    }
}
