using System.Globalization;
using System.Text;
using Lockstep.Files;
using Lockstep.Text;

namespace Lockstep.Syntax;

/// <summary>A file's bytes, known to be small, UTF-8 and free of control characters, without the byte-order mark.</summary>
internal sealed class SourceText
{
    private const int MostBytes = 16 << 20; // a command's arguments have at most six million, which may need to be escaped

    private SourceText(string name, ReadOnlyMemory<byte> bytes)
    {
        Name = name;
        Bytes = bytes;
        Text = Encoding.UTF8.GetString(bytes.Span);
    }

    public string Name { get; }

    public ReadOnlyMemory<byte> Bytes { get; }

    public string Text { get; }

    public static SourceText Of(string name, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > MostBytes)
        {
            throw new SyntaxException(
                new Place(name, 1, 1),
                string.Create(CultureInfo.InvariantCulture, $"the file has {bytes.Length} bytes, a recipe may have {MostBytes}. Is it the right file?"));
        }

        if (bytes.Span.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }

        if (bytes.Length > 0 && ForeignFile.Of(bytes.Span) is { IsText: false } other)
        {
            throw new SyntaxException(new Place(name, 1, 1), $"{other.Or("expected a recipe, which is YAML or JSON text")}.");
        }

        RefuseForeignBytes(name, bytes.Span);
        var source = new SourceText(name, bytes);
        return string.IsNullOrWhiteSpace(source.Text) ? throw Empty(new Place(name, 1, 1)) : source;
    }

    public static SyntaxException Empty(Place place) => new(place, "the recipe is empty. Write at least 'dataset: <folder of the snapshot>'.");

    private static void RefuseForeignBytes(string name, ReadOnlySpan<byte> bytes)
    {
        var cursor = new TextCursor(bytes);
        for (var offset = 0; offset < bytes.Length;)
        {
            var status = Rune.DecodeFromUtf8(bytes[offset..], out var rune, out var length);
            if (status != System.Buffers.OperationStatus.Done)
            {
                throw new SyntaxException(
                    cursor.MoveTo(name, offset),
                    string.Create(CultureInfo.InvariantCulture, $"the byte 0x{bytes[offset]:X2} is not UTF-8. Save the file as UTF-8."));
            }

            // Parsers take U+0000 for the end of the text: what follows would be left out without a word.
            if (Rune.IsControl(rune) && rune.Value is not ('\t' or '\n' or '\r' or 0x85))
            {
                throw new SyntaxException(
                    cursor.MoveTo(name, offset),
                    string.Create(CultureInfo.InvariantCulture, $"the control character U+{rune.Value:X4} has no place in a recipe. Remove it."));
            }

            offset += length;
        }
    }
}
