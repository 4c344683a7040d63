using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Lockstep.Vision.Drawing;

/// <summary>Letters beyond ASCII, 16 dots high and 8 or 16 wide: those of GNU Unifont, for the scripts of Unicode's first plane.</summary>
/// <remarks>Each stands by itself, from left to right: Arabic letters are not joined. Read when the first of them is drawn.</remarks>
internal static class WideFont
{
    /// <summary>In dots.</summary>
    public const int Height = 16;

    private const int BitsOfADigit = 4;

    private static readonly Lazy<Dictionary<int, string>> Rows = new(Read);

    /// <summary>The letter's rows from the top, a bit a dot, and their width in dots; null where there is no such letter.</summary>
    public static (int[] Rows, int Width)? Find(Rune rune)
    {
        if (rune.IsAscii || !Rows.Value.TryGetValue(rune.Value, out var digits))
        {
            return null;
        }

        var perRow = digits.Length / Height;
        return ([
            .. Enumerable.Range(0, Height).Select(row => int.Parse(digits.AsSpan(row * perRow, perRow), NumberStyles.HexNumber, CultureInfo.InvariantCulture))
        ],
            perRow * BitsOfADigit);
    }

    private static Dictionary<int, string> Read()
    {
        // An embedded file, which is there as the code is.
        using var packed = typeof(WideFont).Assembly.GetManifestResourceStream("Lockstep.Vision.Drawing.unifont.hex.gz")!;
        using var reader = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        var rows = new Dictionary<int, string>();
        while (reader.ReadLine() is { } line)
        {
            rows[int.Parse(line.AsSpan(0, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture)] = line[5..];
        }

        return rows;
    }
}
