using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Data;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Runs;

namespace Lockstep.Cli;

/// <summary>A run's recipe and locks, prepared here once more: to be made again, or to go on.</summary>
/// <param name="Differences">Recorded locks that can't be met here; empty where all are.</param>
internal sealed record RecordedRun(PreparedRun Prepared, IReadOnlyList<LockDifference> Differences)
{
    /// <param name="seed">Another than the recorded one; null for that.</param>
    public static async Task<RecordedRun> PrepareAsync(RunFolder folder, string runs, MovedFiles moved, Extensions extensions, CancellationToken cancellation, long? seed = null)
    {
        var recorded = folder.ReadLocks();
        OwnProgram.Expect(folder, recorded, extensions);

        string[] overrides = seed is { } other ? [string.Create(CultureInfo.InvariantCulture, $"seed={other}")] : [];
        var recipe = RecipeReader.Resolve(folder.RecipePath, File.ReadAllBytes(folder.RecipePath), overrides, Environment.ProcessorCount, extensions.Recipes);
        var snapshot = moved.SnapshotOf(recorded);
        recipe = moved.In(recipe, recorded, isNeeded: true);
        var source = SourceOf(folder, recipe, recorded);
        source = source with { Overrides = [.. source.Overrides, .. overrides] };
        var prepared = await Preparation.PrepareAsync(recipe, source, snapshot, Manifest.Load(folder.ManifestPath), RepositoryOf(recorded), runs, extensions, hashedBytes: null, cancellation).ConfigureAwait(false);
        return new RecordedRun(prepared, recorded.DifferencesTo(prepared.Locks));
    }

    /// <summary>Files of the repository that are changed here and not committed.</summary>
    public IReadOnlyList<string> ChangedFiles => TextsOf(Prepared.Locks.Code.Informative["changed"]);

    /// <summary>As the first run was given it, so that the folder says the same.</summary>
    private static RecipeSource SourceOf(RunFolder folder, ResolvedRecipe recipe, LockSet recorded) => new(
        recorded.Code.Informative["recipeFile"]?.GetValue<string>() ?? "recipe.yaml",
        folder.FullPath,
        folder.ReadRecipeSource(),
        recipe.Recipe.Split.File is null ? null : SplitFile.Load(folder.SplitPath),
        TextsOf(recorded.Code.Informative["overrides"]));

    private static string[] TextsOf(JsonNode? list) => [.. (list as JsonArray ?? []).Select(text => text?.GetValue<string>() ?? "")];

    /// <summary>The repository that was recorded; where it isn't on this machine, the one around the current folder; none if none was recorded.</summary>
    private static string? RepositoryOf(LockSet recorded) =>
        recorded.Code.Informative["repository"]?.GetValue<string>() is not { } repository ? null : Directory.Exists(repository) ? repository : Environment.CurrentDirectory;
}
