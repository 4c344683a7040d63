using System.Security.Cryptography;
using System.Text;

namespace Lockstep.Files;

/// <summary>A file's checksum.</summary>
/// <param name="Digest">SHA-256.</param>
/// <param name="RelPath">From the folder of the listing.</param>
public sealed record FileChecksum(string Digest, string RelPath);

/// <summary>
/// The text that <c>sha256sum</c> writes and <c>sha256sum -c</c> reads: <c>&lt;digest&gt;  &lt;path&gt;</c>, one line
/// per file, in the order of the paths' bytes.
/// </summary>
public static class ChecksumListing
{
    /// <summary>Sorts the files; the last line ends with a line break, too.</summary>
    public static string Write(IEnumerable<FileChecksum> files)
    {
        var text = new StringBuilder();
        foreach (var (digest, relPath) in files.OrderBy(file => file.RelPath, ByUtf8Bytes))
        {
            AppendLine(text, digest, relPath);
        }

        return text.ToString();
    }

    /// <summary>SHA-256 of that text, of files in that order already; it is never held as a whole.</summary>
    public static string DigestOf(IEnumerable<(Sha256Digest Digest, string RelPath)> inOrder)
    {
        const int Portion = 1 << 16;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var text = new StringBuilder(Portion + 1024);
        var digits = new char[64];
        void Append()
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text.ToString()));
            text.Clear();
        }

        foreach (var (digest, relPath) in inOrder)
        {
            digest.Format(digits);
            AppendLine(text, digits, relPath);
            if (text.Length > Portion)
            {
                Append();
            }
        }

        Append();
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void AppendLine(StringBuilder text, ReadOnlySpan<char> digest, string relPath)
    {
        // coreutils marks a line whose name it had to escape with a backslash in front.
        var escaped = Escape(relPath);
        text.Append(escaped.Length == relPath.Length ? "" : "\\").Append(digest).Append("  ").Append(escaped).Append('\n');
    }

    /// <summary>Orders paths by their UTF-8 bytes, as <c>LC_ALL=C sort</c> does.</summary>
    /// <remarks>Not the order of .NET's ordinal comparison, which goes by UTF-16 units and differs above U+FFFF.</remarks>
    public static IComparer<string> ByUtf8Bytes { get; } = Comparer<string>.Create(Compare);

    private static int Compare(string? left, string? right)
    {
        // By hand: paths are short, and the library's search is compiled anew in every process.
        var common = 0;
        while (common < left?.Length && common < right?.Length && left[common] == right[common])
        {
            common++;
        }

        return common < left?.Length && common < right?.Length
            ? Rank(left[common]).CompareTo(Rank(right[common]))
            : (left?.Length ?? -1).CompareTo(right?.Length ?? -1);
    }

    /// <summary>UTF-8 puts the characters above U+FFFF last; in UTF-16 their halves lie below U+E000.</summary>
    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;

    private static string Escape(string path) => path.AsSpan().IndexOfAny('\\', '\n', '\r') < 0
        ? path
        : path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);
}
