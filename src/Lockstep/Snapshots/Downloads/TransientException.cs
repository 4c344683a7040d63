namespace Lockstep.Snapshots.Downloads;

/// <summary>Another try may succeed.</summary>
/// <param name="ended">The server ended the file in good order, only too early: after some tries it counts as another file.</param>
internal sealed class TransientException(string reason, bool ended = false) : Exception(reason)
{
    public bool Ended { get; } = ended;
}
