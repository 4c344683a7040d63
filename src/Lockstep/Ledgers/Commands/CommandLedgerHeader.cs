using System.Buffers.Binary;
using System.IO.Hashing;

namespace Lockstep.Ledgers.Commands;

/// <summary>What the ledger of a command says of itself.</summary>
/// <param name="Level">Deep where it holds what modules gave.</param>
/// <param name="Seed">Of the run.</param>
/// <param name="LockId">64 hexadecimal digits.</param>
/// <param name="Processes">That made a step.</param>
/// <param name="Records">Steps of all optimizers of all processes, and of each optimizer the state before its first.</param>
/// <param name="FileLength">All of it, in bytes.</param>
public sealed record CommandLedgerHeader(LedgerLevel Level, ulong Seed, string LockId, int Processes, long Records, long FileLength)
{
    internal const int Length = 128;
    internal const int VersionAt = 8;

    private const int CheckAt = Length - 16;
    private const int LockIdBytes = 32;

    /// <summary>How tensors were digested.</summary>
    public DigestKind Digests { get; init; } = DigestKind.Crc32;

    internal byte[] ToBytes()
    {
        var bytes = new byte[Length];
        LedgerHeader.Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(VersionAt), LedgerHeader.CommandVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(16), (uint)Level);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(20), (uint)Digests);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(24), Seed);
        Convert.FromHexString(LockId).AsSpan(0, LockIdBytes).CopyTo(bytes.AsSpan(32));
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(64), Processes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(72), Records);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(80), FileLength);
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(CheckAt), XxHash128.HashToUInt128(bytes.AsSpan(0, CheckAt)));
        return bytes;
    }

    /// <param name="start">The file's first bytes, fewer than <see cref="Length"/> where it ends before.</param>
    /// <exception cref="LedgerException">Not the ledger of a command.</exception>
    internal static CommandLedgerHeader Parse(ReadOnlySpan<byte> start, string path)
    {
        if (start.Length < VersionAt + 4 || !start.StartsWith(LedgerHeader.Magic))
        {
            _ = LedgerHeader.LengthOf(start, path); // says what is wrong
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(start[VersionAt..]) is var version && version != LedgerHeader.CommandVersion)
        {
            _ = LedgerHeader.LengthOf(start, path);
            throw new LedgerException(
                LedgerFault.Foreign,
                $"{path}: the ledger of a training, of format {version}; expected that of a command, of format {LedgerHeader.CommandVersion}.");
        }

        if (start.Length < Length)
        {
            throw new LedgerException(
                LedgerFault.Torn,
                $"{path}: {start.Length} bytes, which end inside the ledger's header of {Length}: the run was stopped before it was written.");
        }

        var level = (LedgerLevel)BinaryPrimitives.ReadUInt32LittleEndian(start[16..]);
        var digests = (DigestKind)BinaryPrimitives.ReadUInt32LittleEndian(start[20..]);
        var processes = BinaryPrimitives.ReadInt64LittleEndian(start[64..]);
        return XxHash128.HashToUInt128(start[..CheckAt]) == BinaryPrimitives.ReadUInt128BigEndian(start[CheckAt..])
            && BinaryPrimitives.ReadUInt32LittleEndian(start[12..]) == Length && Enum.IsDefined(level) && digests == DigestKind.Crc32
            && processes is >= 0 and <= int.MaxValue
            ? new CommandLedgerHeader(
                level,
                BinaryPrimitives.ReadUInt64LittleEndian(start[24..]),
                Convert.ToHexStringLower(start.Slice(32, LockIdBytes)),
                (int)processes,
                BinaryPrimitives.ReadInt64LittleEndian(start[72..]),
                BinaryPrimitives.ReadInt64LittleEndian(start[80..]))
            {
                Digests = digests,
            }
            : throw LedgerHeader.Damaged(path);
    }
}
