using Lockstep.Exec.Streams;
using Lockstep.Ledgers;
using Lockstep.Ledgers.Commands;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Exec.Streams;

/// <summary>A command's run that never was: every digest is a function of the step.</summary>
internal static class SyntheticCommand
{
    public const int Batch = 4;

    public const ulong Seed = 7;

    public static readonly string LockId = new('a', 64);

    /// <summary>An epoch has 5 steps.</summary>
    public static SyntheticStep Step(long step, uint optimizer = 0, long? ofProcess = null) => new(optimizer, step, ofProcess ?? step)
    {
        Epoch = step == 0 ? double.NaN : (step - 1) / 5,
        Losses = step == 0 ? [] : [(2 + (0.5 / step), Word(step, 1, optimizer))],
        Batches = step == 0 ? [] : [(0, Word(step, 2, optimizer), [.. Enumerable.Range(0, Batch).Select(place => ((step * Batch) + place) % 37)])],
        Gradients = step == 0 ? [0, 0, 0] : [Word(step, 3, optimizer), Word(step, 4, optimizer), Word(step, 5, optimizer)],
        Parameters = [Word(step, 6, optimizer), Word(step, 7, optimizer), Word(step, 8, optimizer)],
        Buffers = [Word(step, 9, optimizer)],
        Random = [Word(step, 10, 0), Word(step, 11, 0), Word(step, 12, 0), 0],
    };

    /// <summary>A run of one process with one optimizer.</summary>
    public static string Write(
        TemporaryFolder folder,
        string name,
        long steps,
        Func<SyntheticStep, SyntheticStep>? change = null,
        bool isDeep = false,
        uint outputAt4 = 0)
    {
        using (var stream = SyntheticStream.Of(folder.PathOf($"{name}/streams"), 4242, 100))
        {
            stream.Optimizer();
            for (var step = 0L; step <= steps; step++)
            {
                if (isDeep && step > 0)
                {
                    stream.Output("conv", 0, Word(step, 13, 0)).Output("fc", 0, step == 4 ? outputAt4 : Word(step, 14, 0)).Output("", 0, Word(step, 15, 0));
                }

                var made = Step(step);
                stream.Step(change is null ? made : change(made));
            }

            stream.Tell("""{"event": "exit", "code": 0}""");
        }

        return Ledger(folder, name);
    }

    /// <summary>Makes the ledger of the streams in the folder of that name.</summary>
    public static string Ledger(TemporaryFolder folder, string name)
    {
        var path = folder.PathOf($"{name}.bin");
        CommandLedger.Write(folder.PathOf($"{name}/streams"), path, LockId, Seed, TestContext.Current.CancellationToken);
        return path;
    }

    public static StreamSummary Summary(TemporaryFolder folder, string name = "run") =>
        CommandLedger.Write(folder.PathOf($"{name}/streams"), folder.PathOf($"{name}.bin"), LockId, Seed, TestContext.Current.CancellationToken);

    public static LedgerComparison Compare(string a, string b)
    {
        using var left = CommandLedgerFile.Open(a);
        using var right = CommandLedgerFile.Open(b);
        return new CommandLedgerPair(left, right).Compare(TestContext.Current.CancellationToken);
    }

    /// <summary>SplitMix64's finalizer over what identifies the word; never 0, which stands for nothing.</summary>
    public static uint Word(long step, int field, uint optimizer)
    {
        var word = ((ulong)step * 0x9E3779B97F4A7C15) + ((ulong)field << 32) + optimizer;
        word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9;
        word = (word ^ (word >> 27)) * 0x94D049BB133111EB;
        return (uint)(word ^ (word >> 31)) | 1;
    }
}
