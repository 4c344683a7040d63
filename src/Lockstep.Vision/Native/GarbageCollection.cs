using System.Runtime;

namespace Lockstep.Vision.Native;

/// <summary>Keeps the garbage collector out of calls into libtorch: it collects between steps, and not within one.</summary>
/// <remarks>
/// TorchSharp makes a native scalar of each number that is passed, and nothing holds on to it while the call runs. A collection at that moment
/// has it freed under libtorch's hands, which ends in an error ("Scalar.toFloat") or in another number. It takes two threads and bad luck,
/// so it happens on busy machines and not on a desk.
/// </remarks>
internal static class GarbageCollection
{
    /// <summary>What may be allocated between two collections; a step takes a small part of it. Where it isn't enough, one happens within a step.</summary>
    private const long Budget = 64L << 20;

    private static readonly Lock Access = new();
    private static int suspensions;
    private static long collectedAt; // bytes allocated until then, of all the process

    /// <summary>From here until disposal; what is in force already goes on.</summary>
    public static IDisposable Suspend()
    {
        lock (Access)
        {
            if (suspensions++ == 0)
            {
                Begin();
            }
        }

        return new Suspension();
    }

    /// <summary>Called between steps: collects if it is time to.</summary>
    public static void CollectIfDue()
    {
        lock (Access)
        {
            if (GCSettings.LatencyMode != GCLatencyMode.NoGCRegion || IsDue)
            {
                End();
                Begin();
            }
        }
    }

    private static bool IsDue => GC.GetTotalAllocatedBytes() - collectedAt > Budget / 2;

    private static void Begin()
    {
        // The region itself collects only where the system has no memory left to give: without this, nothing would ever be freed.
        if (IsDue)
        {
            GC.Collect();
            collectedAt = GC.GetTotalAllocatedBytes();
        }

        GC.TryStartNoGCRegion(Budget);
    }

    private static void End()
    {
        try
        {
            if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
            {
                GC.EndNoGCRegion();
            }
        }
        catch (InvalidOperationException)
        {
            // The budget ran out this very moment, which ended it.
        }
    }

    private sealed class Suspension : IDisposable
    {
        private int isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref isOver, 1) == 0)
            {
                lock (Access)
                {
                    if (--suspensions == 0)
                    {
                        End();
                    }
                }
            }
        }
    }
}
