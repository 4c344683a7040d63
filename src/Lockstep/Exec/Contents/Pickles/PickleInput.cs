using System.Buffers.Binary;
using System.Text;
using Lockstep.Exec.Contents.Nodes;

namespace Lockstep.Exec.Contents.Pickles;

/// <summary>The bytes of a pickle, read from front to back.</summary>
internal sealed class PickleInput(ByteRange bytes)
{
    private const int LongestLine = 1 << 16;

    private readonly byte[] buffer = new byte[(int)Math.Min(1 << 16, Math.Max(1, bytes.Length))];
    private long bufferStart;
    private int bufferLength;

    public long Position { get; set; }

    public long Length => bytes.Length;

    public bool IsAtEnd => Position >= bytes.Length;

    public byte Byte()
    {
        if (Position < bufferStart || Position >= bufferStart + bufferLength)
        {
            bufferStart = Position;
            bufferLength = (int)Math.Min(buffer.Length, bytes.Length - Position);
            if (bufferLength <= 0)
            {
                bufferLength = 0;
                throw new ContentException("ends inside a pickle");
            }

            bytes.Fill(buffer.AsSpan(0, bufferLength), Position);
        }

        return buffer[Position++ - bufferStart];
    }

    public void Read(Span<byte> target)
    {
        foreach (ref var one in target)
        {
            one = Byte();
        }
    }

    public ushort UInt16()
    {
        Span<byte> read = stackalloc byte[2];
        Read(read);
        return BinaryPrimitives.ReadUInt16LittleEndian(read);
    }

    public int Int32()
    {
        Span<byte> read = stackalloc byte[4];
        Read(read);
        return BinaryPrimitives.ReadInt32LittleEndian(read);
    }

    public long Int64()
    {
        Span<byte> read = stackalloc byte[8];
        Read(read);
        return BinaryPrimitives.ReadInt64LittleEndian(read);
    }

    public double BigEndianDouble()
    {
        Span<byte> read = stackalloc byte[8];
        Read(read);
        return BinaryPrimitives.ReadDoubleBigEndian(read);
    }

    /// <summary>So many bytes, which are not copied.</summary>
    public ByteRange Take(long count)
    {
        var taken = bytes.Slice(Position, count);
        Position += count;
        return taken;
    }

    /// <summary>A line of the text protocols, without its end.</summary>
    /// <param name="isLatin1">As texts are written there; names are in UTF-8.</param>
    public string Line(bool isLatin1 = false)
    {
        var line = new List<byte>();
        for (byte next; (next = Byte()) != '\n';)
        {
            line.Add(line.Count < LongestLine ? next : throw new ContentException("has a line in a pickle that has no end"));
        }

        return (isLatin1 ? Encoding.Latin1 : Encoding.UTF8).GetString([.. line]).TrimEnd('\r');
    }
}
