using System.Runtime.ExceptionServices;
using Lockstep.Randomness;
using Lockstep.Vision.Images;
using Lockstep.Vision.Inspection;

namespace Lockstep.Vision.Augmentation.Check;

/// <summary>Tries one augmentation by itself: always the same image, always the same draws; does always the same come out?</summary>
/// <param name="step">The one that is tried.</param>
/// <param name="fresh">The same one, made anew, which has seen nothing yet.</param>
internal sealed class StepCheck(PipelineStep step, PipelineStep fresh)
{
    private const uint Epoch = 1;
    private const int Threads = 4;

    /// <summary>The first thing that is wrong with it; null where nothing was found.</summary>
    public AugmentationFinding? Finding { get; private set; }

    /// <summary>Tries it on some images more, and moves each on to what comes out.</summary>
    public void Try(IReadOnlyList<CheckedSample> samples, CancellationToken cancellation)
    {
        var outcomes = new string[samples.Count];
        var next = new (Image Image, RandomStream Shared)[samples.Count];
        foreach (var (place, sample) in samples.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            var before = PixelDigests.Of(sample.Image);
            next[place] = Apply(step, sample);
            outcomes[place] = PixelDigests.Of(next[place].Image);
            if (PixelDigests.Of(sample.Image) != before)
            {
                Report(sample, "changes the image that it is given; it must leave it alone and return another");
                return;
            }

            Compare(place, sample, step, "from one seed, twice in a row, it gives two results; does it draw from another source than the stream it is "
                + "handed, or keep state between calls?");
        }

        for (var place = samples.Count - 1; place >= 0; place--)
        {
            Compare(place, samples[place], fresh, "from one seed, it gives another result after other images; it keeps state between calls");
        }

        TryOnThreads(samples, outcomes, cancellation);
        foreach (var (place, sample) in samples.Index())
        {
            (sample.Image, sample.Shared) = next[place];
        }

        void Compare(int place, CheckedSample sample, PipelineStep which, string what)
        {
            if (Finding is null && PixelDigests.Of(Apply(which, sample).Image) != outcomes[place])
            {
                Report(sample, what);
            }
        }
    }

    private void TryOnThreads(IReadOnlyList<CheckedSample> samples, string[] outcomes, CancellationToken cancellation)
    {
        if (Finding is not null)
        {
            return;
        }

        var together = new string[samples.Count];
        try
        {
            Parallel.For(0, samples.Count, new ParallelOptions { MaxDegreeOfParallelism = Threads, CancellationToken = cancellation }, place =>
                together[place] = PixelDigests.Of(Apply(step, samples[place]).Image));
        }
        catch (AggregateException all) when (all.Flatten().InnerExceptions is [var first, ..])
        {
            ExceptionDispatchInfo.Throw(first);
        }

        foreach (var (place, sample) in samples.Index().Where(item => together[item.Index] != outcomes[item.Index]).Take(1))
        {
            Report(sample, $"from one seed, it gives another result with {Threads} threads at once; they share something that it writes to");
        }
    }

    private static (Image Image, RandomStream Shared) Apply(PipelineStep step, CheckedSample sample)
    {
        var shared = sample.Shared;
        return (step.Apply(sample.Image, ref shared, Epoch, (uint)sample.Sample.Id, repeat: 0), shared);
    }

    private void Report(CheckedSample sample, string what) => Finding ??= new AugmentationFinding(step.Name, sample.Sample.Source.Name, what);
}
