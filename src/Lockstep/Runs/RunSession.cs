using Lockstep.Locks;
using Lockstep.Text;

namespace Lockstep.Runs;

/// <summary>
/// One run while this process works at it, of whatever kind: its record, its log, and how it ends. The folder is left
/// whole, however the work goes: whoever reads it later finds a record that says what became of the run, and a list of all files that agrees with them.
/// </summary>
/// <param name="folder">Claimed already.</param>
/// <param name="record">What is known before it begins.</param>
public sealed class RunSession(RunFolder folder, RunRecord record, TimeProvider clock)
{
    /// <summary>What is known of the run now. On the disk it is what was last written.</summary>
    public RunRecord Record { get; set; } = record;

    /// <summary>The command that resumes a run of this kind, which messages advise; null where none can.</summary>
    public string? Resuming { get; init; }

    /// <summary>Makes the run this process's own, and writes what it begins with.</summary>
    /// <param name="recipe">Resolved.</param>
    /// <param name="sourceName">The file that the recipe was read from.</param>
    /// <param name="source">Its bytes.</param>
    /// <param name="locks">All four.</param>
    /// <param name="diff">Uncommitted changes of the code.</param>
    /// <param name="rest">Writes what else a run of its kind begins with; null for nothing.</param>
    /// <returns>Disposing it lets other processes have the run.</returns>
    /// <exception cref="LockstepException">Another process has it.</exception>
    /// <remarks>Where it can't all be written, as on a full disk, nothing is left, and the name stays free.</remarks>
    public IDisposable Begin(string recipe, string sourceName, byte[] source, LockSet locks, byte[] diff, Action? rest = null)
    {
        var hold = folder.AcquireLock();
        try
        {
            // First of all, so that there is a run to be listed, whenever this process is killed.
            folder.Write(Record);
            folder.WriteRecipe(recipe, sourceName, source);
            folder.Write(locks, diff);
            rest?.Invoke();
            return hold;
        }
        catch
        {
            Directory.Delete(folder.FullPath, recursive: true);
            hold.Dispose();
            throw;
        }
    }

    /// <summary>Makes a run that was stopped this process's own, and reads its record.</summary>
    /// <returns>Disposing it lets other processes have the run.</returns>
    /// <exception cref="LockstepException">Another process has it, or its record can't be read.</exception>
    public IDisposable Reopen()
    {
        var hold = folder.AcquireLock();
        try
        {
            Record = folder.ReadRecord();
            return hold;
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    /// <summary>Does the work, where that is not done yet, and ends the run: its record says how, and all of its files are listed.</summary>
    /// <param name="opening">The log's first line.</param>
    /// <param name="warnings">For the log.</param>
    /// <param name="work">Leads to a result ID in the record, or says with <see cref="End"/> why not. A <see cref="LockstepException"/> ends the run
    /// as failed, a cancellation as interrupted.</param>
    /// <param name="complete">Adds to a run that has its result what people look at. What it throws is thrown again here,
    /// once the record says that it failed.</param>
    /// <returns>What <c>run.json</c> holds.</returns>
    public RunRecord Run(string opening, IReadOnlyList<string> warnings, Action<RunLog> work, Action<RunLog> complete)
    {
        try
        {
            using (var log = new RunLog(folder.LogPath, clock))
            {
                log.Write(opening);
                foreach (var warning in warnings)
                {
                    log.Write($"warning: {warning}");
                }

                if (Record.ResultId is null)
                {
                    Work(work, log);
                }

                if (Record is { ResultId: not null, Status: RunStatus.Running })
                {
                    complete(log);
                    Record = Record.Status == RunStatus.Running ? Record with { Status = RunStatus.Finished } : Record;
                }

                log.Write($"{EnumWord.Of(Record.Status)}{(Record.Reason is null ? "" : ": " + Record.Reason)}");
            }

            Record = Record with { Ended = clock.GetUtcNow() };
            folder.Seal(Record);
            return Record;
        }
        catch (Exception exception)
        {
            // A full disk, a lost folder: say so in the record where that is still possible, and let the caller see it.
            End(RunStatus.Failed, exception is IOException ? $"{exception.Message} {Remedy}" : exception.Message);
            TryWriteRecord();
            throw;
        }
    }

    /// <summary>Says how the run ended without a result, or without all that belongs to one.</summary>
    public void End(RunStatus status, string reason) => Record = Record with { Status = status, Reason = reason };

    /// <summary>Writes the record as it is now.</summary>
    public void WriteRecord() => folder.Write(Record);

    private string Remedy => Resuming is null ? "Make room or bring the folder back." : $"Make room or bring the folder back, and resume with '{Resuming}'.";

    private void Work(Action<RunLog> work, RunLog log)
    {
        try
        {
            work(log);
            if (Record is { ResultId: null, Status: RunStatus.Running })
            {
                End(RunStatus.Failed, "It came to its end without a result.");
            }
        }
        catch (OperationCanceledException)
        {
            End(RunStatus.Interrupted, "stopped by a signal");
        }
        catch (LockstepException exception)
        {
            End(RunStatus.Failed, exception.Message);
        }
    }

    private void TryWriteRecord()
    {
        try
        {
            folder.Unseal();
            folder.Write(Record with { Ended = clock.GetUtcNow() });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The disk that failed the run fails this too; the folder then says 'running', as after a kill.
        }
    }
}
