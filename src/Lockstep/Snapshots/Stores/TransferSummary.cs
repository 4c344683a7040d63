namespace Lockstep.Snapshots.Stores;

/// <summary>What a push or pull did.</summary>
/// <param name="Id">The manifest's.</param>
/// <param name="Name">The snapshot's.</param>
/// <param name="Files">Files of the snapshot.</param>
/// <param name="Objects">Distinct contents among them.</param>
/// <param name="Moved">Objects that were moved; the others were there already.</param>
/// <param name="MovedBytes">Their bytes.</param>
/// <param name="Bytes">The bytes of all objects.</param>
public sealed record TransferSummary(string Id, string? Name, int Files, int Objects, int Moved, long MovedBytes, long Bytes)
{
    /// <summary>Not sent again.</summary>
    public int AlreadyThere => Objects - Moved;
}
