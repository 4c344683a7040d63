using Lockstep.Ledgers;

namespace Lockstep.Tests.Ledgers;

/// <summary>Records of a run that never was: every digest is a function of the step.</summary>
internal static class SyntheticRun
{
    public const int Batch = 5;

    public static readonly string[] Layers = ["conv1", "bn1", "fc"];

    public static LedgerHeader Header(LedgerLevel level = LedgerLevel.Standard, int slots = Batch, int interval = 1, ulong seed = 7) =>
        new(level, slots, interval, 1234, seed, new string('a', 64), level == LedgerLevel.Deep ? Layers : []);

    /// <summary>An epoch has 8 steps, the last of which is smaller.</summary>
    public static StepRecord Step(long step, LedgerLevel level = LedgerLevel.Standard, int batch = Batch, int interval = 1)
    {
        var count = step == 0 ? 0 : step % 8 == 0 ? (batch + 1) / 2 : batch;
        var taken = step % interval == 0 || step % 8 == 0;
        var layers = level == LedgerLevel.Deep ? Layers.Length : 0;
        return new StepRecord
        {
            Step = step,
            Epoch = step == 0 ? 0 : (int)((step - 1) / 8) + 1,
            Ids = [.. Enumerable.Range(0, count).Select(place => (uint)Word(step, 1, place))],
            Decoded = [.. Enumerable.Range(0, count).Select(place => Word(step, 2, place))],
            Augmented = [.. Enumerable.Range(0, count).Select(place => Word(step, 3, place))],
            Loss = step == 0 ? 0 : 2 + (1f / step),
            LearningRate = 0.1 / (step + 1),
            Images = Word(step, 4, 0),
            Targets = Word(step, 5, 0),
            Gradients = taken && step > 0 ? Word(step, 6, 0) : null,
            Weights = taken ? Word(step, 7, 0) : null,
            Random = Word(step, 8, 0),
            Activations = [.. Enumerable.Range(0, layers).Select(layer => (UInt128)Word(step, 9, layer))],
            LayerGradients = [.. Enumerable.Range(0, layers).Select(layer => (UInt128)Word(step, 10, layer))],
        };
    }

    public static void Write(string path, LedgerHeader header, long steps, Func<StepRecord, StepRecord>? change = null)
    {
        using var writer = LedgerWriter.Create(path, header);
        for (var step = 0L; step <= steps; step++)
        {
            var record = Step(step, header.Level, header.Slots, header.Interval);
            writer.Append(change is null ? record : change(record));
        }
    }

    public static LedgerComparison Compare(string a, string b)
    {
        using var left = Ledger.Open(a);
        using var right = Ledger.Open(b);
        return new LedgerPair(left, right).Compare(TestContext.Current.CancellationToken);
    }

    /// <summary>SplitMix64's finalizer over what identifies the word.</summary>
    private static ulong Word(long step, int field, int place)
    {
        var word = ((ulong)step * 0x9E3779B97F4A7C15) + ((ulong)field << 32) + (ulong)place;
        word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9;
        word = (word ^ (word >> 27)) * 0x94D049BB133111EB;
        return word ^ (word >> 31);
    }
}
