using System.CommandLine;
using Lockstep.Runs;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Runs;

namespace Lockstep.Cli.Commands;

/// <summary>Gate, locks, training, run folder.</summary>
internal static class TrainCommand
{
    public static Command Create(Extensions extensions)
    {
        var recipe = RunOptions.Recipe();
        var set = RunOptions.Set();
        var name = RunOptions.Name();
        var tag = new Option<string?>("--tag") { HelpName = "TAG", Description = "A word for the run's name, in place of the recipe's tag." };
        var runs = RunOptions.Runs();
        return new Command("train", "Check the data, take the four locks, train, and leave a run folder.") { recipe, set, name, tag, runs }.WithHelp("""
            Examples:
              lockstep train recipe.yaml
              lockstep train recipe.yaml --set train.lr=0.01 --tag hot

            Exit codes: 0 finished; 1 the data is not what its manifest says; 2 an error in the recipe; 3 the training failed; 130 interrupted.
            """).Runs(async (parsed, terminal, cancellation) =>
        {
            string[] overrides = [.. parsed.GetRequiredValue(set), .. parsed.GetValue(tag) is { } word ? [$"tag={word}"] : Array.Empty<string>()];
            var file = RecipeFile.Load(parsed.GetRequiredValue(recipe), overrides, extensions);
            if (parsed.GetValue(name) is { } wanted && !RunName.IsOne(wanted))
            {
                throw new UsageException($"--name: {RunName.Rule(wanted)}");
            }

            var (folder, record) = await RunAsync(terminal, file, file.Source.Folder, parsed.GetRequiredValue(runs), parsed.GetValue(name), cancellation).ConfigureAwait(false);
            RunReport.Print(terminal, folder, record);
            if (record.Status == RunStatus.Finished)
            {
                terminal.Message($"Run it again and compare: lockstep rerun {record.Name}{(parsed.GetRequiredValue(runs) == "runs" ? "" : $" --runs {parsed.GetRequiredValue(runs)}")}");
            }

            return RunReport.ExitCodeOf(record);
        });
    }

    /// <summary>Trains a recipe into a new folder below <paramref name="runs"/>; nothing is left there if the gate stays shut.</summary>
    /// <param name="repositoryFolder">A folder of the repository that the code lies in; null where there is no code but Lockstep's own.</param>
    public static async Task<(RunFolder Folder, RunRecord Record)> RunAsync(Terminal terminal, RecipeFile file, string? repositoryFolder, string runs, string? name, CancellationToken cancellation)
    {
        var snapshot = file.FindSnapshot();
        if (file.Recipe.Defaults.Count > 0)
        {
            terminal.Message("Not in the recipe, so by default: " + string.Join(", ", file.Recipe.Defaults.Select(value => $"{value.Key}={value.Value}")));
        }

        var prepared = await Preparation.PrepareAsync(file.Recipe, file.Source, snapshot, expected: null, repositoryFolder, runs, file.Extensions, hashedBytes: null, cancellation).ConfigureAwait(false);
        Announce(terminal, prepared);

        var recipe = file.Recipe.Recipe;
        var clock = TimeProvider.System;
        var tag = recipe.Tag ?? AugmentationPipeline.NameOf(recipe.Augment);
        var folder = name is null ? RunFolder.CreateNext(runs, RunName.Stem(clock.GetUtcNow(), recipe.Model.Name, tag)) : RunFolder.Create(runs, name);
        var record = TrainingDisplay.Show(terminal, progress => new TrainingRun(prepared, folder, clock, progress).Execute(parent: null, judge: null, cancellation));
        return (folder, record);
    }

    /// <summary>Says what was locked.</summary>
    public static void Announce(Terminal terminal, PreparedRun prepared)
    {
        foreach (var warning in prepared.Warnings)
        {
            terminal.Warning(warning);
        }

        terminal.Message($"Data: {prepared.Manifest.Files.Count} files, manifest {prepared.Manifest.Id[..12]}; {prepared.Data.Classes.Count} classes, {prepared.Data.Train.Count} images to train on, {prepared.Data.Validation.Count} to validate on");
    }
}
