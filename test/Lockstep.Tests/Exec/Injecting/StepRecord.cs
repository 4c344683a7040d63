using System.Buffers.Binary;

namespace Lockstep.Tests.Exec.Injecting;

/// <summary>A step, taken apart by the format that the module promises.</summary>
internal sealed record StepRecord(
    uint Optimizer,
    ulong Step,
    ulong Total,
    double Epoch,
    double[] Rates,
    double[] Losses,
    StepBatch[] Batches,
    uint[] Gradients,
    uint[] Weights,
    uint[] Buffers,
    uint[] Random
)
{
    public static StepRecord Of(StreamRecord record)
    {
        var reader = new Reader(record.Body);
        var step = new StepRecord(
            reader.UInt32(),
            reader.UInt64(),
            reader.UInt64(),
            reader.Double(),
            reader.Many(from => from.Double()),
            reader.Many(Loss),
            reader.Many(Batch),
            reader.Many(from => from.UInt32()),
            reader.Many(from => from.UInt32()),
            reader.Many(from => from.UInt32()),
            [reader.UInt32(), reader.UInt32(), reader.UInt32(), reader.UInt32()]
        );
        Assert.Equal(record.Body.Length, reader.At);
        return step;
    }

    private static double Loss(Reader reader)
    {
        var value = reader.Double();
        reader.UInt32();
        return value;
    }

    private static StepBatch Batch(Reader reader)
    {
        var (loader, digest, count) = (reader.UInt16(), reader.UInt32(), reader.UInt32());
        return new StepBatch(loader, digest, [.. Enumerable.Range(0, (int)count).Select(_ => (long)reader.UInt64())]);
    }

    private sealed class Reader(byte[] bytes)
    {
        public int At { get; private set; }

        public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Next(2));

        public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Next(4));

        public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Next(8));

        public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Next(8));

        public T[] Many<T>(Func<Reader, T> read) => [.. Enumerable.Range(0, UInt16()).Select(_ => read(this)).ToArray()];

        private ReadOnlySpan<byte> Next(int count)
        {
            At += count;
            return bytes.AsSpan(At - count, count);
        }
    }
}

/// <summary>A batch that was taken before a step.</summary>
internal sealed record StepBatch(int Loader, uint Digest, long[] Samples);
