using System.Globalization;

namespace Lockstep.Smoke;

/// <summary>How much a smoke test is to train.</summary>
/// <param name="Steps">Each of the two times.</param>
/// <param name="Epochs">Passes over the images, in place of steps; null for steps.</param>
/// <param name="Images">In the subset; all where there are fewer. Without effect on a command.</param>
public sealed record SmokeWish(int Steps, int? Epochs, int Images)
{
    /// <summary>How many steps where nothing is said.</summary>
    public const int UsualSteps = 50;

    /// <summary>How many images where nothing is said.</summary>
    public const int UsualImages = 100;

    /// <summary>The wish, checked.</summary>
    /// <exception cref="UsageException">Fewer than can be judged, or steps and epochs at once.</exception>
    public static SmokeWish Of(int? steps, int? epochs, int? images)
    {
        if (steps is not null && epochs is not null)
        {
            throw new UsageException("--steps and --epochs exclude each other.");
        }

        if (steps < 2 || images < 1 || epochs < 1)
        {
            throw new UsageException(string.Create(
                CultureInfo.InvariantCulture,
                $"--steps must be at least 2, --epochs and --images at least 1; found {(steps < 2 ? steps : images < 1 ? images : epochs)}."));
        }

        return new SmokeWish(steps ?? UsualSteps, epochs, images ?? UsualImages);
    }
}
