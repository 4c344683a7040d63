using System.Buffers.Binary;
using System.IO.Hashing;

namespace Lockstep.Ledgers.Commands;

/// <summary>What stands before some records of one process.</summary>
/// <param name="Length">Of the block with this header, in bytes.</param>
/// <param name="Process">From 0, in the order of the ledger.</param>
/// <param name="First">Step records of the process before this block.</param>
/// <param name="Steps">Step records in it.</param>
/// <param name="Chain">Running digest of the process's records, those of this block among them and what modules gave left out.</param>
internal readonly record struct BlockHeader(int Length, int Process, long First, int Steps, UInt128 Chain)
{
    public const int Bytes = 56;

    /// <summary>A block ends behind the record that reaches it.</summary>
    public const int Wanted = 256 << 10;

    /// <summary>Longer than the longest record and what came before it.</summary>
    public const int Longest = 80 << 20;

    private const int CheckAt = 40;
    private const long MostSteps = 1L << 48;

    public void Write(Span<byte> block)
    {
        block[..Bytes].Clear();
        BinaryPrimitives.WriteInt32LittleEndian(block, Length);
        BinaryPrimitives.WriteInt32LittleEndian(block[4..], Process);
        BinaryPrimitives.WriteInt64LittleEndian(block[8..], First);
        BinaryPrimitives.WriteInt32LittleEndian(block[16..], Steps);
        BinaryPrimitives.WriteUInt128BigEndian(block[24..], Chain);
        BinaryPrimitives.WriteUInt128BigEndian(block[CheckAt..], Check(block));
    }

    /// <returns>False where such a block can't be.</returns>
    public static bool TryRead(ReadOnlySpan<byte> block, out BlockHeader header)
    {
        header = new BlockHeader(
            BinaryPrimitives.ReadInt32LittleEndian(block),
            BinaryPrimitives.ReadInt32LittleEndian(block[4..]),
            BinaryPrimitives.ReadInt64LittleEndian(block[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(block[16..]),
            BinaryPrimitives.ReadUInt128BigEndian(block[24..]));
        return header is { Length: >= Bytes and <= Longest, Process: >= 0, First: >= 0 and <= MostSteps, Steps: >= 0 };
    }

    /// <param name="block">All of it.</param>
    public static bool IsWhole(ReadOnlySpan<byte> block) => BinaryPrimitives.ReadUInt128BigEndian(block[CheckAt..]) == Check(block);

    private static UInt128 Check(ReadOnlySpan<byte> block)
    {
        var hash = new XxHash128();
        hash.Append(block[..CheckAt]);
        hash.Append(block[Bytes..]);
        return hash.GetCurrentHashAsUInt128();
    }
}
