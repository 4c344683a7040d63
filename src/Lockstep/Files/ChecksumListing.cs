using System.Text;

namespace Lockstep.Files;

/// <summary>The text that <c>sha256sum</c> writes and <c>sha256sum -c</c> reads: <c>&lt;digest&gt;  &lt;path&gt;</c>, a line a file, in the order of the paths' bytes.</summary>
public static class ChecksumListing
{
    public static string Write(IEnumerable<(string Digest, string RelPath)> files)
    {
        var text = new StringBuilder();
        foreach (var (digest, relPath) in files.OrderBy(file => file.RelPath, ByUtf8Bytes))
        {
            // coreutils marks a line whose name it had to escape with a backslash in front.
            var escaped = Escape(relPath);
            text.Append(escaped.Length == relPath.Length ? "" : "\\").Append(digest).Append("  ").Append(escaped).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Orders paths by their UTF-8 bytes, as <c>LC_ALL=C sort</c> does.</summary>
    /// <remarks>Not the order of .NET's ordinal comparison, which goes by UTF-16 units and differs above U+FFFF.</remarks>
    public static IComparer<string> ByUtf8Bytes { get; } = Comparer<string>.Create((left, right) =>
        Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right)));

    private static string Escape(string path) =>
        path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);
}
