using System.Buffers.Binary;
using Lockstep.Files;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Ledgers.Commands;

/// <summary>
/// The records of one process of a ledger, one after the other. Each block is checked before anything of it is given; the memory is that of one.
/// </summary>
internal sealed class LedgerRecords(SafeFileHandle file, IReadOnlyList<(long Offset, BlockHeader Header)> blocks) : IDisposable
{
    private const int LengthBytes = 4;

    private readonly RunningDigest chain = new();
    private byte[] block = [];
    private int next;
    private int at;
    private int end;
    private long steps;
    private int bodyAt;
    private int bodyLength;

    /// <summary>What ends the reading, where it is not the end.</summary>
    public RecordDamage? Damage { get; private set; }

    public RecordKind Kind { get; private set; }

    /// <summary>Of the record read last; valid until the next is read.</summary>
    public ReadOnlySpan<byte> Body => block.AsSpan(bodyAt, bodyLength);

    public bool TryRead()
    {
        while (at == end)
        {
            if (next == blocks.Count || Damage is not null || !TryBlock())
            {
                return false;
            }
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(block.AsSpan(at));
        Kind = (RecordKind)block[at + LengthBytes];
        (bodyAt, bodyLength) = (at + LengthBytes + 1, length - 1);
        at += LengthBytes + length;
        return true;
    }

    public void Dispose() => (block, next, at, end, bodyAt, bodyLength) = ([], blocks.Count, 0, 0, 0, 0);

    private bool TryBlock()
    {
        var (offset, header) = blocks[next++];
        if (block.Length < header.Length)
        {
            block = new byte[Math.Max(header.Length, 2 * BlockHeader.Wanted)];
        }

        var whole = block.AsSpan(0, header.Length);
        PositionedRead.Fill(file, whole, offset);
        if (!BlockHeader.IsWhole(whole) || !AreRecords(whole[BlockHeader.Bytes..], header.Steps))
        {
            Damage = new RecordDamage(DamageKind.Altered, header.First, offset);
            return false;
        }

        if (header.First != steps)
        {
            Damage = new RecordDamage(DamageKind.Misplaced, steps, offset, header.First);
            return false;
        }

        chain.Append(whole[BlockHeader.Bytes..]);
        if (chain.Value != header.Chain)
        {
            Damage = new RecordDamage(DamageKind.Unchained, header.First, offset);
            return false;
        }

        steps += header.Steps;
        (at, end) = (BlockHeader.Bytes, header.Length);
        return true;
    }

    /// <summary>Whether records fill the block; a digest may be right of what was never a block.</summary>
    private static bool AreRecords(ReadOnlySpan<byte> records, int steps)
    {
        while (records.Length > LengthBytes)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(records);
            if (length < 1 || length > records.Length - LengthBytes || records[LengthBytes] is < (byte)RecordKind.Event or > (byte)RecordKind.Output)
            {
                return false;
            }

            if (records[LengthBytes] == (byte)RecordKind.Step)
            {
                steps--;
                if (!StepBody.TryParse(records.Slice(LengthBytes + 1, length - 1), out _))
                {
                    return false;
                }
            }

            records = records[(LengthBytes + length)..];
        }

        return records.IsEmpty && steps == 0;
    }
}
