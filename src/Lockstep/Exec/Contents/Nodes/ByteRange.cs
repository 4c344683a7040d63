using System.IO.Compression;
using System.Security.Cryptography;
using Lockstep.Files;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Exec.Contents.Nodes;

/// <summary>Bytes in an open file or in memory.</summary>
internal sealed class ByteRange
{
    /// <summary>As much of one thing as is held in memory.</summary>
    public const int MostInMemory = 1 << 30;

    private const int BufferSize = 1 << 18;

    private readonly SafeFileHandle? file;
    private readonly ReadOnlyMemory<byte> memory;
    private readonly long start;

    public ByteRange(SafeFileHandle file, long start, long length) => (this.file, this.start, Length) = (file, start, length);

    public ByteRange(ReadOnlyMemory<byte> memory) => (this.memory, Length) = (memory, memory.Length);

    public long Length { get; }

    /// <exception cref="ContentException">It reaches beyond these bytes.</exception>
    public ByteRange Slice(long at, long length) =>
        at < 0 || length < 0 || at > Length - length ? throw new ContentException("names bytes that lie beyond its end")
        : file is null ? new ByteRange(memory.Slice((int)at, (int)length))
        : new ByteRange(file, start + at, length);

    /// <exception cref="ContentException">It reaches beyond these bytes.</exception>
    public void Fill(Span<byte> target, long at)
    {
        if (at < 0 || at > Length - target.Length)
        {
            throw new ContentException("ends too early");
        }

        if (file is null)
        {
            memory.Span.Slice((int)at, target.Length).CopyTo(target);
        }
        else
        {
            PositionedRead.Fill(file, target, start + at);
        }
    }

    /// <exception cref="ContentException">They are too many.</exception>
    public ReadOnlyMemory<byte> ToMemory()
    {
        if (file is null)
        {
            return memory;
        }

        if (Length > MostInMemory)
        {
            throw new ContentException("holds more in one piece than can be read at once");
        }

        var bytes = new byte[Length];
        Fill(bytes, 0);
        return bytes;
    }

    /// <summary>Adds all bytes to a digest.</summary>
    public void AddTo(IncrementalHash hash, CancellationToken cancellation)
    {
        if (file is null)
        {
            hash.AppendData(memory.Span);
            return;
        }

        var buffer = new byte[(int)Math.Min(BufferSize, Length)];
        for (long at = 0; at < Length;)
        {
            cancellation.ThrowIfCancellationRequested();
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, Length - at));
            Fill(part, at);
            hash.AppendData(part);
            at += part.Length;
        }
    }

    public Stream ToStream() => new RangeStream(this);

    /// <summary>What comes of a packed stream.</summary>
    /// <exception cref="ContentException">It is damaged, or too much comes.</exception>
    public static ByteRange Unpacked(Stream packed, long? expected)
    {
        try
        {
            var unpacked = new MemoryStream((int)Math.Clamp(expected ?? 0, 0, 1 << 20));
            var buffer = new byte[1 << 16];
            for (int read; (read = packed.Read(buffer)) > 0;)
            {
                if (unpacked.Length + read > Math.Min(expected ?? MostInMemory, MostInMemory))
                {
                    throw new ContentException("unpacks to more than can be read at once, or than it says");
                }

                unpacked.Write(buffer, 0, read);
            }

            return expected is null || unpacked.Length == expected
                ? new ByteRange(unpacked.GetBuffer().AsMemory(0, (int)unpacked.Length))
                : throw new ContentException("unpacks to less than it says");
        }
        catch (InvalidDataException)
        {
            throw new ContentException("has a packed part that is damaged");
        }
    }

    public ByteRange Inflated(long expected)
    {
        using var packed = new DeflateStream(ToStream(), CompressionMode.Decompress);
        return Unpacked(packed, expected);
    }

    private sealed class RangeStream(ByteRange range) : Stream
    {
        private long position;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => range.Length;

        public override long Position
        {
            get => position;
            set => position = value;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var part = buffer[..(int)Math.Min(buffer.Length, Math.Max(0, range.Length - position))];
            range.Fill(part, position);
            position += part.Length;
            return part.Length;
        }

        public override long Seek(long offset, SeekOrigin origin) =>
            position = origin switch
            {
                SeekOrigin.Begin => offset,
                SeekOrigin.Current => position + offset,
                _ => range.Length + offset,
            };

        public override void Flush() { }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
