using System.Text;
using Lockstep.Files;

namespace Lockstep.Sharing.Bags;

/// <summary>The text of a bag's tag files. Source: RFC 8493.</summary>
internal static class BagText
{
    private const char ByteOrderMark = '\uFEFF';

    public static Encoding Utf8 { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The encoding that a bag declares its tag files to have; null where it is not known here.</summary>
    public static Encoding? EncodingOf(string name) => name.ToUpperInvariant() switch
    {
        "UTF-8" => Utf8,
        "UTF-16" or "UTF-16BE" => new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
        "UTF-16LE" => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        "ISO-8859-1" => Encoding.Latin1,
        "US-ASCII" => Encoding.GetEncoding("us-ascii", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback),
        _ => null,
    };

    /// <summary>The lines, whichever of LF, CR and CRLF ends them.</summary>
    /// <exception cref="BagException">Absent, unreadable or not in the encoding.</exception>
    public static IReadOnlyList<string> LinesOf(string path, Encoding encoding)
    {
        try
        {
            return LinesOf(RegularFile.ReadAllBytes(path, RegularFile.MostOfListing), encoding, path);
        }
        catch (FileNotFoundException)
        {
            throw new BagException(path, "it is missing");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BagException(path, $"it can't be read: {exception.Message}");
        }
    }

    public static IReadOnlyList<string> LinesOf(byte[] bytes, Encoding encoding, string where)
    {
        try
        {
            // UTF-16 goes by the mark at its beginning, whatever the declaration says of the order; in UTF-8 there is to be none.
            var isOtherOrder = encoding is UnicodeEncoding && bytes is [0xFF, 0xFE, ..];
            var text = (isOtherOrder ? new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true) : encoding).GetString(bytes);
            text = encoding is UnicodeEncoding ? text.TrimStart(ByteOrderMark) : text;
            var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n', '\r');
            return lines[^1].Length == 0 ? lines[..^1] : lines;
        }
        catch (DecoderFallbackException)
        {
            throw new BagException(where, $"it is not {encoding.WebName.ToUpperInvariant()}");
        }
    }

    /// <summary><c>Label: value</c> a line; a line that begins with white space goes on with the value before it.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> LabelsOf(IReadOnlyList<string> lines, string where)
    {
        var labels = new List<KeyValuePair<string, string>>();
        for (var index = 0; index < lines.Count; index++)
        {
            var line = lines[index];
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            if (line[0] is ' ' or '\t' && labels.Count > 0)
            {
                labels[^1] = new(labels[^1].Key, $"{labels[^1].Value} {line.Trim()}");
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            labels.Add(colon > 0 && line[..colon].Trim() is { Length: > 0 } label
                ? new(label, line[(colon + 1)..].Trim())
                : throw new BagException($"{where}:{index + 1}", $"expected 'Label: value', found '{ListedPath.Shown(line)}'"));
        }

        return labels;
    }

    /// <summary>A path as a manifest writes it.</summary>
    /// <remarks>RFC 8493, section 2.1.3: LF, CR and the percent sign are encoded, and nothing else.</remarks>
    public static string EncodePath(string path) => path
        .Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    /// <summary>A path as a manifest of the version has it.</summary>
    /// <param name="lies">Whether a file of that path lies in the bag.</param>
    /// <remarks>
    /// Before 1.0 the percent sign stood for itself: only the line ends were encoded. Some writers of 1.0 (bagit.py 1.9) still do so; their path is
    /// taken where it alone is there.
    /// </remarks>
    public static string DecodePath(string path, BagVersion version, Func<string, bool> lies)
    {
        var literal = path
            .Replace("%0D", "\r", StringComparison.OrdinalIgnoreCase).Replace("%0A", "\n", StringComparison.OrdinalIgnoreCase);
        var decoded = version.EncodesPercent ? literal.Replace("%25", "%", StringComparison.Ordinal) : literal;
        return decoded != literal && !lies(decoded) && lies(literal) ? literal : decoded;
    }

    /// <summary>The path without a leading <c>./</c>, which writers before 1.0 put there.</summary>
    public static string WithoutDot(string path, BagVersion version) =>
        version.TakesLeadingDot && path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
}
