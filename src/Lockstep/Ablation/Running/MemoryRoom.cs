using Lockstep.Ablation.Suites;

namespace Lockstep.Ablation.Running;

/// <summary>Whether another run has room in memory beside those that are being made: by what earlier runs of its arm took.</summary>
/// <param name="available">Bytes of memory that are free now; null where that can't be read, and all have room.</param>
internal sealed class MemoryRoom(Func<long?> available)
{
    private const double Spare = 1.2;

    /// <summary>An arm of which no run has ended may have a larger model than the others.</summary>
    private const double OfUnknown = 4;

    private readonly Lock gate = new();
    private readonly Dictionary<Arm, long> most = [];
    private readonly Dictionary<string, (Arm Arm, Func<long> Now)> running = new(StringComparer.Ordinal);

    /// <summary>That a run of an arm was seen to take so much.</summary>
    public void Took(Arm arm, long bytes)
    {
        lock (gate)
        {
            most[arm] = Math.Max(most.GetValueOrDefault(arm), bytes);
        }
    }

    /// <summary>That a run begins.</summary>
    /// <param name="now">What it has at a moment.</param>
    public void Begin(PlannedRun run, Func<long> now)
    {
        lock (gate)
        {
            running[run.Name] = (run.Arm, now);
        }
    }

    /// <summary>That a run is over.</summary>
    public void End(PlannedRun run)
    {
        lock (gate)
        {
            running.Remove(run.Name);
        }
    }

    /// <summary>Whether a run of an arm may begin now: while nothing is known of any, one runs alone.</summary>
    public bool HasFor(Arm arm)
    {
        lock (gate)
        {
            if (running.Count == 0 || available() is not { } free)
            {
                return true;
            }

            // What the others are yet to take is free now, and not to be had.
            return most.Count > 0 && free - running.Values.Sum(one => Math.Max(0, NeedOf(one.Arm) - one.Now())) > NeedOf(arm);
        }
    }

    private double NeedOf(Arm arm) => most.TryGetValue(arm, out var known) ? known * Spare : most.Values.DefaultIfEmpty(0).Max() * OfUnknown;
}
