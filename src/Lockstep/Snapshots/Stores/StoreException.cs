namespace Lockstep.Snapshots.Stores;

/// <summary>A store can't be reached, or refuses.</summary>
internal sealed class StoreException(string location, string reason, Exception? inner = null)
    : LockstepException($"{location}: {reason}", inner ?? new IOException(reason))
{
    public string Location { get; } = location;

    /// <summary>The message without the location.</summary>
    public string Reason { get; } = reason;
}
