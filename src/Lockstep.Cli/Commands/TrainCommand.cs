using System.CommandLine;
using Lockstep.Cli.Display;
using Lockstep.Cli.Frame;
using Lockstep.Runs;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Runs;
using Lockstep.Vision.Work;

namespace Lockstep.Cli.Commands;

/// <summary>Gate, locks, training, run folder.</summary>
internal static class TrainCommand
{
    public static Command Create(Extensions extensions)
    {
        var recipe = RunOptions.Recipe();
        recipe.Arity = ArgumentArity.ZeroOrOne;
        var set = RunOptions.Set();
        var name = RunOptions.Name();
        var tag = new Option<string?>("--tag") { HelpName = "TAG", Description = "A word for the run's name, in place of the recipe's tag." };
        var resume = new Option<string?>("--resume")
        {
            HelpName = "RUN",
            Description = "Resume a stopped run in its own folder, to the same bits as a run that was never stopped; takes no recipe."
        };
        var data = RunOptions.Data("With --resume:");
        var model = RunOptions.Model("With --resume:");
        var runs = RunOptions.Runs(areMade: true);
        var events = RunOptions.JsonProgress();
        var requireClean = RunOptions.RequireClean();
        return new Command("train", "Check the data, take the four locks, train, and leave a run folder.")
        {
            recipe, set, name, tag, resume, data, model, runs, events, requireClean
        }.WithHelp("""
            Examples:
              lockstep train recipe.yaml
              lockstep train recipe.yaml --set train.lr=0.01 --tag hot
              lockstep train --resume 2026-01-05_small-cnn_plain_v1

            Exit codes: 0 finished; 1 the data is not what its manifest says, --require-clean found changes, a lock of --resume is not met,
            or the run is finished and breaks an invariant of its recipe; 2 an error in the recipe; 3 the
            training failed; 130 interrupted.
            """).Writes(parsed => [parsed.GetValue(resume) is null ? parsed.GetValue(runs) : null]).Runs(async (parsed, terminal, cancellation) =>
        {
            terminal = parsed.GetValue(events) ? terminal.WithEvents() : terminal;
            var below = parsed.GetRequiredValue(runs);
            var (folder, record) = parsed.GetValue(resume) is { } stopped
                ? await ResumeAsync(stopped).ConfigureAwait(false)
                : await TrainAsync().ConfigureAwait(false);
            RunReport.Print(terminal, folder, record);
            PrintGoOn(terminal, folder, record);
            if (record.Status == RunStatus.Finished)
            {
                terminal.Message($"Run it again and compare: lockstep rerun {folder.Reference}");
            }

            return RunReport.ExitCodeOf(record);

            async Task<(RunFolder Folder, RunRecord Record)> ResumeAsync(string reference)
            {
                if (parsed.GetValue(requireClean))
                {
                    throw new UsageException("--require-clean goes with a new run; a run that is resumed has its recorded code, or is refused.");
                }

                if (parsed.GetValue(recipe) is not null
                    || parsed.GetRequiredValue(set).Length > 0 || parsed.GetValue(name) is not null || parsed.GetValue(tag) is not null)
                {
                    throw new UsageException(
                        "--resume takes the run's own recipe and name: it takes no recipe, --set, --name or --tag. Another recipe is another run.");
                }

                using var ready = await Resuming.PrepareAsync(
                    reference, below, new MovedFiles(parsed.GetValue(data), parsed.GetValue(model)), extensions, cancellation)
                    .ConfigureAwait(false);
                RerunCommand.Tell(terminal, ready.Code);
                return Execute(terminal, ready, cancellation);
            }

            async Task<(RunFolder Folder, RunRecord Record)> TrainAsync()
            {
                if (parsed.GetValue(data) is not null || parsed.GetValue(model) is not null)
                {
                    throw new UsageException("--data and --model go with --resume; which data set a new run trains on is the recipe's dataset, "
                        + "and what its model starts from its model.weights.");
                }

                string[] overrides = [.. parsed.GetRequiredValue(set), .. parsed.GetValue(tag) is { } word ? [$"tag={word}"] : Array.Empty<string>()];
                var file = RecipeFile.Load(parsed.GetValue(recipe)
                    ?? throw new UsageException("Expected a recipe's file, or --resume RUN. See 'lockstep train --help'."), overrides, extensions);
                if (parsed.GetValue(name) is { } wanted && !RunName.IsOne(wanted))
                {
                    throw new UsageException($"--name: {RunName.Rule(wanted)}");
                }

                return await RunAsync(terminal, file, file.Source.Folder, below, parsed.GetValue(name), cancellation, parsed.GetValue(requireClean))
                    .ConfigureAwait(false);
            }
        });
    }

    /// <summary>Names the command that goes on with a run that was stopped, or whose artifacts could not all be written.</summary>
    public static void PrintGoOn(Terminal terminal, RunFolder folder, RunRecord record)
    {
        if (record is { Status: RunStatus.Interrupted } or { Status: RunStatus.Failed, ResultId: not null })
        {
            terminal.Message($"Go on with: lockstep train --resume {folder.Reference}");
        }
    }

    /// <summary>Trains a recipe into a new folder below <paramref name="runs"/>; nothing is left there if the gate stays shut.</summary>
    /// <param name="repositoryFolder">A folder of the repository that the code lies in; null where there is no code but Lockstep's own.</param>
    /// <param name="requireClean">Whether all of the code must be committed.</param>
    public static async Task<(RunFolder Folder, RunRecord Record)> RunAsync(
        Terminal terminal, RecipeFile file, string? repositoryFolder, string runs, string? name, CancellationToken cancellation, bool requireClean = false)
    {
        var wanted = new NewRun(file, runs);
        if (file.Recipe.Defaults.Count > 0)
        {
            terminal.Message(DefaultsListing.Text(file.Recipe.Defaults));
        }

        using var ready = await wanted.PrepareAsync(repositoryFolder, name, cancellation, requireClean).ConfigureAwait(false);
        return Execute(terminal, ready, cancellation);
    }

    /// <summary>Says what was locked, and trains.</summary>
    public static (RunFolder Folder, RunRecord Record) Execute(Terminal terminal, ReadyRun ready, CancellationToken cancellation)
    {
        Announce(terminal, ready.Prepared, ready.Folder);
        foreach (var warning in ready.Warnings)
        {
            terminal.Warning(warning);
        }

        return (ready.Folder, TrainingDisplay.Show(terminal, progress => ready.Execute(progress, terminal.Message, cancellation)));
    }

    /// <summary>Says what was locked.</summary>
    private static void Announce(Terminal terminal, PreparedRun prepared, RunFolder folder)
    {
        terminal.Event(TrainingEvents.Started(folder, prepared.Locks.LockId, prepared.Recipe.Recipe.Train.Epochs));
        foreach (var warning in prepared.Warnings)
        {
            terminal.Warning(warning);
        }

        terminal.Message($"Data: {Counted.Of(prepared.Manifest.Files.Count, "file")}, manifest {prepared.Manifest.Id[..12]}; "
            + $"{Counted.Of(prepared.Data.Classes.Count, "class", "classes")}, {Counted.Of(prepared.Data.Train.Count, "image")} to train on, "
            + $"{prepared.Data.Validation.Count} to validate on");
        if (prepared.Data.IsUnusual)
        {
            terminal.Message($"Data: read as {prepared.Data.Reading}");
        }
    }
}
