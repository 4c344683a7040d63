namespace Lockstep.Snapshots.Stores;

/// <summary>An object that lies in a store.</summary>
/// <param name="Key">From the store's root.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">What the store itself says of its content; null where it says nothing.</param>
public sealed record StoredObject(string Key, long Bytes, string? Sha256);
