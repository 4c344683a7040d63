using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Runs;

namespace Lockstep.Audit;

/// <summary>Runs of commands that were repeated to the bit: what they prove of a file outranks what its text suggests.</summary>
internal sealed class ProvingRuns(AuditSubject subject)
{
    private IReadOnlyList<Proof>? proofs;

    /// <summary>The name of a run that read the file as it is now, and whose repetition was identical; null for none.</summary>
    /// <param name="file">From the subject's folder.</param>
    public string? Of(string file, CancellationToken cancellation)
    {
        proofs ??= [.. All()];
        var path = Path.GetFullPath(file, subject.Folder);
        if (!proofs.Any(proof => proof.Files.ContainsKey(path)) || !Presence.IsFile(path))
        {
            return null;
        }

        var digest = Sha256.OfFile(path, cancellation).Digest;
        return proofs.LastOrDefault(proof => proof.Files.GetValueOrDefault(path) == digest)?.Run;
    }

    private IEnumerable<Proof> All()
    {
        foreach (var (folder, record) in new RunIndex(subject.RunsPath).List())
        {
            if (record is { Kind: RunKind.Command, Verdict.IsIdentical: true, Verdict.Allowed: [] } && LocksOf(folder) is { } locks)
            {
                var recorded = new RecordedCommand(locks);
                yield return new Proof(record.Name, recorded.Files.ToDictionary(
                    file => Path.GetFullPath(Path.Combine(recorded.Root, file.Key)), file => file.Value, StringComparer.Ordinal));
            }
        }
    }

    private static LockSet? LocksOf(RunFolder run)
    {
        try
        {
            return run.ReadLocks();
        }
        catch (LockstepException)
        {
            return null; // a run whose locks can't be read proves nothing
        }
    }

    /// <param name="Files">Absolute, with the SHA-256 of each as it was read.</param>
    private sealed record Proof(string Run, IReadOnlyDictionary<string, string> Files);
}
