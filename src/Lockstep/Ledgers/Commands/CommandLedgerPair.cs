using System.Globalization;

namespace Lockstep.Ledgers.Commands;

/// <summary>The ledgers of two runs of a command, to be compared: process by process, each with the one of the same label.</summary>
internal sealed class CommandLedgerPair(CommandLedgerFile a, CommandLedgerFile b)
{
    private const int MostOthers = 4;

    /// <summary>Reads both to their first difference, or to their ends.</summary>
    /// <remarks>
    /// Of the ranks of one script the one that differs first is named, by step and then by phase; of different scripts the one that started first,
    /// since one works on what another left.
    /// </remarks>
    public LedgerComparison Compare(CancellationToken cancellation)
    {
        var notes = Notes().ToList();
        var indexOfB = b
            .Processes.Index()
            .GroupBy(process => process.Item.Label, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First().Index, StringComparer.Ordinal);
        var areBothDeep = a.Header.Level == LedgerLevel.Deep && b.Header.Level == LedgerLevel.Deep;
        var compared = new List<ProcessComparison>();
        foreach (var (index, process) in a.Processes.Index())
        {
            if (indexOfB.TryGetValue(process.Label, out var other))
            {
                using var comparison = new ProcessComparison(process, a.Read(index), b.Read(other), areBothDeep);
                compared.Add(comparison.Compare(cancellation));
            }
        }

        notes.AddRange(compared.Select(process => process.Ending).OfType<string>());
        return Of(compared, notes, cancellation);
    }

    private LedgerComparison Of(List<ProcessComparison> compared, List<string> notes, CancellationToken cancellation)
    {
        var equal = compared.Sum(process => Math.Max(0, process.EqualSteps - 1)) + (compared.Exists(process => process.EqualSteps > 0) ? 1 : 0);
        var lost = compared.Find(process => process.Lost is not null)?.Lost;
        if (First(compared) is { Divergence: { } divergence } first)
        {
            notes.AddRange(Others(compared, first));
            return new LedgerComparison(LedgerAnswer.Diverged, first.EqualSteps, divergence, null, null, notes) { Lost = first.Lost };
        }

        if ((compared.Count < a.Processes.Count || compared.Count < b.Processes.Count)
            && (a.FindDamage(cancellation), b.FindDamage(cancellation)) is var (ofA, ofB) && (ofA ?? ofB) is not null)
        {
            // What names a process may be what is damaged.
            return new LedgerComparison(LedgerAnswer.Damaged, equal, null, ofA, ofB, notes) { Lost = lost };
        }

        if (compared.Find(process => process.DamageOfA is not null || process.DamageOfB is not null) is { } damaged)
        {
            return new LedgerComparison(LedgerAnswer.Damaged, equal, null, damaged.DamageOfA, damaged.DamageOfB, notes) { Lost = lost };
        }

        if (a.Disorder is not null || b.Disorder is not null)
        {
            return new LedgerComparison(LedgerAnswer.Damaged, equal, null, a.Disorder, b.Disorder, notes) { Lost = lost };
        }

        var isAll = compared.Count > 0 && compared.Count == a.Processes.Count && compared.Count == b.Processes.Count
            && a.TornBytes == 0 && b.TornBytes == 0 && compared.TrueForAll(process => process.Ending is null) && IsComplete(a) && IsComplete(b);
        var answer = !isAll ? LedgerAnswer.SameSoFar : lost is null ? LedgerAnswer.Identical : LedgerAnswer.WithoutConsequence;
        return new LedgerComparison(answer, equal, null, null, null, notes) { Lost = lost };
    }

    /// <summary>Whether as much was found as the header says: blocks may have been taken out.</summary>
    private static bool IsComplete(CommandLedgerFile ledger) =>
        ledger.Processes.Count == ledger.Header.Processes && ledger.Processes.Sum(process => process.Records) == ledger.Header.Records;

    private static ProcessComparison? First(List<ProcessComparison> compared)
    {
        var script = compared.Find(process => process.Divergence is not null)?.Process.Script;
        return compared.Where(process => process.Divergence is not null && process.Process.Script == script)
            .MinBy(process => (process.Divergence?.Step, process.Divergence?.Phase, process.Process.Rank));
    }

    private static IEnumerable<string> Others(List<ProcessComparison> compared, ProcessComparison first)
    {
        ProcessComparison[] others = [.. compared.Where(process => process.Divergence is not null && process != first)];
        foreach (var other in others.Take(MostOthers))
        {
            if (other.Divergence is { } divergence)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{divergence.InCommand?.Where} differs too, first at step {divergence.Step}, "
                        + $"phase {PhaseWord.Of(divergence)}: {divergence.InCommand?.What}.");
            }
        }

        if (others.Length > MostOthers)
        {
            yield return $"{Counted.Of(others.Length - MostOthers, "more process differs", "more processes differ")} too.";
        }
    }

    private IEnumerable<string> Notes()
    {
        foreach (var (name, ledger, other) in new[] { ("A", a, b), ("B", b, a) })
        {
            if (ledger.TornBytes > 0)
            {
                yield return $"{name}'s ledger is cut off; what is missing can't be compared.";
            }

            var known = other.Processes.Select(process => process.Label).ToHashSet(StringComparer.Ordinal);
            string[] alone = [.. ledger.Processes.Select(process => process.Label).Where(label => !known.Contains(label))];
            if (alone.Length > 0)
            {
                var more = alone.Length > MostOthers ? $" and {alone.Length - MostOthers} more" : "";
                yield return $"Only {name} has steps of {string.Join(", ", alone.Take(MostOthers))}{more}; they can't be compared.";
            }
        }

        if (a.Header.Level != b.Header.Level)
        {
            yield return "Only one ledger is of the level deep: what modules gave can't be compared.";
        }
    }
}
