using System.Globalization;
using Lockstep.Files;
using Lockstep.Ledgers;
using Lockstep.Locks;
using Lockstep.Runs;
using Lockstep.Snapshots;

namespace Lockstep.Compare;

/// <summary>What two runs' ledgers say of each other, in words, with the box to blame.</summary>
/// <param name="Comparison">Null where a ledger is not there or can't be read.</param>
/// <param name="Samples">The samples concerned, by name; at most <see cref="MostSamples"/>.</param>
/// <param name="Blame">Where the runs part.</param>
/// <param name="Notes">What can't be compared, and why.</param>
public sealed record LedgerFinding(LedgerComparison? Comparison, IReadOnlyList<NamedSample> Samples, Blame? Blame, IReadOnlyList<string> Notes)
{
    public const int MostSamples = 5;

    /// <summary>A ledger is there that can't be read; unlike where none was written, that casts doubt.</summary>
    public bool IsInDoubt { get; private init; }

    /// <param name="locks">In what the runs' locks differ.</param>
    /// <param name="manifests">What became of the files; null where that isn't known.</param>
    /// <param name="areFast">Whether the locks allow operations that don't repeat.</param>
    public static LedgerFinding Of(RunFolder a, RunFolder b, IReadOnlyList<LockDifference> locks, ManifestDiff? manifests, bool areFast, CancellationToken cancellation)
    {
        var notes = new List<string>();
        using var left = Open("A", a, notes);
        using var right = Open("B", b, notes);
        if (left is null || right is null)
        {
            return new LedgerFinding(null, [], null, notes) { IsInDoubt = new[] { a, b }.Zip([left, right]).Any(pair => pair.Second is null && Presence.IsFile(pair.First.LedgerPath)) };
        }

        var comparison = new LedgerPair(left, right).Compare(cancellation);
        notes.AddRange(comparison.Notes);
        notes.AddRange(Damage("A", comparison.DamageOfA));
        notes.AddRange(Damage("B", comparison.DamageOfB));
        if (comparison.Divergence is not { } divergence)
        {
            return new LedgerFinding(comparison, [], null, notes);
        }

        var samples = Named(divergence, a, b);
        string[] files = [.. samples.SelectMany(sample => new[] { sample.A, sample.B }).OfType<string>()];
        return new LedgerFinding(comparison, samples, Blame.Of(divergence, locks, manifests, files, areFast), notes);
    }

    /// <summary>The first divergence in a sentence, for a verdict; null where there is none.</summary>
    public string? Sentence => Comparison?.Divergence is { } divergence
        ? string.Create(CultureInfo.InvariantCulture, $"first divergence at step {divergence.Step} (epoch {divergence.Epoch}), phase {Blame.Word(divergence.Phase)}{(divergence.Layer is { } layer ? $", layer {layer}" : "")}{Detail(divergence)}")
        : null;

    private string Detail(FirstDivergence divergence) => divergence.Phase switch
    {
        Phase.Order or Phase.Decode or Phase.Augment when Samples.Count > 0 => $": {Samples[0]}{(divergence.Samples.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" and {divergence.Samples.Count - 1} more of the batch") : "")}",
        Phase.Forward => string.Create(CultureInfo.InvariantCulture, $": loss {divergence.A.Loss:R} and {divergence.B.Loss:R}"),
        Phase.Update when BitConverter.DoubleToInt64Bits(divergence.A.LearningRate) != BitConverter.DoubleToInt64Bits(divergence.B.LearningRate) =>
            string.Create(CultureInfo.InvariantCulture, $": learning rate {divergence.A.LearningRate:R} and {divergence.B.LearningRate:R}"),
        _ => "",
    };

    private static IEnumerable<string> Damage(string name, RecordDamage? damage) => damage is null ? [] : [$"{name}'s ledger: {damage}."];

    private static Ledger? Open(string name, RunFolder run, List<string> notes)
    {
        if (!Presence.IsFile(run.LedgerPath))
        {
            notes.Add($"{name} has no ledger: its recipe says 'ledger: off', or an older Lockstep made it.");
            return null;
        }

        try
        {
            var ledger = Ledger.Open(run.LedgerPath);
            var record = run.ReadRecord();
            if (ledger.Header.LockId != record.LockId)
            {
                notes.Add($"{name}'s ledger was written by a run with the lock ID {ledger.Header.LockId[..12]}, and not by this one, {record.LockId[..Math.Min(12, record.LockId.Length)]}: what follows is about that run.");
            }

            if (record.Status == RunStatus.Running || record.IsProcessGone)
            {
                notes.Add(string.Create(CultureInfo.InvariantCulture, $"{name} {(record.IsProcessGone ? "was killed, or its machine stopped" : "is running")}: its ledger was read up to step {ledger.Count - 1}."));
            }

            return ledger;
        }
        catch (LedgerException exception)
        {
            notes.Add($"{name}'s ledger can't be compared. {exception.Message}");
            return null;
        }
    }

    private static List<NamedSample> Named(FirstDivergence divergence, RunFolder a, RunFolder b)
    {
        if (divergence.Samples.Count == 0)
        {
            return [];
        }

        var (namesOfA, namesOfB) = (SampleNames.Read(a), SampleNames.Read(b));
        return [.. divergence.Samples.Take(MostSamples).Select(sample => new NamedSample(sample.Place, sample.A, sample.B, Name(namesOfA, sample.A), Name(namesOfB, sample.B)))];
    }

    private static string? Name(IReadOnlyDictionary<uint, string> names, uint? id) => id is { } known ? names.GetValueOrDefault(known) : null;
}

/// <summary>A place of a batch where two runs differ, with what lies there.</summary>
/// <param name="Place">From 0.</param>
/// <param name="IdA">Null where the first run's batch is shorter.</param>
/// <param name="A">Null where the run's folder doesn't say.</param>
public sealed record NamedSample(int Place, uint? IdA, uint? IdB, string? A, string? B)
{
    public override string ToString() => (Word(IdA, A), Word(IdB, B)) is var (left, right) && left == right ? left : $"{left} in A, {right} in B";

    private static string Word(uint? id, string? name) => id is null ? "nothing" : name ?? string.Create(CultureInfo.InvariantCulture, $"sample {id}");
}
