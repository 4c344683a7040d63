namespace Lockstep.Snapshots.Stores;

/// <summary>How long to put up with a store that is busy, or breaks off; the same for every kind of store.</summary>
/// <param name="Budget">For one request, from its first failure on; what succeeded meanwhile isn't asked for again.</param>
/// <param name="FirstPause">Before the second try; it doubles from one to the next.</param>
/// <param name="LongestPause">To which it grows.</param>
/// <param name="Stall">Without a byte of an answer counts as a broken connection.</param>
public sealed record StorePatience(TimeSpan Budget, TimeSpan FirstPause, TimeSpan LongestPause, TimeSpan Stall)
{
    /// <summary>For servers across the internet.</summary>
    public static StorePatience Default { get; } = new(
        TimeSpan.FromSeconds(60), TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60));
}
