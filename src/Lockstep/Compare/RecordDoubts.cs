using Lockstep.Files;
using Lockstep.Ledgers;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Runs;

namespace Lockstep.Compare;

/// <summary>Whether a run's record is what was written: only then does it say anything of the run.</summary>
/// <param name="Changed">What doesn't fit its digest, a sentence a file.</param>
/// <param name="Unchecked">Why the result ID can't be checked, which is no sign of a change; null where it can.</param>
public sealed record RecordDoubts(IReadOnlyList<string> Changed, string? Unchecked)
{
    /// <summary>What a comparison reads, but for the checkpoint, whose digest is part of the result ID.</summary>
    private static readonly string[] Compared = ["recipe.yaml", "metrics.jsonl", "ledger.bin", "command.json"];

    /// <summary>For runs whose records were not checked.</summary>
    public static RecordDoubts None { get; } = new([], null);

    /// <summary>All of them, in sentences.</summary>
    public IReadOnlyList<string> All => Unchecked is null ? Changed : [.. Changed, Unchecked];

    /// <param name="name">What the run is called in the sentences.</param>
    /// <exception cref="LockstepException">The locks can't be read.</exception>
    public static RecordDoubts Of(string name, RunFolder run, RunRecord record) => Of(name, run, record, run.ReadLocks());

    internal static RecordDoubts Of(string name, RunFolder run, RunRecord record, LockSet locks)
    {
        var changed = new List<string>(FromSums(name, run));
        if (locks.LockId != record.LockId)
        {
            changed.Add($"{name}'s lock ID is not that of its locks: run.json, or a file in locks/, was changed since.");
        }

        if (LockIdOfLedger(run) is { } other && other != record.LockId)
        {
            changed.Add($"{name}'s ledger.bin is of a run with the lock ID {other[..12]}, and not of this one.");
        }

        if (record.ResultId is null)
        {
            return new RecordDoubts(changed, null);
        }

        if (record.Kind == RunKind.Command)
        {
            return OfCommand(name, run, record, changed);
        }

        if (!Presence.IsFile(run.LastCheckpointPath))
        {
            return new RecordDoubts(changed, $"{name} has no last checkpoint any more, so that its result ID can't be checked.");
        }

        if (ResultId.Of(Sha256.OfFile(run.LastCheckpointPath).Digest, record.Metrics) != record.ResultId)
        {
            changed.Add($"{name}'s result ID is not that of its last checkpoint and its metrics: one of them was changed since. "
                + $"See which with 'sha256sum -c SHA256SUMS' in {run.FullPath}.");
        }

        return new RecordDoubts(changed, null);
    }

    private static RecordDoubts OfCommand(string name, RunFolder run, RunRecord record, List<string> changed)
    {
        if (CommandResult.Read(run) is not { } result)
        {
            return new RecordDoubts(changed, $"{name} has no command.json any more, so that its result ID can't be checked.");
        }

        if (result.IdWith(record.Metrics) != record.ResultId)
        {
            changed.Add($"{name}'s result ID is not that of its outputs and its metrics: run.json or command.json was changed since. "
                + $"See which with 'sha256sum -c SHA256SUMS' in {run.FullPath}.");
        }

        return new RecordDoubts(changed, null);
    }

    /// <summary>Of a run that is over, whose files are listed with their digests.</summary>
    private static IEnumerable<string> FromSums(string name, RunFolder run)
    {
        if (!run.IsSealed)
        {
            yield break;
        }

        foreach (var (digest, path) in run.ReadSums().Where(
            line => Compared.Contains(line.Path) || Path.GetDirectoryName(line.Path) == "locks" || line.Path.StartsWith("outputs/", StringComparison.Ordinal)))
        {
            var file = Path.Combine(run.FullPath, path);
            if (!Presence.IsFile(file))
            {
                yield return $"{name}'s {path} is gone, and its {RunFolder.SumsFile} lists it.";
            }
            else if (Sha256.OfFile(file).Digest != digest)
            {
                yield return $"{name}'s {path} is not what its {RunFolder.SumsFile} says: it was changed since.";
            }
        }
    }

    private static string? LockIdOfLedger(RunFolder run)
    {
        try
        {
            using var ledger = Presence.IsFile(run.LedgerPath) ? RunLedger.Open(run.LedgerPath) : null;
            return ledger?.LockId;
        }
        catch (LedgerException)
        {
            return null; // the comparison tells
        }
    }
}
