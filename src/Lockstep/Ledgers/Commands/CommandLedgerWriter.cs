using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Files;

namespace Lockstep.Ledgers.Commands;

/// <summary>Writes the ledger of a command, process after process. Takes the memory of one block.</summary>
internal sealed class CommandLedgerWriter
{
    private const int RecordHeadBytes = 5;

    private readonly Stream file;
    private readonly ulong seed;
    private readonly RunningDigest chain = new();
    private byte[] block = new byte[BlockHeader.Bytes + (2 * BlockHeader.Wanted)];
    private int length = BlockHeader.Bytes;
    private int process = -1;
    private long before;
    private int steps;
    private long records;
    private long fileLength = CommandLedgerHeader.Length;
    private LedgerLevel level = LedgerLevel.Standard;

    /// <param name="file">Empty; it must be able to go back to its beginning.</param>
    public CommandLedgerWriter(Stream file, ulong seed)
    {
        this.file = file;
        this.seed = seed;
        file.Write(new byte[CommandLedgerHeader.Length]);
    }

    /// <summary>What follows is of another process.</summary>
    public void Begin(LedgerProcess next)
    {
        EndProcess();
        process++;
        before = 0;
        chain.Reset();
        Append(next.ToJson());
    }

    public void Append(JsonObject told) => Append(RecordKind.Event, Encoding.UTF8.GetBytes(CanonicalJson.Write(told)));

    public void Append(RecordKind kind, ReadOnlySpan<byte> body)
    {
        var size = RecordHeadBytes + body.Length;
        if (block.Length - length < size)
        {
            Array.Resize(ref block, Math.Max(2 * block.Length, length + size));
        }

        var record = block.AsSpan(length, size);
        BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)body.Length + 1);
        record[RecordHeadBytes - 1] = (byte)kind;
        body.CopyTo(record[RecordHeadBytes..]);
        length += size;
        if (kind == RecordKind.Step)
        {
            steps++;
            records++;
        }
        else if (kind == RecordKind.Output)
        {
            level = LedgerLevel.Deep;
        }

        if (length >= BlockHeader.Wanted)
        {
            EndBlock();
        }
    }

    /// <summary>Writes what is left, and the header.</summary>
    public void Finish(string lockId)
    {
        EndProcess();
        file.Position = 0;
        file.Write(new CommandLedgerHeader(level, seed, lockId, process + 1, records, fileLength).ToBytes());
    }

    private void EndProcess()
    {
        if (length > BlockHeader.Bytes)
        {
            EndBlock();
        }
    }

    private void EndBlock()
    {
        var whole = block.AsSpan(0, length);
        chain.Append(whole[BlockHeader.Bytes..]);
        new BlockHeader(length, process, before, steps, chain.Value).Write(whole);
        file.Write(whole);
        fileLength += length;
        before += steps;
        steps = 0;
        length = BlockHeader.Bytes;
    }
}
