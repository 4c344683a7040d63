using Lockstep.Compare;
using Lockstep.Files;
using Lockstep.Runs;
using Lockstep.Sharing;
using Lockstep.Vision.Checkpoints;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Runs;

namespace Lockstep.Cli;

/// <summary>Goes on with a stopped run in its own folder.</summary>
internal static class StoppedRun
{
    /// <param name="reference">As <see cref="RunIndex.Find"/> takes it.</param>
    public static async Task<(RunFolder Folder, RunRecord Record)> RunAsync(Terminal terminal, string reference, string runs, MovedFiles moved, Extensions extensions, CancellationToken cancellation)
    {
        var index = new RunIndex(runs);
        if (Presence.IsFile(reference) && !index.Has(reference))
        {
            throw new UsageException($"--resume {reference}: a run goes on in its own folder, and this is a file. Unpack a bundle with '{RunBundle.CommandToUnpack(reference, runs)}' first.");
        }

        var folder = index.Find(reference);
        folder.RefuseSealedAround();
        var begun = RefuseBeforeAnyWork(folder);
        var isTrained = begun.ResultId is not null;
        var recorded = await RecordedRun.PrepareAsync(folder, runs, moved, extensions, cancellation).ConfigureAwait(false);
        // Where the training is done, its result is what it is; only what people look at is missing.
        if (recorded.Differences.Count > 0 && !isTrained)
        {
            throw LocksNotMetException.OfResumption(folder.Name, recorded.Differences, await recorded.CodeAdviceAsync(cancellation).ConfigureAwait(false), begun.LockstepVersion);
        }

        Commands.TrainCommand.Announce(terminal, recorded.Prepared, folder);
        using var named = new NamedRuns(runs, cancellation);
        var judge = JudgeOf(terminal, folder, index, named);
        var record = TrainingDisplay.Show(terminal, progress => new TrainingRun(recorded.Prepared, folder, TimeProvider.System, progress).Resume(judge, terminal.Message, cancellation));
        return (folder, record);
    }

    /// <summary>What the run itself refuses too, said before its data are read.</summary>
    private static RunRecord RefuseBeforeAnyWork(RunFolder folder)
    {
        using var hold = folder.Hold();
        return folder.ReadRecord() is var record && record.Status == RunStatus.Finished && folder.IsSealed
            ? throw new LockstepException($"{folder.Name} is finished: there is nothing to go on with. Train it again with 'lockstep rerun {folder.Reference}'.")
            : record;
    }

    /// <summary>Of a rerun: as it would have been judged without the stop.</summary>
    private static Func<RunRecord, Verdict>? JudgeOf(Terminal terminal, RunFolder folder, RunIndex index, NamedRuns named)
    {
        // Another seed has another result: no rerun of that kind has a verdict.
        if (folder.ReadRecord() is not { Parent: { } name, Rerun: var request } || request?.Seed is not null)
        {
            return null;
        }

        if (ParentOf(name, request, index, named) is not { } parent)
        {
            terminal.Warning($"{name}, which {folder.Name} reruns, is not in {index.Folder}{(request?.Bundle is { } bundle ? $", nor is its bundle at {bundle}" : "")}: there will be no verdict.");
            return null;
        }

        return finished => RunComparison.Judge(
            parent,
            folder,
            finished,
            parent.ReadLocks().DifferencesTo(folder.ReadLocks()),
            CheckpointDistance.Between(parent.LastCheckpointPath, folder.LastCheckpointPath, CancellationToken.None),
            request?.Tolerance);
    }

    private static RunFolder? ParentOf(string name, RerunRequest? request, RunIndex index, NamedRuns named) =>
        request?.Bundle is { } bundle && Presence.IsFile(bundle) ? named.Find(bundle) : index.FindParent(name, request?.ResultId);
}
