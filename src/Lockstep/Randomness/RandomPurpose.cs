namespace Lockstep.Randomness;

/// <summary>What a draw is for. The numbers are part of the format: they key the draws. An augmentation's stands in its own file.</summary>
/// <param name="Number">Below 256, and of no other purpose.</param>
public readonly record struct RandomPurpose(uint Number)
{
    /// <summary>For what draws nothing.</summary>
    public static RandomPurpose None => new(0);

    /// <summary>The order of the samples of an epoch.</summary>
    public static RandomPurpose Order => new(1);

    /// <summary>The horizontal flip and the colour jitter, which share a stream.</summary>
    /// <remarks>An augmentation newer than those draws from a stream of its own, from 16 on: switching it on changes no other's draws.</remarks>
    public static RandomPurpose Augment => new(2);

    /// <summary>Which samples validate.</summary>
    public static RandomPurpose Split => new(3);

    /// <summary>Which samples a smoke test or a check takes.</summary>
    public static RandomPurpose Subset => new(4);

    /// <summary>The resamples of a bootstrap interval.</summary>
    public static RandomPurpose Bootstrap => new(5);

    /// <summary>Which differences change their sign, where there are too many for all ways.</summary>
    public static RandomPurpose SignFlip => new(6);

    /// <summary>Augmentations that a program added: see <see cref="OwnStream"/>, whose keys no other purpose uses.</summary>
    /// <remarks>The greatest that leaves room for the repeat.</remarks>
    public static RandomPurpose Own => new(255);
}
