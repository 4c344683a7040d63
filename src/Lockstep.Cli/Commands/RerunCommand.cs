using System.CommandLine;
using Lockstep.Compare;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Runs;
using Lockstep.Vision.Checkpoints;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Runs;

namespace Lockstep.Cli.Commands;

/// <summary>Makes a recorded run again and says whether the result is the same.</summary>
internal static class RerunCommand
{
    private static readonly Box[] Allowable = [Box.Code, Box.Environment];

    public static Command Create(Extensions extensions)
    {
        var run = RunOptions.Run();
        var allow = new Option<string?>("--allow") { HelpName = "BOX[,BOX]", Description = "Go on although the lock of this box can't be met: code, environment. Recorded with the verdict." };
        var data = MovedFiles.DataOption();
        var model = MovedFiles.ModelOption();
        var name = RunOptions.Name();
        var times = new Option<int>("--times") { HelpName = "N", Description = "Rerun so many times, and show how far each metric spreads and how many different results there are.", DefaultValueFactory = _ => 1 };
        var seeds = new Option<bool>("--seeds") { Description = "With --times: take another seed each time, from the recorded one upwards. The spread is then the seed's; without it, any spread is nondeterminism." };
        var tolerance = RunOptions.Tolerance();
        var junit = RunOptions.JUnit();
        var runs = RunOptions.Runs(areMade: true);
        var events = RunOptions.JsonProgress();
        return new Command("rerun", "Train again from a run's recorded locks, and say whether the result is the same to the last bit.") { run, times, seeds, allow, data, model, tolerance, junit, name, runs, events }.WithHelp("""
            Refuses, naming the box and the difference, where a recorded lock can't be met here.

            Examples:
              lockstep rerun 2026-01-05_small-cnn_plain_v1
              lockstep rerun 3f2a91 --allow environment
              lockstep rerun theirs.lockstep.zip --data data/cats-v1
              lockstep rerun 3f2a91 --times 5              five times: does this machine repeat itself?
              lockstep rerun 3f2a91 --times 5 --seeds      with five other seeds: how much is luck?

            Exit codes: 0 identical, or equivalent; 1 diverged, or refused; 2 wrong usage; 3 failed; 130 interrupted.
            """).Writes(parsed => [parsed.GetValue(runs), parsed.GetValue(junit)]).Runs(async (parsed, terminal, cancellation) =>
        {
            terminal = parsed.GetValue(events) ? terminal.WithEvents() : terminal;
            var allowed = BoxesOf(parsed.GetValue(allow));
            RunOptions.RefuseUnwritable(parsed.GetRequiredValue(runs));
            using var named = new NamedRuns(parsed.GetRequiredValue(runs), cancellation);
            var parent = named.Find(parsed.GetRequiredValue(run));
            var moved = new MovedFiles(parsed.GetValue(data), parsed.GetValue(model));
            var most = RunOptions.Checked(parsed.GetValue(tolerance));
            if (parsed.GetValue(times) is var count && (count > 1 || parsed.GetValue(seeds)))
            {
                RerunSeries.Check(count, parsed.GetValue(name), parsed.GetValue(junit));
                var series = new RerunSeries(terminal, parent, count, parsed.GetValue(seeds));
                return await series.RunAsync(seed => RunAsync(terminal, parent, parsed.GetRequiredValue(runs), name: null, moved, allowed, extensions, cancellation, most, seed)).ConfigureAwait(false);
            }

            if (count < 1)
            {
                throw new UsageException($"--times {count}: expected a whole number from 1.");
            }

            var (folder, record) = await RunAsync(terminal, parent, parsed.GetRequiredValue(runs), parsed.GetValue(name), moved, allowed, extensions, cancellation, most).ConfigureAwait(false);
            RunReport.Print(terminal, folder, record);
            if (parsed.GetValue(junit) is { } file && record.Status == RunStatus.Finished)
            {
                JUnitReport.Write(file, "rerun", RunDiff.Between(parent, folder, cancellation, CheckpointDistance.Between(parent.LastCheckpointPath, folder.LastCheckpointPath, cancellation), most));
            }

            TrainCommand.PrintGoOn(terminal, folder, record);
            return RunReport.ExitCodeOf(record);
        });
    }

    public static async Task<(RunFolder Folder, RunRecord Record)> RunAsync(Terminal terminal, RunFolder parent, string runs, string? name, MovedFiles moved, IReadOnlyList<Box> allowed, Extensions extensions, CancellationToken cancellation, double? tolerance = null, long? seed = null)
    {
        var parentRecord = parent.ReadRecord();
        if (parentRecord.Status != RunStatus.Finished)
        {
            throw new LockstepException($"{parent.Name} is {RunReport.Word(parentRecord)}, so it has no result to compare with. Only a finished run can be rerun.");
        }

        var recorded = await RecordedRun.PrepareAsync(parent, runs, moved, extensions, cancellation, seed).ConfigureAwait(false);
        var prepared = recorded.Prepared;
        SealedFolder.Refuse(runs, prepared.Snapshot.Folder);
        LockDifference[] differences = [.. recorded.Differences.Where(difference => seed is null || difference.Key is not ("seed" or "recipe.seed"))];
        var refused = differences.Where(difference => !allowed.Contains(difference.Box)).ToArray();
        if (refused.Length > 0)
        {
            throw LocksNotMetException.OfRerun(parent.Name, refused, await recorded.CodeAdviceAsync(cancellation).ConfigureAwait(false), parentRecord.LockstepVersion);
        }

        foreach (var difference in differences)
        {
            terminal.Warning($"allowed: {difference}");
        }

        var clock = TimeProvider.System;
        var folder = name is null ? RunFolder.CreateNext(runs, RunName.StemOf(parent.Name, clock.GetUtcNow())) : RunFolder.Create(runs, name);
        TrainCommand.Announce(terminal, prepared, folder);
        Verdict Judge(RunRecord finished) => RunComparison.Judge(parent, folder, finished, differences, CheckpointDistance.Between(parent.LastCheckpointPath, folder.LastCheckpointPath, CancellationToken.None), tolerance);
        var record = TrainingDisplay.Show(terminal, progress => new TrainingRun(prepared, folder, clock, progress).Execute(parent.Name, seed is null ? Judge : null, cancellation, new RerunRequest(parentRecord.ResultId, tolerance, seed, parent.Bundle is { } bundle ? Path.GetFullPath(bundle) : null)));
        return (folder, record);
    }

    private static Box[] BoxesOf(string? text) => [.. (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(word => Enum.TryParse<Box>(word, ignoreCase: true, out var box) && Allowable.Contains(box)
            ? box
            : throw new UsageException($"--allow {text}: '{word}' can't be allowed. Expected code, environment, or both with a comma; other data or another seed make another run, with 'lockstep train'."))];
}
