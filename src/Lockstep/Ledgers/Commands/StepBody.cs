using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Lockstep.Ledgers.Commands;

/// <summary>One step of one optimizer as a process wrote it: numbers little-endian, lists of two bytes' count and then their elements.</summary>
/// <remarks>The same bytes stand in the process's stream and in the ledger. Nothing is copied: it is valid as long as the bytes are.</remarks>
internal readonly ref struct StepBody
{
    public const int RateBytes = 8;
    public const int LossBytes = 12;
    public const int DigestBytes = 4;
    public const int IdBytes = 8;
    public const int BatchHeadBytes = 10;
    public const int RandomBytes = 16;

    private const int FixedBytes = 28;

    private StepBody(ReadOnlySpan<byte> fixedPart) => Fixed = fixedPart;

    /// <summary>Number of the optimizer in its process.</summary>
    public uint Optimizer => BinaryPrimitives.ReadUInt32LittleEndian(Fixed);

    /// <summary>Steps of this optimizer, this one among them; 0 for the state before its first.</summary>
    public long OptimizerStep => BinaryPrimitives.ReadInt64LittleEndian(Fixed[4..]);

    /// <summary>Steps of all optimizers of the process.</summary>
    public long ProcessStep => BinaryPrimitives.ReadInt64LittleEndian(Fixed[12..]);

    /// <summary>How often the loader of the last batch was begun before this time; NaN without a loader.</summary>
    public double Epoch => BinaryPrimitives.ReadDoubleLittleEndian(Fixed[20..]);

    /// <summary>What comes before the lists.</summary>
    public ReadOnlySpan<byte> Fixed { get; }

    /// <summary>64-bit numbers, a group of parameters each.</summary>
    public ReadOnlySpan<byte> Rates { get; private init; }

    /// <summary>Of each the value, 64 bits, and the digest of the tensor.</summary>
    public ReadOnlySpan<byte> Losses { get; private init; }

    public int BatchCount { get; private init; }

    /// <summary>Of each loader, digest, count and ids; to be walked with <see cref="NextBatch"/>.</summary>
    public ReadOnlySpan<byte> Batches { get; private init; }

    /// <summary>A digest a parameter; 0 for one without a gradient.</summary>
    public ReadOnlySpan<byte> Gradients { get; private init; }

    public ReadOnlySpan<byte> Parameters { get; private init; }

    public ReadOnlySpan<byte> Buffers { get; private init; }

    /// <summary>Digests of the states of random, NumPy, torch on the processor, and CUDA; 0 where there is none.</summary>
    public ReadOnlySpan<byte> Random { get; private init; }

    /// <returns>False where the bytes are no step, or go on after it.</returns>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out StepBody step)
    {
        step = default;
        if (bytes.Length < FixedBytes)
        {
            return false;
        }

        var rest = bytes[FixedBytes..];
        if (!TryList(ref rest, RateBytes, out var rates) || !TryList(ref rest, LossBytes, out var losses)
            || !TryBatches(ref rest, out var batchCount, out var batches)
            || !TryList(ref rest, DigestBytes, out var gradients) || !TryList(ref rest, DigestBytes, out var parameters)
            || !TryList(ref rest, DigestBytes, out var buffers) || rest.Length != RandomBytes)
        {
            return false;
        }

        step = new StepBody(bytes[..FixedBytes])
        {
            Rates = rates,
            Losses = losses,
            BatchCount = batchCount,
            Batches = batches,
            Gradients = gradients,
            Parameters = parameters,
            Buffers = buffers,
            Random = rest,
        };
        return step.OptimizerStep >= 0 && step.ProcessStep >= 0;
    }

    /// <summary>Takes the next batch off the front.</summary>
    /// <param name="ids">64-bit numbers; empty where they are not known.</param>
    public static bool NextBatch(scoped ref ReadOnlySpan<byte> batches, out ushort loader, out uint digest, out ReadOnlySpan<byte> ids)
    {
        (loader, digest) = (0, 0);
        ids = default;
        if (batches.IsEmpty)
        {
            return false;
        }

        loader = BinaryPrimitives.ReadUInt16LittleEndian(batches);
        digest = BinaryPrimitives.ReadUInt32LittleEndian(batches[2..]);
        ids = batches.Slice(BatchHeadBytes, IdBytes * (int)BinaryPrimitives.ReadUInt32LittleEndian(batches[6..]));
        batches = batches[(BatchHeadBytes + ids.Length)..];
        return true;
    }

    public static uint Digest(ReadOnlySpan<byte> digests, int index) => BinaryPrimitives.ReadUInt32LittleEndian(digests[(DigestBytes * index)..]);

    public static double Number(ReadOnlySpan<byte> numbers, int at) => BinaryPrimitives.ReadDoubleLittleEndian(numbers[at..]);

    public static ReadOnlySpan<long> Ids(ReadOnlySpan<byte> ids) => MemoryMarshal.Cast<byte, long>(ids);

    private static bool TryList(scoped ref ReadOnlySpan<byte> rest, int elementBytes, out ReadOnlySpan<byte> list)
    {
        list = default;
        if (rest.Length < 2 || BinaryPrimitives.ReadUInt16LittleEndian(rest) * elementBytes is var length && rest.Length < 2 + length)
        {
            return false;
        }

        list = rest.Slice(2, length);
        rest = rest[(2 + length)..];
        return true;
    }

    private static bool TryBatches(scoped ref ReadOnlySpan<byte> rest, out int count, out ReadOnlySpan<byte> batches)
    {
        count = 0;
        batches = default;
        if (rest.Length < 2)
        {
            return false;
        }

        count = BinaryPrimitives.ReadUInt16LittleEndian(rest);
        var all = rest[2..];
        var length = 0L;
        for (var batch = 0; batch < count; batch++)
        {
            if (all.Length < length + BatchHeadBytes)
            {
                return false;
            }

            length += BatchHeadBytes + ((long)IdBytes * BinaryPrimitives.ReadUInt32LittleEndian(all[((int)length + 6)..]));
            if (all.Length < length)
            {
                return false;
            }
        }

        batches = all[..(int)length];
        rest = all[(int)length..];
        return true;
    }
}
