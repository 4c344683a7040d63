using Lockstep.Archives;
using Lockstep.Code.Restoring;
using Lockstep.Compare;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Runs;
using Lockstep.Sharing.Bundles;
using Lockstep.Vision.Checkpoints;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Runs;

namespace Lockstep.Vision.Work;

/// <summary>Goes on with a stopped run in its own folder.</summary>
public static class Resuming
{
    /// <param name="reference">As <see cref="RunIndex.Find"/> takes it.</param>
    /// <param name="runs">The folder that holds the runs.</param>
    /// <exception cref="LocksNotMetException">A recorded lock can't be met here.</exception>
    public static async Task<ReadyRun> PrepareAsync(string reference, string runs, MovedFiles moved, Extensions extensions, CancellationToken cancellation)
    {
        var index = new RunIndex(runs);
        if (Presence.IsFile(reference) && !index.Has(reference))
        {
            throw new UsageException($"--resume {reference}: a run is resumed in its own folder, and this is a file. "
                + $"Unpack a bundle with '{ArchiveCommand.ToUnpack(reference, runs)}' first.");
        }

        var folder = index.Find(reference).OfTraining();
        folder.RefuseSealedAround();
        var begun = RefuseBeforeAnyWork(folder);
        var isTrained = begun.ResultId is not null;

        // A rerun from restored code goes on from it: the tree at hand need not be that.
        var choice = begun.Rerun?.Code == RerunCode.Restored ? new CodeChoice() : null;
        var recorded = await RecordedRun.PrepareAsync(folder, runs, moved, extensions, cancellation, choice: choice).ConfigureAwait(false);
        // Where the training is done, its result is what it is; only what people look at is missing.
        if (recorded.Differences.Count > 0 && !isTrained)
        {
            recorded.Code?.Dispose();
            throw LocksNotMetException.OfResumption(
                folder.Name, recorded.Differences, await recorded.AdviceAsync(cancellation).ConfigureAwait(false), begun.LockstepVersion);
        }

        var named = new NamedRuns(runs, said: _ => { }, cancellation);
        try
        {
            var (judge, warning) = JudgeOf(folder, index, named);
            return new ReadyRun(
                recorded.Prepared, folder,
                (progress, said, stop) => new TrainingRun(recorded.Prepared, folder, TimeProvider.System, progress).Resume(judge, said, stop), named)
            {
                Code = recorded.Code,
                Warnings = warning is null ? [] : [warning],
            };
        }
        catch
        {
            named.Dispose();
            recorded.Code?.Dispose();
            throw;
        }
    }

    /// <summary>What the run itself refuses too, said before its data are read.</summary>
    private static RunRecord RefuseBeforeAnyWork(RunFolder folder)
    {
        using var hold = folder.AcquireLock();
        return folder.ReadRecord() is var record && record.Status == RunStatus.Finished && folder.IsSealed
            ? throw new LockstepException($"{folder.Name} is finished: there is nothing to resume. Train it again with 'lockstep rerun {folder.Reference}'.")
            : record;
    }

    /// <summary>Of a rerun: as it would have been judged without the stop, or why it can't be.</summary>
    private static (Func<RunRecord, Verdict>? Judge, string? Warning) JudgeOf(RunFolder folder, RunIndex index, NamedRuns named)
    {
        // Another seed has another result: no rerun of that kind has a verdict.
        if (folder.ReadRecord() is not { Parent: { } name, Rerun: var request } || request?.Seed is not null)
        {
            return (null, null);
        }

        if (ParentOf(name, request, index, named) is not { } parent)
        {
            return (null, $"{name}, which {folder.Name} reruns, is not in "
                + $"{index.Folder}{(request?.Bundle is { } bundle ? $", nor is its bundle at {bundle}" : "")}: there will be no verdict.");
        }

        return (finished => RunComparison.Judge(
            parent,
            folder,
            Extensions.None.Recipes,
            finished,
            parent.ReadLocks().DifferencesTo(folder.ReadLocks()),
            CheckpointDistance.Between(parent.LastCheckpointPath, folder.LastCheckpointPath, CancellationToken.None),
            request?.Tolerance), null);
    }

    private static RunFolder? ParentOf(string name, RerunRequest? request, RunIndex index, NamedRuns named) =>
        request?.Bundle is { } bundle && Presence.IsFile(bundle) ? named.Find(bundle) : index.FindParent(name, request?.ResultId);
}
