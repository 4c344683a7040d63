using System.Text;

namespace Lockstep.Vision.Images.Headers;

/// <summary>Says what a file is that begins like no image format, as far as its first bytes tell.</summary>
internal static class UnknownFormat
{
    private const int Looked = 64;
    private const int Quoted = 24;

    public static string Describe(ReadOnlySpan<byte> encoded)
    {
        var start = encoded[..Math.Min(encoded.Length, Looked)];
        if (start.StartsWith("version https://git-lfs"u8))
        {
            return "it is a Git LFS pointer, not the picture itself; fetch the pictures with 'git lfs pull'";
        }

        if (start.Length >= 12 && start[4..8].SequenceEqual("ftyp"u8))
        {
            return $"it is {(start[8..12].SequenceEqual("avif"u8) ? "an AVIF" : "a HEIC or MP4")} file; {Expected}";
        }

        if (start.IndexOfAnyExceptInRange((byte)' ', (byte)'~') is var other && (other < 0 || (other >= 4 && start[other] is (byte)'\n' or (byte)'\r' or (byte)'\t')))
        {
            return $"it begins like a text file ('{Encoding.ASCII.GetString(start[..Math.Min(other < 0 ? start.Length : other, Quoted)])}'); {Expected}";
        }

        return start.ContainsAnyExcept((byte)0)
            ? $"it begins like none of JPEG, PNG, WebP, BMP, GIF or TIFF ({Convert.ToHexStringLower(start[..Math.Min(start.Length, 8)])})"
            : "it begins with zeros, as a file does that was never written to the end";
    }

    private static string Expected => "expected JPEG, PNG, WebP, BMP, GIF or TIFF";
}
