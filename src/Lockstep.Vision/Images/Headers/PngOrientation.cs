using System.Text;
using System.Text.RegularExpressions;

namespace Lockstep.Vision.Images.Headers;

/// <summary>
/// Finds how a PNG is to be turned, wherever it is said, in Pillow's order: the eXIf chunk, else ImageMagick's text with
/// EXIF data; where that has no such tag, XMP.
/// </summary>
/// <remarks>Of several chunks of one kind the last counts.</remarks>
internal sealed partial class PngOrientation
{
    private bool hasExif;
    private int? fromExif;
    private int? fromProfile;
    private int? fromXmp;

    public int Value => (hasExif ? fromExif : fromProfile) ?? fromXmp ?? ExifOrientation.Upright;

    public void SeeExif(ReadOnlySpan<byte> data)
    {
        hasExif = true;
        fromExif = ExifOrientation.Find(data);
    }

    public void SeeText(ReadOnlySpan<byte> keyword, ReadOnlySpan<byte> text)
    {
        if (keyword.SequenceEqual("Raw profile type exif"u8))
        {
            fromProfile = ExifOrientation.Find(Profile(text));
        }
        else if (keyword.SequenceEqual("XML:com.adobe.xmp"u8))
        {
            var match = XmpOrientation().Match(Encoding.UTF8.GetString(text));
            fromXmp = match.Success ? (match.Groups[1].Value[0] - '0' is >= 1 and <= 8 and var value ? value : ExifOrientation.Upright) : null;
        }
    }

    /// <summary>
    /// What ImageMagick writes: an empty line, the profile's name, its length, and its bytes as hexadecimal digits in
    /// lines. Nothing where it is something else.
    /// </summary>
    private static byte[] Profile(ReadOnlySpan<byte> text)
    {
        for (var line = 0; line < 3; line++)
        {
            var end = text.IndexOf((byte)'\n');
            if (end < 0)
            {
                return [];
            }

            text = text[(end + 1)..];
        }

        var digits = new List<byte>(text.Length);
        foreach (var value in text)
        {
            if (value is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            {
                continue;
            }

            if (!char.IsAsciiHexDigit((char)value))
            {
                return [];
            }

            digits.Add(value);
        }

        return digits.Count % 2 == 0 ? Convert.FromHexString(Encoding.ASCII.GetString([.. digits])) : [];
    }

    [GeneratedRegex("tiff:Orientation(?:=\"|>)([0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex XmpOrientation();
}
