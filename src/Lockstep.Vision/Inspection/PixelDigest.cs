namespace Lockstep.Vision.Inspection;

/// <summary>The digest of a sample's pixels, or why it has none.</summary>
public sealed record PixelDigest(string Name, string? Sha256, string? Reason);
