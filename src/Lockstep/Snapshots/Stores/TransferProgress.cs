namespace Lockstep.Snapshots.Stores;

/// <summary>How far a push or pull has come.</summary>
/// <param name="Objects">Distinct contents dealt with so far: moved, or found to be there already.</param>
/// <param name="ObjectsInAll">Distinct contents of the snapshot.</param>
/// <param name="Bytes">Their bytes, those of contents under way included.</param>
/// <param name="BytesInAll">The bytes of all of them.</param>
public sealed record TransferProgress(int Objects, int ObjectsInAll, long Bytes, long BytesInAll);
