using Lockstep.Samples;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;
using Lockstep.Vision.Inspection;
using Lockstep.Vision.Loading;



namespace Lockstep.Vision.Evaluation;

/// <summary>Records of raw pixels that a run was trained on, found by their pixels: a file that holds one record more has another digest.</summary>
internal static class TrainedRecords
{
    /// <summary>How many of the samples have the pixels of a record that was trained on.</summary>
    /// <param name="own">The run's data set.</param>
    /// <param name="trained">Of it.</param>
    /// <exception cref="LockstepException">A file can't be read.</exception>
    public static int CountIn(IReadOnlyList<Sample> samples, Snapshot snapshot, Snapshot own, IReadOnlyList<Sample> trained, CancellationToken cancellation)
    {
        var known = DigestsOf(trained, own, cancellation).ToHashSet(StringComparer.Ordinal);
        return DigestsOf(samples, snapshot, cancellation).Count(known.Contains);
    }

    private static string[] DigestsOf(IReadOnlyList<Sample> samples, Snapshot snapshot, CancellationToken cancellation)
    {
        var decoder = new SampleDecoder(snapshot);
        return ParallelReading.Map(
            [.. samples.Select(sample => sample.Source).OfType<PixelRecord>()], record => PixelDigests.Of(decoder.Decode(record)), cancellation);
    }
}
