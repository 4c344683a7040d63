namespace Lockstep.Smoke;

/// <summary>How far the loss went.</summary>
/// <param name="Window">How many steps at either end are averaged, since one batch's loss is noisy.</param>
/// <param name="Start">Mean loss of the first steps.</param>
/// <param name="End">Mean loss of the last steps.</param>
public sealed record SmokeFigures(int Window, double Start, double End)
{
    /// <summary>The part of the loss that must go for the test to pass.</summary>
    public const double LeastDrop = 0.05;

    private const int LargestWindow = 5;
    private const double Growth = 3;

    /// <summary>Part of the start loss that went; negative where it rose.</summary>
    public double Drop => (Start - End) / Math.Abs(Start);

    /// <summary>
    /// A loss that grew to more than 3 times that of step 1, before which nothing has moved, and did not come back below that: a fall from such a height
    /// is no learning.
    /// </summary>
    /// <returns>The largest loss and its step, from 1; null where it is not so.</returns>
    public (int Step, double Loss)? GrowthOf(IReadOnlyList<double> losses)
    {
        var (index, largest) = losses.Index().MaxBy(item => item.Item);
        return End >= losses[0] && largest > Growth * losses[0] ? (index + 1, largest) : null;
    }

    /// <summary>Of all steps that were made.</summary>
    public static SmokeFigures Of(IReadOnlyList<double> losses)
    {
        var window = Math.Clamp(losses.Count / 2, 1, LargestWindow);
        return losses.Count == 0
            ? new SmokeFigures(window, double.NaN, double.NaN)
            : new SmokeFigures(window, losses.Take(window).Average(), losses.TakeLast(window).Average());
    }
}
