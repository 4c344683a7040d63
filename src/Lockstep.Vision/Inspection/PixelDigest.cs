namespace Lockstep.Vision.Inspection;

/// <summary>Of one sample: the digest of its pixels, or why it has none.</summary>
public sealed record PixelDigest(string Name, string? Sha256, string? Reason);
