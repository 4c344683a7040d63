using System.Globalization;

namespace Lockstep.Vision.Training;

/// <summary>The loss became NaN or infinite; going on would train nothing.</summary>
internal sealed class NonFiniteLossException(long step, int epoch, float loss)
    : LockstepException(string.Create(
        CultureInfo.InvariantCulture, $"The loss became {loss} at step {step} (epoch {epoch}). Try a smaller train.lr, or a warm-up: schedule.warmup_epochs."))
{
    /// <summary>From 1.</summary>
    public long Step { get; } = step;
}
