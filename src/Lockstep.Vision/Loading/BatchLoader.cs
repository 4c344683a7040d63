using Lockstep.Data;

namespace Lockstep.Vision.Loading;

/// <summary>Reads samples in a given order, in batches, with any number of worker threads; what comes out never depends on how many.</summary>
/// <param name="workers">0 reads in the caller's thread.</param>
public sealed class BatchLoader(SampleReader reader, int batchSize, int workers)
{
    private const int BatchesAhead = 2;

    /// <summary>Yields the batches in order; the last one may be smaller. The caller disposes each.</summary>
    /// <param name="epoch">From 1; 0 for validation, whose reading draws nothing.</param>
    public IEnumerable<Batch> Read(IReadOnlyList<Sample> order, uint epoch, CancellationToken cancellation)
    {
        if (workers == 0)
        {
            return Enumerable.Range(0, BatchCount(order.Count)).Select(index =>
            {
                cancellation.ThrowIfCancellationRequested();
                var pending = new PendingBatch(reader, SamplesOf(order, index));
                for (var place = 0; place < pending.Samples.Length; place++)
                {
                    pending.Fill(place, epoch);
                }

                return pending.Take();
            });
        }

        return ReadAhead(order, epoch, cancellation);
    }

    public int BatchCount(int samples) => (samples + batchSize - 1) / batchSize;

    private IEnumerable<Batch> ReadAhead(IReadOnlyList<Sample> order, uint epoch, CancellationToken cancellation)
    {
        using var queue = new SampleQueue(reader, [.. Enumerable.Range(0, BatchCount(order.Count)).Select(index => SamplesOf(order, index))], epoch, workers, BatchesAhead);
        for (var index = 0; index < BatchCount(order.Count); index++)
        {
            yield return queue.Next(cancellation);
        }
    }

    private Sample[] SamplesOf(IReadOnlyList<Sample> order, int index) => [.. order.Skip(index * batchSize).Take(batchSize)];
}
