using System.Runtime.ExceptionServices;
using Lockstep.Samples;
using Lockstep.Samples.Formats;

namespace Lockstep.Vision.Loading;

/// <summary>One pass over an order in batches: threads fill them a bounded number ahead of the one who takes them, who gets them in order.</summary>
/// <param name="firstBatch">The first batch of the order that is wanted, from 0.</param>
/// <param name="prefetch">How many batches may be there that nobody has taken.</param>
internal sealed class LoadingPass(
    SampleReader reader, BatchMemory memory, IReadOnlyList<Sample> order, int batchSize, uint epoch, int firstBatch, int workers, int prefetch) : IDisposable
{
    /// <summary>Small images are handed out several at a time, since asking for one takes as long as reading one.</summary>
    private const int MostAtOnce = 16;

    private readonly object gate = new(); // for Monitor's wait and pulse
    private readonly int batches = (order.Count + batchSize - 1) / batchSize;
    private readonly int mostAtWork = MostAtWork(order, workers);
    private readonly int atOnce = Math.Clamp(batchSize / (4 * Math.Max(MostAtWork(order, workers), 1)), 1, MostAtOnce);
    private readonly Queue<PendingBatch> filling = new();
    private PendingBatch? open;
    private int nextBatch = firstBatch;
    private int nextPlace;
    private int taken = firstBatch;
    private int atWork;
    private bool stopped;
    private bool failed;
    private ExceptionDispatchInfo? breakdown;

    /// <summary>Waits for the next batch in order.</summary>
    /// <exception cref="SampleException">A sample of it could not be read. The batches before it came all the same: where it ends
    /// does not depend on the workers.</exception>
    public Batch Next(CancellationToken cancellation)
    {
        PendingBatch batch;
        using (cancellation.Register(Wake))
        {
            lock (gate)
            {
                while (!(filling.TryPeek(out var first) && first.Unfilled == 0) && breakdown is null && !cancellation.IsCancellationRequested)
                {
                    Monitor.Wait(gate);
                }

                cancellation.ThrowIfCancellationRequested();
                breakdown?.Throw();
                filling.Peek().Failure?.Throw();
                batch = filling.Dequeue();
                taken++;
                Monitor.PulseAll(gate);
            }
        }

        return batch.Take();
    }

    /// <summary>Fills the next batch in the caller's thread; for a pass that no other thread works on.</summary>
    public Batch FillNext()
    {
        using var batch = new PendingBatch(reader, SamplesOf(nextBatch++), memory);
        for (var place = 0; place < batch.Count; place++)
        {
            batch.Fill(place, epoch);
        }

        return batch.Take();
    }

    /// <summary>
    /// Fills places until there are no more, or until the pass is stopped; waits while enough batches are there.
    /// Returns at once where enough threads do so.
    /// </summary>
    public void Work()
    {
        lock (gate)
        {
            if (atWork == mostAtWork)
            {
                return;
            }

            atWork++;
        }

        try
        {
            while (TryClaim(out var batch, out var first, out var end))
            {
                var failure = Fill(batch, first, end);
                lock (gate)
                {
                    failed |= failure is not null;
                    batch.Done(first, end, failure);
                    if (batch.Unfilled == 0)
                    {
                        Monitor.PulseAll(gate);
                    }
                }
            }
        }
        catch (Exception exception)
        {
            // No memory for a batch, say. What becomes of a sample is the batch's.
            lock (gate)
            {
                breakdown ??= ExceptionDispatchInfo.Capture(exception);
                stopped = true;
                Monitor.PulseAll(gate);
            }
        }
    }

    /// <summary>No place is handed out any more.</summary>
    public void Stop()
    {
        lock (gate)
        {
            stopped = true;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Frees what nobody took, once no thread is at work any more.</summary>
    public void Dispose()
    {
        while (filling.TryDequeue(out var batch))
        {
            batch.Dispose();
        }
    }

    private Exception? Fill(PendingBatch batch, int first, int end)
    {
        try
        {
            for (var place = first; place < end && !Volatile.Read(ref stopped); place++)
            {
                batch.Fill(place, epoch);
            }

            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    /// <summary>The next places to fill, once they are near enough to what was taken; false when there is nothing more to do.</summary>
    private bool TryClaim(out PendingBatch batch, out int first, out int end)
    {
        lock (gate)
        {
            while (!stopped && !failed && open is null && nextBatch < batches && nextBatch >= taken + prefetch)
            {
                Monitor.Wait(gate);
            }

            (batch, first, end) = (null!, 0, 0); // where false is the answer the caller stops
            if (stopped || (open is null && (failed || nextBatch >= batches)))
            {
                return false;
            }

            if (open is null)
            {
                open = new PendingBatch(reader, SamplesOf(nextBatch++), memory);
                nextPlace = 0;
                filling.Enqueue(open);
            }

            (batch, first, end) = (open, nextPlace, Math.Min(nextPlace + atOnce, open.Count));
            nextPlace = end;
            if (end == open.Count)
            {
                open = null;
            }

            return true;
        }
    }

    /// <summary>
    /// Raw records come from the page cache or from memory: nobody waits for a disk, and a thread without a processor would only keep
    /// the others waiting for its part of a batch.
    /// </summary>
    private static int MostAtWork(IReadOnlyList<Sample> order, int workers) =>
        order.Count > 0 && order[0].Source is PixelRecord ? Math.Min(workers, Environment.ProcessorCount) : workers;

    private Sample[] SamplesOf(int batch)
    {
        var samples = new Sample[Math.Min(batchSize, order.Count - (batch * batchSize))];
        for (var place = 0; place < samples.Length; place++)
        {
            samples[place] = order[(batch * batchSize) + place];
        }

        return samples;
    }

    private void Wake()
    {
        lock (gate)
        {
            Monitor.PulseAll(gate);
        }
    }
}
