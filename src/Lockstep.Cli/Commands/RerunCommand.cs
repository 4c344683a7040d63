using System.CommandLine;
using Lockstep.Compare;
using Lockstep.Locks;
using Lockstep.Runs;
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
        var data = new Option<string?>("--data") { HelpName = "DIR", Description = "Where the data set lies now, if it has moved; it must match the recorded manifest." };
        var name = RunOptions.Name();
        var runs = RunOptions.Runs();
        var events = RunOptions.JsonProgress();
        return new Command("rerun", "Train again from a run's recorded locks, and say whether the result is the same to the last bit.") { run, allow, data, name, runs, events }.WithHelp("""
            Refuses, naming the box and the difference, where a recorded lock can't be met here.

            Examples:
              lockstep rerun 2026-01-05_small-cnn_plain_v1
              lockstep rerun 3f2a91 --allow environment

            Exit codes: 0 identical; 1 diverged, or refused; 2 wrong usage; 3 failed; 130 interrupted.
            """).Runs(async (parsed, terminal, cancellation) =>
        {
            terminal = parsed.GetValue(events) ? terminal.WithEvents() : terminal;
            var allowed = BoxesOf(parsed.GetValue(allow));
            var parent = new RunIndex(parsed.GetRequiredValue(runs)).Find(parsed.GetRequiredValue(run));
            var (folder, record) = await RunAsync(terminal, parent, parsed.GetRequiredValue(runs), parsed.GetValue(name), parsed.GetValue(data), allowed, extensions, cancellation).ConfigureAwait(false);
            RunReport.Print(terminal, folder, record);
            TrainCommand.PrintGoOn(terminal, folder, record, parsed.GetRequiredValue(runs));
            return RunReport.ExitCodeOf(record);
        });
    }

    public static async Task<(RunFolder Folder, RunRecord Record)> RunAsync(Terminal terminal, RunFolder parent, string runs, string? name, string? dataFolder, IReadOnlyList<Box> allowed, Extensions extensions, CancellationToken cancellation)
    {
        var parentRecord = parent.ReadRecord();
        if (parentRecord.Status != RunStatus.Finished)
        {
            throw new LockstepException($"{parent.Name} is {RunReport.Word(parentRecord.Status)}, so it has no result to compare with. Only a finished run can be rerun.");
        }

        var recorded = await RecordedRun.PrepareAsync(parent, runs, dataFolder, extensions, cancellation).ConfigureAwait(false);
        var (prepared, differences) = recorded;
        var refused = differences.Where(difference => !allowed.Contains(difference.Box)).ToArray();
        if (refused.Length > 0)
        {
            throw LocksNotMetException.OfRerun(parent.Name, refused, recorded.ChangedFiles);
        }

        foreach (var difference in differences)
        {
            terminal.Warning($"allowed: {difference}");
        }

        var clock = TimeProvider.System;
        var folder = name is null ? RunFolder.CreateNext(runs, RunName.StemOf(parent.Name, clock.GetUtcNow())) : RunFolder.Create(runs, name);
        TrainCommand.Announce(terminal, prepared, folder);
        var record = TrainingDisplay.Show(terminal, progress => new TrainingRun(prepared, folder, clock, progress)
            .Execute(parent.Name, finished => RunComparison.Judge(parent, folder, finished, differences), cancellation));
        return (folder, record);
    }

    private static Box[] BoxesOf(string? text) => [.. (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(word => Enum.TryParse<Box>(word, ignoreCase: true, out var box) && Allowable.Contains(box)
            ? box
            : throw new UsageException($"--allow {text}: '{word}' can't be allowed. Expected code, environment, or both with a comma; other data or another seed make another run, with 'lockstep train'."))];
}
