namespace Lockstep.Tests.Exec.Streams;

/// <summary>What a step says, to be changed by a test before it is written.</summary>
internal sealed record SyntheticStep(uint Optimizer, long OptimizerStep, long ProcessStep)
{
    public double Epoch { get; init; }

    public double[] Rates { get; init; } = [0.1];

    public (double Value, uint Digest)[] Losses { get; init; } = [];

    public (ushort Loader, uint Digest, long[] Ids)[] Batches { get; init; } = [];

    public uint[] Gradients { get; init; } = [];

    public uint[] Parameters { get; init; } = [];

    public uint[] Buffers { get; init; } = [];

    /// <summary>random, NumPy, torch, CUDA.</summary>
    public uint[] Random { get; init; } = [1, 2, 3, 0];

    /// <summary>The body of its record.</summary>
    public byte[] Body()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Optimizer);
        writer.Write(OptimizerStep);
        writer.Write(ProcessStep);
        writer.Write(Epoch);
        List(writer, Rates, writer.Write);
        List(writer, Losses, loss =>
        {
            writer.Write(loss.Value);
            writer.Write(loss.Digest);
        });
        List(writer, Batches, batch =>
        {
            writer.Write(batch.Loader);
            writer.Write(batch.Digest);
            writer.Write((uint)batch.Ids.Length);
            Array.ForEach(batch.Ids, writer.Write);
        });
        List(writer, Gradients, writer.Write);
        List(writer, Parameters, writer.Write);
        List(writer, Buffers, writer.Write);
        Array.ForEach(Random, writer.Write);
        writer.Flush();
        return bytes.ToArray();
    }

    private static void List<T>(BinaryWriter writer, T[] items, Action<T> write)
    {
        writer.Write((ushort)items.Length);
        Array.ForEach(items, write);
    }
}
