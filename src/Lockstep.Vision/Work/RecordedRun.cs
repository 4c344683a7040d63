using System.Globalization;
using Lockstep.Code;
using Lockstep.Code.Restoring;
using Lockstep.Compare;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Samples;
using Lockstep.Snapshots;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Runs;

namespace Lockstep.Vision.Work;

/// <summary>A run's recipe and locks, prepared here once more: to be made again, or to go on.</summary>
/// <param name="Differences">Recorded locks that can't be met here; empty where all are.</param>
/// <param name="Code">That it runs from; null where that was not asked.</param>
internal sealed record RecordedRun(
    RunFolder Folder, LockSet Recorded, PreparedRun Prepared, IReadOnlyList<LockDifference> Differences, RerunCode? Code)
{
    /// <param name="seed">Another than the recorded one; null for that.</param>
    /// <param name="choice">Where its code comes from; null for the tree at hand, whatever it is.</param>
    public static async Task<RecordedRun> PrepareAsync(
        RunFolder folder, string runs, MovedFiles moved, Extensions extensions, CancellationToken cancellation, long? seed = null, CodeChoice? choice = null)
    {
        var recorded = folder.ReadLocks();
        OwnProgram.Expect(folder, recorded, extensions);

        string[] overrides = seed is { } other ? [string.Create(CultureInfo.InvariantCulture, $"seed={other}")] : [];
        var recipe = RecipeReader.Resolve(
            folder.RecipePath, RegularFile.ReadAllBytes(folder.RecipePath), overrides, Environment.ProcessorCount, extensions.Recipes);
        var repository = await RepositoryOfAsync(folder, recorded, cancellation).ConfigureAwait(false);
        var manifest = Manifest.Load(folder.ManifestPath);
        var atHand = repository ?? FolderOfCopies(folder, recorded);
        var places = await CodePlaces.OfAsync(recorded, code: null, atHand, cancellation).ConfigureAwait(false);
        var code = choice is null || atHand is null ? null : RerunCode.Find(
            folder, choice, atHand, [runs, folder.RunsPath, moved.SnapshotOf(recorded, manifest, places).Folder], cancellation);
        try
        {
            places = places with { Code = code };
            var snapshot = moved.SnapshotOf(recorded, manifest, places);
            moved = moved.ModelOf(recorded, places, cancellation) is { } model ? moved with { Model = model } : moved;
            recipe = moved.In(recipe, recorded, isNeeded: true);
            var source = SourceOf(folder, recipe, recorded);
            source = source with { Overrides = [.. source.Overrides, .. overrides] };
            var prepared = await Preparation.PrepareAsync(
                recipe, source, snapshot, manifest, repository, runs, extensions, hashedBytes: null, cancellation, code?.State,
                folder.IsSealed ? CodeCopies.Of(folder) : null).ConfigureAwait(false);
            prepared = prepared with { Locks = places.Lasting(prepared.Locks) };
            return new RecordedRun(folder, recorded, prepared, [.. recorded.DifferencesTo(prepared.Locks), .. code?.Missing ?? []], code);
        }
        catch
        {
            code?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// How what was recorded is brought back: which build of Lockstep made it, where this one's arithmetic is another,
    /// and the code; empty where both are here.
    /// </summary>
    public async Task<string> AdviceAsync(CancellationToken cancellation) => BuildAdvice() + await CodeAdviceAsync(cancellation).ConfigureAwait(false);

    private string BuildAdvice() => Differences.Any(difference => difference is { Box: Box.Environment, Key: Arithmetic.Key })
        && LockstepBuild.Of(Recorded.Environment) is { } build
        ? $"  It was made by Lockstep {build}; that one, or another of the same arithmetic, makes it again.\n"
        : "";

    /// <summary>What to say where the recorded code is not here: which repository was asked, what is changed in it, and how it is brought back.</summary>
    private async Task<string> CodeAdviceAsync(CancellationToken cancellation)
    {
        if (Code?.WhyGone is { } why)
        {
            return $"  {why}\n";
        }

        if (!Differences.Any(difference => difference is { Box: Box.Code, Key: RecordedCode.CommitKey or RecordedCode.DiffKey }))
        {
            return "";
        }

        var changed = new RecordedCode(Prepared.Locks.Code).Changed;
        var way = await CheckoutAdvice.OfAsync(Recorded.Code, Prepared.Locks.Code, Environment.CurrentDirectory, Folder, cancellation).ConfigureAwait(false);
        return (changed.Count == 0 ? "" : $"  Changed here and not committed: {string.Join(", ", changed)}\n") + $"  {way}\n";
    }

    /// <summary>As the first run was given it, so that the folder says the same.</summary>
    private static RecipeSource SourceOf(RunFolder folder, ResolvedRecipe recipe, LockSet recorded) => new(
        new RecordedCode(recorded.Code).RecipeFile ?? "recipe.yaml",
        folder.FullPath,
        folder.ReadRecipeSource(),
        recipe.Recipe.Split.File is null ? null : SplitFile.Load(folder.SplitPath),
        new RecordedCode(recorded.Code).Overrides);

    /// <summary>The folder that the recipe of a run outside git lay in or, on another machine, the caller's; null where that is not on record.</summary>
    private static string? FolderOfCopies(RunFolder folder, LockSet recorded) =>
        new RecordedCode(recorded.Code).Root is not { } root ? null
            : folder.Bundle is null && Presence.IsFolder(root) ? root : Environment.CurrentDirectory;

    /// <summary>
    /// A folder of the repository that the code is of: the one that the command runs in, or else the one that the run's own
    /// folder lies in; none if none was recorded. The path that was recorded is another machine's, or another clone's.
    /// </summary>
    private static async Task<string?> RepositoryOfAsync(RunFolder folder, LockSet recorded, CancellationToken cancellation)
    {
        var here = Environment.CurrentDirectory;
        return new RecordedCode(recorded.Code).Repository is null ? null
            : folder.Bundle is null && await GitRepository.RootAsync(here, cancellation).ConfigureAwait(false) is null
                && await GitRepository.RootAsync(folder.FullPath, cancellation).ConfigureAwait(false) is not null
                ? folder.FullPath
            : here;
    }
}
