using Lockstep.Files;

namespace Lockstep.Vision.Images.Headers;

/// <summary>Says what a file is that begins like no image format, as far as its first bytes tell.</summary>
internal static class UnknownFormat
{
    private const string Formats = "JPEG, PNG, WebP, BMP, GIF or TIFF";

    public static string Describe(ReadOnlySpan<byte> encoded) => ForeignFile.Of(encoded) is { } found
        ? found.Or($"expected {Formats}")
        : $"it begins like none of {Formats} ({Convert.ToHexStringLower(encoded[..Math.Min(encoded.Length, 8)])})";
}
