using System.Text;

namespace Lockstep.Text;

/// <summary>Turns byte offsets into lines and columns. It only moves forward, so a whole file costs one pass.</summary>
internal ref struct TextCursor(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;
    private int offset;
    private int line = 1;
    private int column = 1;

    /// <param name="target">At or after the last target; within or at the end of the bytes.</param>
    public Place MoveTo(string source, int target)
    {
        while (offset < target)
        {
            if (bytes[offset] == '\n' || (bytes[offset] == '\r' && (offset + 1 == bytes.Length || bytes[offset + 1] != '\n')))
            {
                line++;
                column = 1;
                offset++;
                continue;
            }

            Rune.DecodeFromUtf8(bytes[offset..], out var rune, out var length);
            column += rune.Utf16SequenceLength;
            offset += length;
        }

        return new Place(source, line, column);
    }
}
