using Lockstep.Samples;


namespace Lockstep.Vision.Loading;

/// <summary>
/// Reads samples in a given order, in batches, with any number of worker threads; what comes out never depends on
/// how many, nor on how far they read ahead.
/// </summary>
/// <param name="workers">0 reads in the caller's thread.</param>
/// <param name="prefetch">How many batches the workers may have ready; at least 1, and without workers of no meaning.</param>
/// <param name="forGpu">Whether the batches go to a GPU, which reads pinned memory faster.</param>
/// <remarks>The workers start with the first pass, wait between two, and end when it is disposed. One pass at a time.</remarks>
public sealed class BatchLoader(SampleReader reader, int batchSize, int workers, int prefetch = BatchLoader.DefaultPrefetch, bool forGpu = false) : IDisposable
{
    internal const int DefaultPrefetch = 2;

    private readonly LoadingThreads threads = new(workers);
    private readonly int prefetch = prefetch >= 1 ? prefetch : throw new ArgumentOutOfRangeException(
        nameof(prefetch), prefetch, "Nothing is read where no batch may be there.");
    private BatchMemory? memory;

    /// <summary>Yields the batches in order; the last one may be smaller. The caller disposes each.</summary>
    /// <param name="epoch">From 1; 0 for validation, whose reading draws nothing.</param>
    public IEnumerable<Batch> Read(IReadOnlyList<Sample> order, uint epoch, CancellationToken cancellation) => Read(order, epoch, firstBatch: 0, cancellation);

    /// <summary>The same without the first batches, which are not read: what comes is what would have come after them.</summary>
    /// <param name="firstBatch">How many are left out; as many as there are gives none.</param>
    public IEnumerable<Batch> Read(IReadOnlyList<Sample> order, uint epoch, int firstBatch, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstBatch);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstBatch, BatchCount(order.Count));
        return Batches(order, epoch, firstBatch, cancellation);
    }

    internal int BatchCount(int samples) => (samples + batchSize - 1) / batchSize;

    /// <inheritdoc/>
    public void Dispose()
    {
        threads.Dispose();
        memory?.Dispose();
        memory = null;
    }

    private IEnumerable<Batch> Batches(IReadOnlyList<Sample> order, uint epoch, int firstBatch, CancellationToken cancellation)
    {
        // Without workers a batch is filled when it is asked for, and none waits.
        using var pass = new LoadingPass(reader, MemoryFor(order.Count), order, batchSize, epoch, firstBatch, workers, prefetch);
        if (workers == 0)
        {
            for (var number = firstBatch; number < BatchCount(order.Count); number++)
            {
                cancellation.ThrowIfCancellationRequested();
                yield return pass.FillNext();
            }

            yield break;
        }

        threads.Begin(pass);
        try
        {
            for (var number = firstBatch; number < BatchCount(order.Count); number++)
            {
                yield return pass.Next(cancellation);
            }
        }
        finally
        {
            threads.End(pass);
        }
    }

    /// <summary>Kept from one pass to the next.</summary>
    private BatchMemory MemoryFor(int samples)
    {
        var length = 3L * Math.Min(batchSize, samples) * reader.Size.Height * reader.Size.Width;
        if (memory is null || memory.Length < length)
        {
            memory?.Dispose();
            memory = BatchMemory.For(length, pins: forGpu);
        }

        return memory;
    }
}
