using System.Globalization;
using System.Text;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Drawing;

/// <summary>Letters of 5×8 pixels, drawn for this purpose: a picture's labels are the same on every machine, whatever fonts it has.</summary>
/// <remarks>
/// Printable ASCII, whose glyphs stand in PixelFont.txt: a line a character, its rows from the top. Beyond it the letters of
/// <see cref="WideFont"/>, at half their size; of what isn't there either the code is written, as in <c>\u{1f600}</c>: two texts that differ look different.
/// </remarks>
internal static class PixelFont
{
    /// <summary>The height of a line of text, in pixels.</summary>
    public const int Height = 8;

    private const int GlyphWidth = 5;
    private const int Advance = GlyphWidth + 1;
    private const int WideAdvance = (WideFont.Height / 2) + 1;
    private const string Ellipsis = "...";

    private static readonly Dictionary<char, string[]> Glyphs = Read();

    /// <summary>The width of a line of text, in pixels.</summary>
    public static int WidthOf(string text, int scale) => Letters(text).Sum(letter => letter.Advance) * scale;

    /// <summary>The text, with its beginning left out where it would be wider than that: a path's end says more.</summary>
    public static string Fit(string text, int width, int scale)
    {
        if (WidthOf(text, scale) <= width)
        {
            return text;
        }

        var room = width - WidthOf(Ellipsis, scale);
        return room <= 0 ? "" : Ellipsis + End(text, room, scale);
    }

    /// <summary>The text, cut in its middle where it would be wider than that: names often begin alike, and paths end alike.</summary>
    public static string FitMiddle(string text, int width, int scale)
    {
        if (WidthOf(text, scale) <= width)
        {
            return text;
        }

        var room = width - WidthOf(Ellipsis, scale);
        if (room <= 0)
        {
            return Begin(text, width, scale);
        }

        var end = End(text, room / 2, scale);
        return Begin(text, room - WidthOf(end, scale), scale) + Ellipsis + end;
    }

    /// <summary>Writes a line in one level of grey.</summary>
    /// <param name="canvas">Height × width × 3 bytes; what would lie outside is left out.</param>
    public static void Write(Image canvas, string text, int top, int left, int scale, byte level)
    {
        var at = left;
        foreach (var letter in Letters(text))
        {
            if (letter.Wide is var (rows, width))
            {
                // A mark stands over the letter before it.
                var advance = (letter.Advance == 0 ? Advance : letter.Advance) * scale;
                DrawWide(canvas, rows, width, top, (letter.Advance == 0 ? at - advance : at) + ((advance - (width * scale / 2)) / 2), scale, level);
            }
            else
            {
                Draw(canvas, Glyphs[letter.Ascii], top, at, scale, level);
            }

            at += letter.Advance * scale;
        }
    }

    private static IEnumerable<Letter> Letters(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii && Glyphs.ContainsKey((char)rune.Value))
            {
                yield return new Letter((char)rune.Value, null, Advance);
            }
            else if (WideFont.Find(rune) is { } wide)
            {
                yield return new Letter(default, wide, Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark
                    ? 0
                    : wide.Width > WideFont.Height / 2 ? WideAdvance : Advance);
            }
            else
            {
                foreach (var character in string.Create(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}"))
                {
                    yield return new Letter(character, null, Advance);
                }
            }
        }
    }

    private static string Begin(string text, int width, int scale)
    {
        var kept = 0;
        foreach (var element in Elements(text).TakeWhile(element => WidthOf(text[..(kept + element.Length)], scale) <= width))
        {
            kept += element.Length;
        }

        return text[..kept];
    }

    private static string End(string text, int width, int scale)
    {
        var kept = 0;
        foreach (var element in Elements(text).Reverse().TakeWhile(element => WidthOf(text[^(kept + element.Length)..], scale) <= width))
        {
            kept += element.Length;
        }

        return text[^kept..];
    }

    /// <summary>Letters with the marks that belong to them.</summary>
    private static IEnumerable<string> Elements(string text)
    {
        for (var elements = StringInfo.GetTextElementEnumerator(text); elements.MoveNext();)
        {
            yield return elements.GetTextElement();
        }
    }

    private static void Draw(Image canvas, string[] glyph, int top, int left, int scale, byte level)
    {
        for (var row = 0; row < Height * scale; row++)
        {
            for (var column = 0; column < GlyphWidth * scale; column++)
            {
                if (glyph[row / scale][column / scale] == 'X')
                {
                    Cover(canvas, top + row, left + column, level, 4);
                }
            }
        }
    }

    /// <summary>At half its size times the scale: where that is one, four dots share a pixel.</summary>
    private static void DrawWide(Image canvas, int[] rows, int width, int top, int left, int scale, byte level)
    {
        bool IsSet(int y, int x) => (rows[y] >> (width - 1 - x) & 1) != 0;
        for (var row = 0; row < Height * scale; row++)
        {
            for (var column = 0; column < width * scale / 2; column++)
            {
                var (y, x) = (row * 2 / scale, column * 2 / scale);
                var dots = scale > 1 ? (IsSet(y, x) ? 4 : 0) : (IsSet(y, x) ? 1 : 0)
                    + (IsSet(y, x + 1) ? 1 : 0) + (IsSet(y + 1, x) ? 1 : 0) + (IsSet(y + 1, x + 1) ? 1 : 0);
                Cover(canvas, top + row, left + column, level, dots);
            }
        }
    }

    /// <param name="quarters">Of the pixel that are covered.</param>
    private static void Cover(Image canvas, int row, int column, byte level, int quarters)
    {
        if (quarters == 0 || row < 0 || row >= canvas.Height || column < 0 || column >= canvas.Width)
        {
            return;
        }

        foreach (ref var value in canvas.Pixels.AsSpan(3 * ((row * canvas.Width) + column), 3))
        {
            value = (byte)(value + ((level - value) * quarters / 4));
        }
    }

    private static Dictionary<char, string[]> Read()
    {
        using var resource = typeof(PixelFont).Assembly.GetManifestResourceStream("Lockstep.Vision.Drawing.PixelFont.txt")
            ?? throw new InvalidOperationException("The letters are not embedded in this assembly.");
        using var reader = new StreamReader(resource);
        var glyphs = new Dictionary<char, string[]>();
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            glyphs[line[0]] = line[2..].Split(' ');
        }

        return glyphs;
    }

    /// <param name="Ascii">One of ours, where there is no other.</param>
    /// <param name="Advance">From this letter to the next, in pixels of the smallest scale; 0 of a mark over the letter before it.</param>
    private readonly record struct Letter(char Ascii, (int[] Rows, int Width)? Wide, int Advance);
}
