using System.Globalization;
using Lockstep.Files;
using Lockstep.Ledgers;
using Lockstep.Recipes;
using Lockstep.Runs;

namespace Lockstep.Compare;

/// <summary>What two runs' ledgers say of each other, in words, with the box to blame.</summary>
/// <param name="Comparison">Null where a ledger is not there or can't be read.</param>
/// <param name="Samples">The samples concerned, by name; at most <see cref="MostSamples"/>.</param>
/// <param name="Blame">What made the runs differ, or their results.</param>
/// <param name="Notes">What can't be compared, and why.</param>
public sealed record LedgerFinding(LedgerComparison? Comparison, IReadOnlyList<NamedSample> Samples, Blame? Blame, IReadOnlyList<string> Notes)
{
    /// <summary>So many of a batch are named.</summary>
    public const int MostSamples = 5;

    /// <summary>A ledger is there that can't be read; unlike where none was written, that casts doubt.</summary>
    public bool IsInDoubt { get; private init; }

    /// <param name="suspects">In what the runs differ.</param>
    /// <param name="resultsDiffer">Both have a result, and it isn't the same.</param>
    public static LedgerFinding Of(RunFolder a, RunFolder b, Suspects suspects, bool resultsDiffer, CancellationToken cancellation)
    {
        var notes = new List<string>();
        using var left = Open("A", a, notes);
        using var right = Open("B", b, notes);
        if (left is null || right is null)
        {
            var isOfCommands = a.ReadRecord().Kind == RunKind.Command;
            return new LedgerFinding(null, [], resultsDiffer ? Blame.WithoutLedger(suspects, isOfCommands) : null, notes)
            {
                IsInDoubt = new[] { a, b }.Zip([left, right]).Any(pair => pair.Second is null && Presence.IsFile(pair.First.LedgerPath)),
            };
        }

        if (RunLedger.Compare(left, right, cancellation) is not { } comparison)
        {
            return new LedgerFinding(null, [], null, [.. notes, "One ledger is of a training, the other of a command: they can't be compared."]);
        }

        notes.AddRange(comparison.Notes);
        notes.AddRange(Damage("A", comparison.DamageOfA));
        notes.AddRange(Damage("B", comparison.DamageOfB));
        if (comparison.Lost is { } lost)
        {
            notes.Add(LostSentence(lost, a, b));
        }

        if (comparison.Divergence is not { } divergence)
        {
            var isBeside = resultsDiffer && comparison.Answer != LedgerAnswer.Damaged;
            return new LedgerFinding(comparison, [], isBeside ? Blame.OfResults(suspects, Math.Max(0, comparison.EqualSteps - 1)) : null, notes);
        }

        // Other pixels at a place where another file's belong: it is not the decoding that differs.
        if (divergence.Phase == Phase.Decode && suspects.AreOtherFiles(divergence.Samples))
        {
            divergence = divergence with { Phase = Phase.Order, Later = [Phase.Decode, .. divergence.Later] };
            comparison = comparison with { Divergence = divergence };
        }

        return new LedgerFinding(comparison, Named(divergence, a, b), Blame.Of(divergence, suspects, a.Reference), notes);
    }

    /// <summary>The first divergence in a sentence, for a verdict; null where there is none.</summary>
    public string? Sentence => Comparison?.Divergence is { } divergence
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"first divergence at step {divergence.Step} (epoch {divergence.Epoch}), phase "
            + $"{PhaseWord.Of(divergence)}{Place(divergence)}{Detail(divergence, Samples)}")
        : null;

    /// <summary>What was recorded otherwise and changed nothing.</summary>
    private static string LostSentence(FirstDivergence lost, RunFolder a, RunFolder b) => Sentences.Lost.With(
        lost.Step.ToString(CultureInfo.InvariantCulture),
        PhaseWord.Of(lost),
        Detail(lost, Named(lost, a, b)) is { Length: > 2 } detail ? detail[2..] : "the records differ");

    private static string Place(FirstDivergence divergence) =>
        divergence.InCommand is { } place ? $", {place.Where}" : divergence.Layer is { } layer ? $", layer {layer}" : "";

    private static string Detail(FirstDivergence divergence, IReadOnlyList<NamedSample> samples) => divergence.Phase switch
    {
        _ when divergence.InCommand is { } place => $": {place.What}",
        Phase.Order or Phase.Decode or Phase.Augment when samples.Count > 0 =>
            $": {samples[0]}"
            + (divergence.Samples.Count > 1
                ? string.Create(CultureInfo.InvariantCulture, $" and {divergence.Samples.Count - 1} more of the batch")
                : ""),
        Phase.Forward => string.Create(CultureInfo.InvariantCulture, $": loss {divergence.A.Loss:R} and {divergence.B.Loss:R}"),
        Phase.Update when divergence.RatesDiffer =>
            string.Create(CultureInfo.InvariantCulture, $": learning rate {divergence.A.LearningRate:R} and {divergence.B.LearningRate:R}"),
        _ => "",
    };

    private static IEnumerable<string> Damage(string name, RecordDamage? damage) => damage is null ? [] : [$"{name}'s ledger: {damage}."];

    private static RunLedger? Open(string name, RunFolder run, List<string> notes)
    {
        if (!Presence.IsFile(run.LedgerPath))
        {
            notes.Add($"{name} has no ledger: {WhyNone(run)}.");
            return null;
        }

        try
        {
            var ledger = RunLedger.Open(run.LedgerPath);
            var record = run.ReadRecord();
            if (ledger.LockId != record.LockId)
            {
                notes.Add($"{name}'s ledger was written by a run with the lock ID {ledger.LockId[..12]}, and not by this one, "
                    + $"{record.LockId[..Math.Min(12, record.LockId.Length)]}: what follows is about that run.");
            }

            if (record.Status == RunStatus.Running || record.IsProcessGone)
            {
                notes.Add(string.Create(CultureInfo.InvariantCulture, $"{name} {(record.IsProcessGone ? "was killed, or its machine stopped" : "is running")}"
                    + $": its ledger was read up to {(ledger.LastStep is { } last ? $"step {last}" : "its end")}."));
            }

            return ledger;
        }
        catch (LedgerException exception)
        {
            notes.Add($"{name}'s ledger can't be compared. {exception.Message}");
            return null;
        }
    }

    /// <summary>Why a run has no ledger, for "… has no ledger: …".</summary>
    public static string WhyNone(RunFolder run) =>
        Says(run, "ledger", "off") ? "its recipe says 'ledger: off'"
        : Says(run, "inject", "false") ? "its recipe says 'inject: false', so that Python was left as it is"
        : run.IsSealed && run.ReadSums().Any(line => line.Path == Path.GetFileName(run.LedgerPath)) ? "it was taken away since"
        : run.ReadRecord().Kind == RunKind.Command ? "no optimizer of PyTorch made a step that was seen"
        : "it was taken away since, or an older Lockstep made the run";

    /// <summary>As a resolved recipe writes it; one without the key was made before there were ledgers.</summary>
    private static bool Says(RunFolder run, string key, string value)
    {
        try
        {
            return RegularFile.ReadLines(run.RecipePath).Any(line =>
                line.StartsWith(key + ": ", StringComparison.Ordinal) && line[(key.Length + 2)..].Trim().Trim('"', '\'') == value);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static List<NamedSample> Named(FirstDivergence divergence, RunFolder a, RunFolder b)
    {
        if (divergence.Samples.Count == 0)
        {
            return [];
        }

        var (namesOfA, namesOfB) = (SampleNames.Read(a), SampleNames.Read(b));
        return [
            .. divergence.Samples.Take(MostSamples)
                .Select(sample => new NamedSample(sample.Place, sample.A, sample.B, Name(namesOfA, sample.A), Name(namesOfB, sample.B)))
        ];
    }

    private static string? Name(IReadOnlyDictionary<uint, string> names, uint? id) => id is { } known ? names.GetValueOrDefault(known) : null;
}

/// <summary>A place of a batch where two runs differ, with what lies there.</summary>
/// <param name="Place">From 0.</param>
/// <param name="IdA">Null where the first run's batch is shorter.</param>
/// <param name="A">Null where the run's folder doesn't say.</param>
public sealed record NamedSample(int Place, uint? IdA, uint? IdB, string? A, string? B)
{
    /// <inheritdoc/>
    public override string ToString() => (Word(IdA, A), Word(IdB, B)) is var (left, right) && left == right ? left : $"{left} in A, {right} in B";

    private static string Word(uint? id, string? name) => id is null ? "nothing" : name ?? string.Create(CultureInfo.InvariantCulture, $"sample {id}");
}
