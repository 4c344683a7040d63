using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation.Preview;

/// <summary>Letters of 5×8 pixels, drawn for this purpose: a picture's labels are the same on every machine, whatever fonts it has.</summary>
/// <remarks>Printable ASCII; any other character is a question mark. The glyphs stand in PixelFont.txt: a line a character, its rows from the top.</remarks>
internal static class PixelFont
{
    /// <summary>Of a line of text, in pixels.</summary>
    public const int Height = 8;

    /// <summary>From one letter to the next, in pixels.</summary>
    public const int Advance = GlyphWidth + 1;

    private const int GlyphWidth = 5;
    private const string Ellipsis = "...";

    private static readonly Dictionary<char, string[]> Glyphs = Read();

    /// <summary>The text, with its beginning left out where it would be wider than that: a path's end says more.</summary>
    public static string Fit(string text, int width, int scale)
    {
        var most = width / (Advance * scale);
        return text.Length <= most ? text
            : most <= Ellipsis.Length ? ""
            : Ellipsis + text[^(most - Ellipsis.Length)..];
    }

    /// <summary>Writes a line in one level of grey.</summary>
    /// <param name="canvas">Height × width × 3 bytes; what would lie outside is left out.</param>
    public static void Write(Image canvas, string text, int top, int left, int scale, byte level)
    {
        foreach (var (place, character) in text.Index())
        {
            Draw(canvas, Glyphs.GetValueOrDefault(character) ?? Glyphs['?'], top, left + (place * Advance * scale), scale, level);
        }
    }

    private static void Draw(Image canvas, string[] glyph, int top, int left, int scale, byte level)
    {
        for (var row = 0; row < Height * scale && top + row < canvas.Height; row++)
        {
            for (var column = 0; column < GlyphWidth * scale && left + column < canvas.Width; column++)
            {
                if (glyph[row / scale][column / scale] == 'X')
                {
                    canvas.Pixels.AsSpan(3 * (((top + row) * canvas.Width) + left + column), 3).Fill(level);
                }
            }
        }
    }

    private static Dictionary<char, string[]> Read()
    {
        using var resource = typeof(PixelFont).Assembly.GetManifestResourceStream("Lockstep.Vision.Augmentation.Preview.PixelFont.txt")
            ?? throw new InvalidOperationException("The letters are not embedded in this assembly.");
        using var reader = new StreamReader(resource);
        var glyphs = new Dictionary<char, string[]>();
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            glyphs[line[0]] = line[2..].Split(' ');
        }

        return glyphs;
    }
}
