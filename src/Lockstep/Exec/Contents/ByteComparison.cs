using System.Globalization;
using System.Text;
using Lockstep.Exec.Contents.Nodes;

namespace Lockstep.Exec.Contents;

/// <summary>Where the bytes of two files differ first: the line of a text, else the byte.</summary>
internal static class ByteComparison
{
    private const int Piece = 1 << 18;
    private const int LongestLine = 1 << 12;

    public static string Between(ByteRange one, ByteRange other)
    {
        var (left, right) = (new byte[Piece], new byte[Piece]);
        long line = 1,
            lineAt = 0;
        var isText = true;
        for (long at = 0; at < Math.Min(one.Length, other.Length); at += Piece)
        {
            var mine = left.AsSpan(0, (int)Math.Min(Piece, one.Length - at));
            var others = right.AsSpan(0, (int)Math.Min(Piece, other.Length - at));
            one.Fill(mine, at);
            other.Fill(others, at);
            var same = mine.CommonPrefixLength(others);
            isText &= !mine[..Math.Min(mine.Length, same + 1)].Contains((byte)0);
            line += mine[..same].Count((byte)'\n');
            lineAt = mine[..same].LastIndexOf((byte)'\n') is >= 0 and var last ? at + last + 1 : lineAt;
            if (same < mine.Length && same < others.Length)
            {
                return isText
                    ? string.Create(CultureInfo.InvariantCulture, $"line {line} is {LineAt(one, lineAt)} and {LineAt(other, lineAt)}")
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"byte {at + same} is 0x{mine[same]:x2} and 0x{others[same]:x2}; {one.Length} and {other.Length} bytes"
                    );
            }
        }

        return one.Length == other.Length
            ? "nothing differs"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"the {(one.Length < other.Length ? "second" : "first")} goes on where the other ends; {one.Length} and {other.Length} bytes"
            );
    }

    private static string LineAt(ByteRange bytes, long at)
    {
        var part = bytes.Slice(at, Math.Min(LongestLine, bytes.Length - at)).ToMemory().Span;
        var end = part.IndexOf((byte)'\n');
        return $"'{PlainText.Quoted(Encoding.UTF8.GetString(end < 0 ? part : part[..end]).TrimEnd('\r'), 80)}'";
    }
}
