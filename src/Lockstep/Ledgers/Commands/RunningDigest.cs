using System.Buffers.Binary;
using System.IO.Hashing;

namespace Lockstep.Ledgers.Commands;

/// <summary>Stands for all records of a process up to a place, but for what modules gave: so it is the same at both levels.</summary>
internal sealed class RunningDigest
{
    private const int LengthBytes = 4;

    private readonly XxHash128 hash = new();

    public UInt128 Value => hash.GetCurrentHashAsUInt128();

    public void Reset() => hash.Reset();

    /// <param name="records">Whole ones.</param>
    public void Append(ReadOnlySpan<byte> records)
    {
        // What is left out cuts the rest into stretches.
        var from = 0;
        for (var at = 0; at < records.Length;)
        {
            var size = LengthBytes + BinaryPrimitives.ReadInt32LittleEndian(records[at..]);
            if ((RecordKind)records[at + LengthBytes] == RecordKind.Output)
            {
                hash.Append(records[from..at]);
                from = at + size;
            }

            at += size;
        }

        hash.Append(records[from..]);
    }
}
