using System.Diagnostics;
using System.Globalization;
using Lockstep.Ledgers;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Exec.Streams;

/// <summary>What a long run costs. LOCKSTEP_STREAM_STEPS says how many steps are made, for a longer proof.</summary>
public sealed class LongStreamTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1, 3)]
    [InlineData(128, 62)]
    public void A_longer_stream_takes_no_more_memory(int batch, int parameters)
    {
        var steps = long.Parse(Environment.GetEnvironmentVariable("LOCKSTEP_STREAM_STEPS") ?? "20000", CultureInfo.InvariantCulture);
        using var folder = new TemporaryFolder();
        _ = Allocated(folder, "warm", 100, batch, parameters);
        var (half, all) = (Allocated(folder, "half", steps / 2, batch, parameters), Allocated(folder, "all", steps, batch, parameters));
        // All that a block needs again: a hundredth of what the blocks hold, and nothing of it is kept.
        Assert.InRange(all - half, long.MinValue, 300_000 + (steps * (batch + parameters) / 5));
    }

    private long Allocated(TemporaryFolder folder, string name, long steps, int batch, int parameters)
    {
        Write(folder, name, steps, batch, parameters);
        var bytes = new DirectoryInfo(folder.PathOf($"{name}/streams")).EnumerateFiles().Sum(file => file.Length);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var path = SyntheticCommand.Ledger(folder, name);
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        File.Copy(path, folder.PathOf($"{name}.copy"));
        before = GC.GetAllocatedBytesForCurrentThread();
        var compared = Process.GetCurrentProcess().TotalProcessorTime;
        Assert.Equal(LedgerAnswer.Identical, SyntheticCommand.Compare(path, folder.PathOf($"{name}.copy")).Answer);
        compared = Process.GetCurrentProcess().TotalProcessorTime - compared;
        allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{steps} steps of batch {batch}, {parameters} parameters, {bytes >> 20} MiB: "
                    + $"written in {cpu.TotalSeconds:0.00} s of the processor, {steps / cpu.TotalSeconds:0} steps/s, "
                    + $"{bytes / cpu.TotalSeconds / 1e6:0} MB/s; compared in {compared.TotalSeconds:0.00} s, {allocated >> 10} KiB allocated"));
        return allocated;
    }

    private static void Write(TemporaryFolder folder, string name, long steps, int batch, int parameters)
    {
        using var stream = SyntheticStream.Of(folder.PathOf($"{name}/streams"), 7, 100);
        stream.Optimizer(parameters: [.. Enumerable.Range(0, parameters).Select(number => $"layer{number}.weight")]);
        var made = new SyntheticStep(0, 0, 0)
        {
            Losses = [(2.5, 7)],
            Batches = [(0, 8, [.. Enumerable.Range(0, batch).Select(id => (long)id)])],
            Gradients = [.. Enumerable.Range(1, parameters).Select(digest => (uint)digest)],
            Parameters = [.. Enumerable.Range(1, parameters).Select(digest => (uint)digest)],
            Buffers = [.. Enumerable.Range(1, parameters).Select(digest => (uint)digest)],
        };
        var record = made.Body();
        byte[] framed = [.. BitConverter.GetBytes((uint)record.Length + 1), 2, .. record];
        for (var step = 0L; step <= steps; step++)
        {
            BitConverter.TryWriteBytes(framed.AsSpan(9), step);
            BitConverter.TryWriteBytes(framed.AsSpan(17), step);
            stream.Raw(framed);
        }
    }
}
