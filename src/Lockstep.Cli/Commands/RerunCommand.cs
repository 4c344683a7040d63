using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Compare;
using Lockstep.Data;
using Lockstep.Locks;
using Lockstep.Recipes;
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
        var data = new Option<string?>("--data") { HelpName = "DIR", Description = "Where the data set lies now, if it has moved; it must match the recorded manifest." };
        var name = RunOptions.Name();
        var times = new Option<int>("--times") { HelpName = "N", Description = "Rerun so many times, and show how far each metric spreads and how many different results there are.", DefaultValueFactory = _ => 1 };
        var seeds = new Option<bool>("--seeds") { Description = "With --times: take another seed each time, from the recorded one upwards. The spread is then the seed's; without it, any spread is nondeterminism." };
        var tolerance = RunOptions.Tolerance();
        var junit = RunOptions.JUnit();
        var runs = RunOptions.Runs();
        return new Command("rerun", "Train again from a run's recorded locks, and say whether the result is the same to the last bit.") { run, times, seeds, allow, data, tolerance, junit, name, runs }.WithHelp("""
            Refuses, naming the box and the difference, where a recorded lock can't be met here.

            Examples:
              lockstep rerun 2026-01-05_small-cnn_plain_v1
              lockstep rerun 3f2a91 --allow environment
              lockstep rerun 3f2a91 --times 5              five times: does this machine repeat itself?
              lockstep rerun 3f2a91 --times 5 --seeds      with five other seeds: how much is luck?

            Exit codes: 0 identical, or equivalent; 1 diverged, or refused; 2 wrong usage; 3 failed; 130 interrupted.
            """).Runs(async (parsed, terminal, cancellation) =>
        {
            var allowed = BoxesOf(parsed.GetValue(allow));
            var parent = new RunIndex(parsed.GetRequiredValue(runs)).Find(parsed.GetRequiredValue(run));
            var most = RunOptions.Checked(parsed.GetValue(tolerance));
            if (parsed.GetValue(times) is var count && (count > 1 || parsed.GetValue(seeds)))
            {
                RerunSeries.Check(count, parsed.GetValue(name), parsed.GetValue(junit));
                var series = new RerunSeries(terminal, parent, count, parsed.GetValue(seeds));
                return await series.RunAsync(seed => RunAsync(terminal, parent, parsed.GetRequiredValue(runs), name: null, parsed.GetValue(data), allowed, extensions, cancellation, most, seed)).ConfigureAwait(false);
            }

            if (count < 1)
            {
                throw new UsageException($"--times {count}: expected a whole number from 1.");
            }

            var (folder, record) = await RunAsync(terminal, parent, parsed.GetRequiredValue(runs), parsed.GetValue(name), parsed.GetValue(data), allowed, extensions, cancellation, most).ConfigureAwait(false);
            if (parsed.GetValue(junit) is { } file && record.Status == RunStatus.Finished)
            {
                JUnitReport.Write(file, "rerun", RunDiff.Between(parent, folder, cancellation, CheckpointDistance.Between(parent.LastCheckpointPath, folder.LastCheckpointPath, cancellation), most));
            }

            RunReport.Print(terminal, folder, record);
            return RunReport.ExitCodeOf(record);
        });
    }

    public static async Task<(RunFolder Folder, RunRecord Record)> RunAsync(Terminal terminal, RunFolder parent, string runs, string? name, string? dataFolder, IReadOnlyList<Box> allowed, Extensions extensions, CancellationToken cancellation, double? tolerance = null, long? seed = null)
    {
        var parentRecord = parent.ReadRecord();
        if (parentRecord.Status != RunStatus.Finished)
        {
            throw new LockstepException($"{parent.Name} is {RunReport.Word(parentRecord.Status)}, so it has no result to compare with. Only a finished run can be rerun.");
        }

        var (prepared, recorded) = await PrepareAsync(parent, runs, dataFolder, extensions, cancellation, seed).ConfigureAwait(false);
        LockDifference[] differences = [.. recorded.DifferencesTo(prepared.Locks).Where(difference => seed is null || difference.Key is not ("seed" or "recipe.seed"))];
        var refused = differences.Where(difference => !allowed.Contains(difference.Box)).ToArray();
        if (refused.Length > 0)
        {
            throw new LocksNotMetException(parent.Name, refused, TextsOf(prepared.Locks.Code.Informative["changed"]));
        }

        foreach (var difference in differences)
        {
            terminal.Warning($"allowed: {difference}");
        }

        TrainCommand.Announce(terminal, prepared);
        var clock = TimeProvider.System;
        var folder = name is null ? RunFolder.CreateNext(runs, RunName.StemOf(parent.Name, clock.GetUtcNow())) : RunFolder.Create(runs, name);
        Verdict Judge(RunRecord finished) => RunComparison.Judge(parent, folder, finished, differences, CheckpointDistance.Between(parent.LastCheckpointPath, folder.LastCheckpointPath, CancellationToken.None), tolerance);
        var record = TrainingDisplay.Show(terminal, progress => new TrainingRun(prepared, folder, clock, progress).Execute(parent.Name, seed is null ? Judge : null, cancellation));
        return (folder, record);
    }

    /// <summary>Gets ready to train again what a run trained; whether its locks are met is for the caller to see.</summary>
    /// <param name="seed">Another than the recorded one; null for that.</param>
    public static async Task<(PreparedRun Prepared, LockSet Recorded)> PrepareAsync(RunFolder parent, string runs, string? dataFolder, Extensions extensions, CancellationToken cancellation, long? seed = null)
    {
        var recorded = parent.ReadLocks();
        if (recorded.Code.Relevant["program"] is JsonObject program && extensions.Recipes is { Augmentations: [], Models: [] })
        {
            throw new UsageException($"{parent.Name} was made by a program that adds to Lockstep ({string.Join(", ", program.Select(file => file.Key))}), and so are its augmentation or model. Rerun it with that program.");
        }

        string[] overrides = seed is { } other ? [string.Create(CultureInfo.InvariantCulture, $"seed={other}")] : [];
        var recipe = RecipeReader.Resolve(parent.RecipePath, File.ReadAllBytes(parent.RecipePath), overrides, Environment.ProcessorCount, extensions.Recipes);
        var snapshot = SnapshotOf(recorded, dataFolder);
        recipe = recorded.Data.Informative[DataLock.ModelFile]?.GetValue<string>() is { } modelFile ? recipe.WithModelFileAt(modelFile) : recipe;
        var source = SourceOf(parent, recipe, recorded);
        source = source with { Overrides = [.. source.Overrides, .. overrides] };
        var prepared = await Preparation.PrepareAsync(recipe, source, snapshot, Manifest.Load(parent.ManifestPath), RepositoryOf(recorded), runs, extensions, hashedBytes: null, cancellation).ConfigureAwait(false);
        return (prepared, recorded);
    }

    /// <summary>As the first run was given it, so that the rerun's folder says the same.</summary>
    private static RecipeSource SourceOf(RunFolder parent, ResolvedRecipe recipe, LockSet recorded) => new(
        recorded.Code.Informative["recipeFile"]?.GetValue<string>() ?? "recipe.yaml",
        parent.FullPath,
        parent.ReadRecipeSource(),
        recipe.Recipe.Split.File is null ? null : SplitFile.Load(parent.SplitPath),
        TextsOf(recorded.Code.Informative["overrides"]));

    private static string[] TextsOf(JsonNode? list) => [.. (list as JsonArray ?? []).Select(text => text?.GetValue<string>() ?? "")];

    private static Snapshot SnapshotOf(LockSet recorded, string? dataFolder)
    {
        var folder = dataFolder ?? recorded.Data.Informative["folder"]?.GetValue<string>() ?? "";
        return Directory.Exists(folder)
            ? new Snapshot(folder)
            : throw new LockstepException($"Data: the recorded data set {folder} is not there. Say where it lies now with --data DIR.");
    }

    /// <summary>The repository that was recorded; where it isn't on this machine, the one around the current folder; none if none was recorded.</summary>
    private static string? RepositoryOf(LockSet recorded) =>
        recorded.Code.Informative["repository"]?.GetValue<string>() is not { } repository ? null : Directory.Exists(repository) ? repository : Environment.CurrentDirectory;

    private static Box[] BoxesOf(string? text) => [.. (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(word => Enum.TryParse<Box>(word, ignoreCase: true, out var box) && Allowable.Contains(box)
            ? box
            : throw new UsageException($"--allow {text}: '{word}' can't be allowed. Expected code, environment, or both with a comma; other data or another seed make another run, with 'lockstep train'."))];
}
