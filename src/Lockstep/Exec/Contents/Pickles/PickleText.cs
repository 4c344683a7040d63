using System.Globalization;
using System.Text;
using Lockstep.Exec.Contents.Nodes;

namespace Lockstep.Exec.Contents.Pickles;

/// <summary>How pickles write texts and bytes, and how nodes do.</summary>
internal static class PickleText
{
    /// <summary>Longer texts and bytes stay where they are.</summary>
    public const int LongestValue = 4096;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A text in UTF-8; one that holds half a surrogate pair, or isn't UTF-8 at all, as its bytes.</summary>
    public static string Utf8(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return OfBytes(bytes);
        }
    }

    /// <summary>A text as a node, of one kind whichever way the pickle wrote it.</summary>
    public static ContentNode NodeOf(string text) =>
        text.Length <= LongestValue / 4 || Encoding.UTF8.GetByteCount(text) <= LongestValue
            ? ContentNode.Of(text)
            : ContentNode.Bytes("str", new ByteRange(Encoding.UTF8.GetBytes(text)));

    /// <summary>Bytes as the text of a node.</summary>
    public static string OfBytes(ReadOnlySpan<byte> bytes) => $"0x{Convert.ToHexStringLower(bytes)}";

    /// <summary>The bytes of a node, whichever way it holds them; null where it holds none.</summary>
    public static ByteRange? BytesOf(ContentNode node) =>
        node switch
        {
            { Kind: ContentKind.Value, Type: "bytes" or "bytearray" } when node.Text.StartsWith("0x", StringComparison.Ordinal) => new ByteRange(
                Convert.FromHexString(node.Text.AsSpan(2))
            ),
            { Kind: ContentKind.Tensor, Type: "bytes" or "bytearray" } => node.Data?.Bytes,
            _ => null,
        };

    /// <summary>A text node's characters as bytes of Latin-1, as protocols before 3 write bytes; null where one doesn't fit.</summary>
    public static ByteRange? Latin1(ContentNode node)
    {
        var text = node switch
        {
            { Kind: ContentKind.Value, Type: "str" } => node.Text,
            { Kind: ContentKind.Tensor, Type: "str", Data.Bytes: { } bytes } => Encoding.UTF8.GetString(bytes.ToMemory().Span),
            _ => null,
        };
        return text is not null && !text.AsSpan().ContainsAnyExceptInRange('\0', '\xff') ? new ByteRange(Encoding.Latin1.GetBytes(text)) : null;
    }

    /// <summary>A line of protocol 0 in Python's quotes.</summary>
    public static string Unquoted(string line) =>
        line.Length >= 2 && line[0] == line[^1] && line[0] is '\'' or '"' ? line[1..^1] : throw new ContentException("has a text without quotes in a pickle");

    /// <summary>Python's raw-unicode-escape.</summary>
    public static string Unescaped(string line)
    {
        if (!line.Contains('\\', StringComparison.Ordinal))
        {
            return line;
        }

        var text = new StringBuilder();
        for (var at = 0; at < line.Length; at++)
        {
            var digits =
                line[at] != '\\' || at + 1 >= line.Length ? 0
                : line[at + 1] == 'u' ? 4
                : line[at + 1] == 'U' ? 8
                : 0;
            if (
                digits > 0
                && at + 2 + digits <= line.Length
                && uint.TryParse(line.AsSpan(at + 2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                && Rune.IsValid(code)
            )
            {
                text.Append(new Rune(code).ToString());
                at += 1 + digits;
            }
            else
            {
                text.Append(line[at]);
            }
        }

        return text.ToString();
    }
}
