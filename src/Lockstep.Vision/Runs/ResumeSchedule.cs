using Lockstep.Recipes;

namespace Lockstep.Vision.Runs;

/// <summary>When a checkpoint to resume from is due. It watches the clock, and nothing that a result depends on does.</summary>
internal sealed class ResumeSchedule(CheckpointRecipe recipe, TimeProvider clock)
{
    /// <summary>The most that those at the ends of epochs may cost, as a part of the time.</summary>
    private const double LargestPart = 0.05;

    private long last = clock.GetTimestamp();
    private TimeSpan cost;

    public bool IsDueAfter(long step) =>
        (recipe.EverySteps is { } steps && step % steps == 0)
        || (recipe.EveryMinutes is { } minutes && clock.GetElapsedTime(last).TotalMinutes >= minutes);

    /// <summary>Always in long epochs; in short ones as often as it costs little.</summary>
    public bool IsDueAtEpochEnd => cost <= clock.GetElapsedTime(last) * LargestPart;

    /// <param name="started">The clock's timestamp before the checkpoint was written, or failed to be.</param>
    public void RecordCost(long started)
    {
        last = clock.GetTimestamp();
        cost = clock.GetElapsedTime(started, last);
    }
}
