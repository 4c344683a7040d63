namespace Lockstep.Snapshots.Downloads;

/// <summary>How long to put up with a network or server that fails.</summary>
/// <param name="Tries">In a row that bring nothing new.</param>
/// <param name="FirstPause">Before the second try; it doubles from one to the next.</param>
/// <param name="Stall">Without a byte counts as a cut connection.</param>
public sealed record DownloadPatience(int Tries, TimeSpan FirstPause, TimeSpan Stall)
{
    /// <summary>For servers of strangers.</summary>
    public static DownloadPatience Default { get; } = new(5, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
}
