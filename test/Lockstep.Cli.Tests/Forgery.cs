using Lockstep.Files;
using Lockstep.Ledgers;
using Lockstep.Runs;

namespace Lockstep.Cli.Tests;

/// <summary>Runs as if they had been made otherwise.</summary>
internal static class Forgery
{
    /// <summary>Makes a run whose files were changed fit its digests again: lock ID, ledger, result ID and sums.</summary>
    public static void Settle(string folder, Func<RunRecord, RunRecord>? change = null)
    {
        var run = RunFolder.Open(folder);
        var record = run.ReadRecord() with { LockId = run.ReadLocks().LockId };
        record = change?.Invoke(record) ?? record;
        if (File.Exists(run.LedgerPath))
        {
            var before = run.LedgerPath + ".before";
            File.Move(run.LedgerPath, before);
            using (var ledger = Ledger.Open(before))
            using (var writer = LedgerWriter.Create(run.LedgerPath, ledger.Header with { LockId = record.LockId }))
            {
                for (var step = ledger.Header.First; step < ledger.End; step++)
                {
                    writer.Append(ledger.Read(step));
                }
            }

            File.Delete(before);
        }

        run.Unseal();
        run.Seal(record with { ResultId = ResultId.Of(Sha256.OfFile(run.LastCheckpointPath).Digest, record.Metrics) });
    }
}
