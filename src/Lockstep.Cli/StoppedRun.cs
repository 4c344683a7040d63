using Lockstep.Compare;
using Lockstep.Files;
using Lockstep.Runs;
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
            throw new UsageException($"--resume {reference}: a run goes on in its own folder, and this is a file. Unpack a bundle with 'unzip -d {ShellWord.Of(runs)} {ShellWord.Of(reference)}' first.");
        }

        var folder = index.Find(reference);
        RefuseBeforeAnyWork(folder);
        var recorded = await RecordedRun.PrepareAsync(folder, runs, moved, extensions, cancellation).ConfigureAwait(false);
        if (recorded.Differences.Count > 0)
        {
            throw LocksNotMetException.OfResumption(folder.Name, recorded.Differences, await recorded.CodeAdviceAsync(cancellation).ConfigureAwait(false));
        }

        Commands.TrainCommand.Announce(terminal, recorded.Prepared, folder);
        var judge = JudgeOf(terminal, folder, index);
        var record = TrainingDisplay.Show(terminal, progress => new TrainingRun(recorded.Prepared, folder, TimeProvider.System, progress).Resume(judge, terminal.Message, cancellation));
        return (folder, record);
    }

    /// <summary>What the run itself refuses too, said before its data are read.</summary>
    private static void RefuseBeforeAnyWork(RunFolder folder)
    {
        using var hold = folder.Hold();
        if (folder.ReadRecord().Status == RunStatus.Finished)
        {
            throw new LockstepException($"{folder.Name} is finished: there is nothing to go on with. Train it again with 'lockstep rerun {folder.Name}'.");
        }
    }

    /// <summary>Of a rerun: as it would have been judged without the stop.</summary>
    private static Func<RunRecord, Verdict>? JudgeOf(Terminal terminal, RunFolder folder, RunIndex index)
    {
        if (folder.ReadRecord().Parent is not { } name)
        {
            return null;
        }

        try
        {
            var parent = index.Find(name);
            return finished => RunComparison.Judge(parent, folder, finished, parent.ReadLocks().DifferencesTo(folder.ReadLocks()));
        }
        catch (UnknownRunException)
        {
            terminal.Warning($"{name}, which {folder.Name} reruns, is not in {index.Folder}: there will be no verdict.");
            return null;
        }
    }
}
