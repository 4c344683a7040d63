using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Lockstep.Files;

/// <summary>Unpacks gzip (RFC 1952), one member after the other, and holds each member's length and checksum against what comes out of it.</summary>
/// <remarks>
/// The library's own reader takes a file without its last bytes for whole, and passes by whatever lies behind a member. It doesn't tell either where
/// the packed data of a member ends: its last bytes are looked for where the checksum and the length of all that came out of it stand.
/// </remarks>
internal sealed class GzipReader(Stream packed, bool leaveOpen = false) : ReadOnlyStream
{
    private const int TrailerBytes = 8;
    private const int FixedHeader = 10;

    private readonly Source source = new(packed);
    private readonly Crc32 checksum = new();
    private DeflateStream? member;
    private uint length;
    private bool isOver;

    /// <exception cref="InvalidDataException">The data is damaged; the message says how.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (!isOver && buffer.Length > 0)
        {
            member ??= Begin();
            if (member.Read(buffer) is > 0 and var read)
            {
                checksum.Append(buffer[..read]);
                length += (uint)read;
                return read;
            }

            End();
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            member?.Dispose();
            if (!leaveOpen)
            {
                packed.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private DeflateStream Begin()
    {
        Span<byte> header = stackalloc byte[FixedHeader];
        Fill(header);
        if (header is not [0x1F, 0x8B, 8, <= 0x1F, ..])
        {
            throw new InvalidDataException("it is not in gzip's format");
        }

        var flags = header[3];
        if ((flags & 4) != 0)
        {
            Span<byte> extra = stackalloc byte[2];
            Fill(extra);
            Skip(BinaryPrimitives.ReadUInt16LittleEndian(extra));
        }

        for (var texts = ((flags >> 3) & 1) + ((flags >> 4) & 1); texts > 0; texts -= Next() == 0 ? 1 : 0)
        {
            // The file's name and a comment end with a zero each.
        }

        Skip((flags & 2) != 0 ? 2 : 0);
        source.Forget();
        checksum.Reset();
        length = 0;
        return new DeflateStream(source, CompressionMode.Decompress, leaveOpen: true);
    }

    private void End()
    {
        member?.Dispose();
        member = null;
        Span<byte> trailer = stackalloc byte[TrailerBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, checksum.GetCurrentHashAsUInt32());
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], length);
        if (!source.GoBehind(trailer))
        {
            throw new InvalidDataException("it breaks off, or its checksum is not that of its content");
        }

        // Zeros fill up a block of a tape; anything else must be another member.
        var zeros = 0L;
        int next;
        while ((next = source.ReadByte()) == 0)
        {
            zeros++;
        }

        isOver = next < 0;
        if (!isOver)
        {
            source.Return((byte)next);
            if (zeros > 0 || next != 0x1F)
            {
                throw new InvalidDataException("something else follows its data");
            }
        }
    }

    private int Next() => source.ReadByte() is >= 0 and var next ? next : throw new InvalidDataException("it ends within its header");

    private void Skip(int bytes)
    {
        for (; bytes > 0; bytes--)
        {
            Next();
        }
    }

    private void Fill(Span<byte> target)
    {
        if (source.ReadAtLeast(target, target.Length, throwOnEndOfStream: false) < target.Length)
        {
            throw new InvalidDataException("it ends within its header");
        }
    }

    /// <summary>The packed bytes, of which the last ones handed out can be taken back.</summary>
    private sealed class Source(Stream packed) : ReadOnlyStream
    {
        /// <summary>No packed data are shorter, those of nothing included.</summary>
        private const int LeastData = 2;

        /// <summary>So that of a member of a few bytes all of them are at hand.</summary>
        private const int ShortestKept = 64;

        private byte[] back = [];
        private byte[] last = new byte[1 << 14];
        private int kept;

        public override int Read(Span<byte> buffer)
        {
            int read;
            if (back.Length > 0)
            {
                read = Math.Min(back.Length, buffer.Length);
                back.AsSpan(0, read).CopyTo(buffer);
                back = back[read..];
            }
            else
            {
                read = packed.Read(buffer);
            }

            if (read > 0)
            {
                Keep(buffer[..read]);
            }

            return read;
        }

        public override int ReadByte()
        {
            Span<byte> one = stackalloc byte[1];
            return Read(one) == 1 ? one[0] : -1;
        }

        public void Return(byte next) => back = [next, .. back];

        /// <summary>Goes on behind these bytes, which begin somewhere in the last ones handed out, or right behind them; false where they don't.</summary>
        public bool GoBehind(ReadOnlySpan<byte> trailer)
        {
            var before = last[..kept];
            var behind = new byte[trailer.Length + 1];
            var more = this.ReadAtLeast(behind, behind.Length, throwOnEndOfStream: false);
            byte[] window = [.. before, .. behind.AsSpan(0, more)];
            var found = -1;
            for (var at = trailer.ContainsAnyExcept((byte)0) ? 0 : LeastData; at <= before.Length; at++)
            {
                if (!window.AsSpan(at).StartsWith(trailer))
                {
                    continue;
                }

                // Of an empty member the trailer is zeros, and so may be what is behind it.
                var rest = window.AsSpan(at + trailer.Length);
                var isSound = rest.IsEmpty || rest[0] == 0x1F || !rest.ContainsAnyExcept((byte)0);
                found = found < 0 || isSound ? at : found;
                if (isSound)
                {
                    break;
                }
            }

            back = found < 0 ? back : [.. window.AsSpan(found + trailer.Length), .. back];
            return found >= 0;
        }

        /// <summary>What was handed out so far is no data that could be taken back.</summary>
        public void Forget() => kept = 0;

        private void Keep(ReadOnlySpan<byte> read)
        {
            var begin = kept < ShortestKept ? kept : 0;
            if (begin + read.Length > last.Length)
            {
                Array.Resize(ref last, begin + read.Length);
            }

            read.CopyTo(last.AsSpan(begin));
            kept = begin + read.Length;
        }
    }
}
