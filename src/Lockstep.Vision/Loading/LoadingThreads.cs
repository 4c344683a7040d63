namespace Lockstep.Vision.Loading;

/// <summary>The threads of a loader: started for its first pass, idle between two, gone when it is disposed.</summary>
internal sealed class LoadingThreads(int count) : IDisposable
{
    private readonly object gate = new(); // for Monitor's wait and pulse
    private Thread[] threads = [];
    private LoadingPass? current;
    private int passes;
    private int atWork;
    private bool disposed;

    /// <summary>Sets the threads to work on a pass.</summary>
    /// <exception cref="InvalidOperationException">Another is still going on.</exception>
    public void Begin(LoadingPass pass)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, typeof(BatchLoader));
            if (current is not null)
            {
                throw new InvalidOperationException("A loader reads one order at a time; end the enumeration before, or take another loader.");
            }

            current = pass;
            passes++;
            Monitor.PulseAll(gate);
        }

        if (threads.Length == 0)
        {
            threads = [.. Enumerable.Range(0, count).Select(index => new Thread(Work) { IsBackground = true, Name = $"loader {index}" })];
            foreach (var thread in threads)
            {
                thread.Start();
            }
        }
    }

    /// <summary>Stops the pass and waits until no thread is at work on it.</summary>
    public void End(LoadingPass pass)
    {
        pass.Stop();
        lock (gate)
        {
            current = null;
            while (atWork > 0)
            {
                Monitor.Wait(gate);
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            current?.Stop();
            Monitor.PulseAll(gate);
        }

        foreach (var thread in threads)
        {
            thread.Join();
        }
    }

    private void Work()
    {
        var done = 0;
        while (true)
        {
            LoadingPass pass;
            lock (gate)
            {
                while (!disposed && (current is null || done == passes))
                {
                    Monitor.Wait(gate);
                }

                if (disposed || current is null)
                {
                    return;
                }

                pass = current;
                done = passes;
                atWork++;
            }

            pass.Work();
            lock (gate)
            {
                atWork--;
                Monitor.PulseAll(gate);
            }
        }
    }
}
