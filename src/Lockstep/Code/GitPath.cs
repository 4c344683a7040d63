using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Lockstep.Code;

/// <summary>Paths as git gives them with <c>-z</c>: bytes that end with a zero byte, and need not be UTF-8.</summary>
internal static class GitPath
{
    /// <summary>The parts of what git listed.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Split(byte[] listing)
    {
        ReadOnlyMemory<byte> rest = listing;
        while (!rest.IsEmpty)
        {
            var end = rest.Span.IndexOf((byte)0);
            yield return end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
        }
    }

    /// <summary>As text; bytes that are no UTF-8 are written as <c>\xff</c>, and no file has that name.</summary>
    public static string Text(ReadOnlySpan<byte> path)
    {
        if (IsText(path))
        {
            return Encoding.UTF8.GetString(path);
        }

        var text = new StringBuilder();
        foreach (var value in path)
        {
            _ = value < 0x80 ? text.Append((char)value) : text.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
        }

        return text.ToString();
    }

    public static bool IsText(ReadOnlySpan<byte> path) => Utf8.IsValid(path);

    /// <summary>All of a listing.</summary>
    public static string[] Texts(byte[] listing)
    {
        var texts = new List<string>();
        foreach (var path in Split(listing))
        {
            texts.Add(Text(path.Span));
        }

        return [.. texts];
    }
}
