using System.CommandLine;
using System.Globalization;
using Lockstep.Cli.Display;
using Lockstep.Cli.Frame;
using Lockstep.Code.Restoring;
using Lockstep.Compare;
using Lockstep.Locks;
using Lockstep.Runs;
using Lockstep.Sharing.Bundles;
using Lockstep.Vision.Checkpoints;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Work;

namespace Lockstep.Cli.Commands;

/// <summary>Makes a recorded run again and says whether the result is the same.</summary>
internal static class RerunCommand
{
    private static readonly Box[] Allowable = [Box.Code, Box.Environment];

    public static Command Create(Extensions extensions)
    {
        var run = RunOptions.Run();
        var allow = new Option<string?>("--allow")
        {
            HelpName = "BOX[,BOX]",
            Description = "Go on although the lock of this box can't be met: code, environment. Recorded with the verdict."
        };
        var here = new Option<bool>("--here")
        {
            Description = "Take the code of the tree at hand as it is, in place of the recorded code in a folder of its own."
        };
        var repository = new Option<string?>("--repository")
        {
            HelpName = "DIR",
            Description = "A clone that has the recorded commit; without it, the one that you are in, and then the one that the run was made in.",
        };
        var data = RunOptions.Data();
        var model = RunOptions.Model();
        var name = RunOptions.Name();
        var times = new Option<int>("--times")
        {
            HelpName = "N",
            Description = "Rerun so many times, and show how far each metric spreads and how many different results there are.",
            DefaultValueFactory = _ => 1
        };
        var seeds = new Option<bool>("--seeds")
        {
            Description = "With --times: take another seed each time, from the recorded one upwards. "
                + "The spread is then the seed's; without it, any spread is nondeterminism."
        };
        var tolerance = RunOptions.Tolerance();
        var junit = RunOptions.JUnit();
        var runs = RunOptions.Runs(areMade: true);
        var events = RunOptions.JsonProgress();
        var trust = new Option<bool>("--trust") { Description = "Run the command of a bundle, which is somebody else's, without asking." };
        return new Command("rerun", "Train again from a run's recorded locks, and say whether the result is the same to the last bit.")
        {
            run, times, seeds, allow, here, repository, data, model, tolerance, junit, name, trust, runs, events
        }.WithHelp("""
            Refuses, naming the box and the difference, where a recorded lock can't be met here.
            Where your tree is not exactly the recorded code, the commit is restored with the changes that were not committed, in a work tree
            of git's own, and the run is made there; your files, index and stash stay as they are. Outside git it is made from the copies that
            the run has, in a folder that is gone at the end.

            Examples:
              lockstep rerun 2026-01-05_small-cnn_plain_v1
              lockstep rerun 3f2a91 --allow environment
              lockstep rerun 3f2a91 --here --allow code    with the code of your tree as it is now
              lockstep rerun theirs.lockstep.zip --data data/cats-v1
              lockstep rerun theirs.lockstep.zip --trust   of a command that was run with 'lockstep exec'
              lockstep rerun 3f2a91 --times 5              five times: does this machine repeat itself?
              lockstep rerun 3f2a91 --times 5 --seeds      with five other seeds: how much is luck?

            Exit codes: 0 identical, or equivalent; 1 diverged, or refused; 2 wrong usage; 3 failed; 130 interrupted.
            """).Writes(parsed => [parsed.GetValue(runs), parsed.GetValue(junit)]).Runs(async (parsed, terminal, cancellation) =>
        {
            terminal = parsed.GetValue(events) ? terminal.WithEvents() : terminal;
            var allowed = BoxesOf(parsed.GetValue(allow));
            RunsFolder.RefuseUnwritable(parsed.GetRequiredValue(runs));
            using var named = new NamedRuns(parsed.GetRequiredValue(runs), terminal.Message, cancellation);
            var parent = named.Find(parsed.GetRequiredValue(run));
            var most = RunOptions.Checked(parsed.GetValue(tolerance));
            var choice = new CodeChoice(parsed.GetValue(here), parsed.GetValue(repository));
            WarnOfDamage(terminal, parent);
            if (CommandReruns.IsFor(parent))
            {
                var command = new CommandReruns(
                    terminal, parent, parsed.GetRequiredValue(runs), allowed, parsed.GetValue(data), most, parsed.GetValue(trust), choice);
                return await RerunAsync(
                    command, parsed.GetValue(times), parsed.GetValue(seeds), parsed.GetValue(name), parsed.GetValue(junit), cancellation).ConfigureAwait(false);
            }

            if (!choice.IsHere && BuiltProgram.IsNeeded(parent, extensions, cancellation))
            {
                Strangers.Refuse(terminal, parent, parsed.GetValue(trust), "build and run the program of its code");
                using var code = RerunCode.Find(
                    parent, choice with { IsAlwaysRestored = true }, Environment.CurrentDirectory, except: [], cancellation);
                if (await BuiltRerun.RunAsync(terminal, parent, code, allowed, ForProgram(), cancellation).ConfigureAwait(false) is { } ended)
                {
                    return ended;
                }
            }

            var rerun = new Rerun(
                parent, parsed.GetRequiredValue(runs), new MovedFiles(parsed.GetValue(data), parsed.GetValue(model)), allowed, most, extensions)
            {
                Choice = choice,
            };
            if (parsed.GetValue(times) is var count && (count > 1 || parsed.GetValue(seeds)))
            {
                RerunSeries.Check(count, parsed.GetValue(name), parsed.GetValue(junit));
                var series = new RerunSeries(terminal, parent, count, parsed.GetValue(seeds));
                return await series.RunAsync(seed => RunAsync(terminal, rerun, name: null, seed, cancellation)).ConfigureAwait(false);
            }

            if (count < 1)
            {
                throw new UsageException($"--times {count}: expected a whole number from 1.");
            }

            var (folder, record) = await RunAsync(terminal, rerun, parsed.GetValue(name), seed: null, cancellation).ConfigureAwait(false);
            RunReport.Print(terminal, folder, record);
            if (parsed.GetValue(junit) is { } file && record.Status == RunStatus.Finished)
            {
                JUnitReport.Write(file, "rerun", RunDiff.Between(
                    parent, folder, extensions.Recipes, cancellation,
                    CheckpointDistance.Between(parent.LastCheckpointPath, folder.LastCheckpointPath, cancellation), most));
            }

            TrainCommand.PrintGoOn(terminal, folder, record);
            return RunReport.ExitCodeOf(record);

            // What the program that is built gets of the options; it runs in another folder.
            string[] ForProgram() =>
            [
                .. terminal.Options, .. Given("--runs", Path.GetFullPath(parsed.GetRequiredValue(runs))), .. Given("--allow", parsed.GetValue(allow)),
                .. Given("--data", InFull(parsed.GetValue(data))), .. Given("--model", InFull(parsed.GetValue(model))),
                .. Given("--junit", InFull(parsed.GetValue(junit))), .. Given("--name", parsed.GetValue(name)),
                .. Given("--tolerance", most?.ToString("R", CultureInfo.InvariantCulture)),
                .. Given("--times", parsed.GetValue(times).ToString(CultureInfo.InvariantCulture)),
                .. parsed.GetValue(seeds) ? ["--seeds"] : Array.Empty<string>(), .. parsed.GetValue(events) ? ["--json-progress"] : Array.Empty<string>(),
            ];
        });
    }

    private static string[] Given(string option, string? value) => value is null ? [] : [option, value];

    private static string? InFull(string? path) => path is null ? null : Path.GetFullPath(path);

    private static async Task<int> RerunAsync(CommandReruns command, int times, bool takesSeeds, string? name, string? junit, CancellationToken cancellation)
    {
        if (takesSeeds)
        {
            throw new UsageException("--seeds: a command's seed is part of how it is run: run it with another one with 'lockstep exec --seed N'.");
        }

        if (times != 1)
        {
            RerunSeries.Check(times, name, junit);
            return await new RerunSeries(command.Terminal, command.Parent, times, takesSeeds: false).RunAsync(async _ =>
            {
                var (made, ended, _) = await command.RunAsync(name: null, cancellation).ConfigureAwait(false);
                return (made.Folder, ended);
            }).ConfigureAwait(false);
        }

        var (rerun, record, exitCode) = await command.RunAsync(name, cancellation).ConfigureAwait(false);
        CommandReport.Print(command.Terminal, rerun.Prepared, rerun.Folder, record, exitCode);
        if (junit is not null && record.ResultId is not null)
        {
            command.WriteJUnit(junit, rerun.Folder, cancellation);
        }

        return record.Verdict is { } verdict ? verdict.IsYes ? ExitCode.Success : ExitCode.No : RunReport.ExitCodeOf(record);
    }

    public static async Task<(RunFolder Folder, RunRecord Record)> RunAsync(
        Terminal terminal, Rerun rerun, string? name, long? seed, CancellationToken cancellation)
    {
        using var ready = await rerun.PrepareAsync(name, seed, cancellation).ConfigureAwait(false);
        Tell(terminal, ready.Code);
        return TrainCommand.Execute(terminal, ready, cancellation);
    }

    /// <summary>Before hours are spent: against a record that was changed since there is no verdict.</summary>
    private static void WarnOfDamage(Terminal terminal, RunFolder parent)
    {
        var record = parent.ReadRecord();
        var changed = record.ResultId is null ? [] : RecordDoubts.Of(parent.Name, parent, record).Changed;
        foreach (var doubt in changed)
        {
            terminal.Warning(doubt);
        }

        if (changed.Count > 0)
        {
            terminal.Warning("The verdict will be 'undecided', whatever the rerun gives. Get the run anew, from a bundle or a backup.");
        }
    }

    /// <summary>Says which code it runs from, and what an earlier one left that was killed.</summary>
    public static void Tell(Terminal terminal, RerunCode? code)
    {
        foreach (var left in code?.Left ?? [])
        {
            terminal.Message($"Code: took away {left}, which a rerun left that was killed.");
        }

        if (code is { Told.Length: > 0 })
        {
            terminal.Message(code.Told);
        }
    }

    private static Box[] BoxesOf(string? text) => [.. (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(word => Enum.TryParse<Box>(word, ignoreCase: true, out var box) && Allowable.Contains(box)
            ? box
            : throw new UsageException($"--allow {text}: '{word}' can't be allowed. Expected code, environment, or both with a comma; "
                + "other data or another seed make another run, with 'lockstep train'."))];
}
