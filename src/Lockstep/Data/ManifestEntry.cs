namespace Lockstep.Data;

/// <summary>One file of a snapshot.</summary>
/// <param name="RelPath">From the snapshot's root, with forward slashes.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
public sealed record ManifestEntry(string RelPath, long Bytes, string Sha256);
