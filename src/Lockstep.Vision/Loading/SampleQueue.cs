using System.Runtime.ExceptionServices;
using Lockstep.Data;

namespace Lockstep.Vision.Loading;

/// <summary>Worker threads that fill batches in order, a bounded number ahead of the one who takes them.</summary>
internal sealed class SampleQueue : IDisposable
{
    private readonly object gate = new(); // for Monitor's wait and pulse
    private readonly SampleReader reader;
    private readonly Sample[][] batches;
    private readonly uint epoch;
    private readonly int ahead;
    private readonly PendingBatch?[] pending;
    private readonly int[] unfilled;
    private readonly Thread[] threads;
    private int nextBatch;
    private int nextPlace;
    private int taken;
    private bool stopped;
    private ExceptionDispatchInfo? failure;

    public SampleQueue(SampleReader reader, Sample[][] batches, uint epoch, int workers, int ahead)
    {
        this.reader = reader;
        this.batches = batches;
        this.epoch = epoch;
        this.ahead = ahead;
        pending = new PendingBatch?[batches.Length];
        unfilled = [.. batches.Select(samples => samples.Length)];
        threads = [.. Enumerable.Range(0, workers).Select(index => new Thread(Work) { IsBackground = true, Name = $"loader {index}" })];
        foreach (var thread in threads)
        {
            thread.Start();
        }
    }

    /// <summary>Waits for the next batch in order.</summary>
    /// <exception cref="LockstepException">A worker could not read a sample.</exception>
    public Batch Next(CancellationToken cancellation)
    {
        PendingBatch batch;
        using (cancellation.Register(Wake))
        {
            lock (gate)
            {
                while (unfilled[taken] > 0 && failure is null && !cancellation.IsCancellationRequested)
                {
                    Monitor.Wait(gate);
                }

                cancellation.ThrowIfCancellationRequested();
                failure?.Throw();
                batch = pending[taken] ?? throw new InvalidOperationException("A filled batch is there until it is taken.");
                pending[taken++] = null;
                Monitor.PulseAll(gate);
            }
        }

        return batch.Take();
    }

    public void Dispose()
    {
        lock (gate)
        {
            stopped = true;
            Monitor.PulseAll(gate);
        }

        foreach (var thread in threads)
        {
            thread.Join();
        }
    }

    private void Work()
    {
        try
        {
            while (TryClaim(out var batch, out var index, out var place))
            {
                batch.Fill(place, epoch);
                lock (gate)
                {
                    if (--unfilled[index] == 0)
                    {
                        Monitor.PulseAll(gate);
                    }
                }
            }
        }
        catch (Exception exception)
        {
            lock (gate)
            {
                failure ??= ExceptionDispatchInfo.Capture(exception);
                stopped = true;
                Monitor.PulseAll(gate);
            }
        }
    }

    /// <summary>The next place to fill, once it is near enough to what was taken; false when there is nothing more to do.</summary>
    private bool TryClaim(out PendingBatch batch, out int index, out int place)
    {
        lock (gate)
        {
            while (!stopped && nextBatch < batches.Length && nextBatch >= taken + ahead)
            {
                Monitor.Wait(gate);
            }

            index = nextBatch;
            place = nextPlace;
            if (stopped || nextBatch == batches.Length)
            {
                batch = null!; // the caller stops
                return false;
            }

            batch = pending[index] ??= new PendingBatch(reader, batches[index]);
            if (++nextPlace == batches[index].Length)
            {
                nextBatch++;
                nextPlace = 0;
            }

            return true;
        }
    }

    private void Wake()
    {
        lock (gate)
        {
            Monitor.PulseAll(gate);
        }
    }
}
