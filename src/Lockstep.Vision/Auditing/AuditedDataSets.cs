using Lockstep.Audit;
using Lockstep.Exec;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Samples;
using Lockstep.Snapshots;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Work;

namespace Lockstep.Vision.Auditing;

/// <summary>The data sets of what is audited: those of the recipe or the run, and those that were given.</summary>
/// <param name="extensions">What recipes can name beside Lockstep's own.</param>
internal sealed class AuditedDataSets(Extensions extensions)
{
    private AuditSubject? known;
    private IReadOnlyList<AuditedData> found = [];

    /// <summary>Empty where none is named.</summary>
    /// <exception cref="LockstepException">One that is named is not there.</exception>
    public IReadOnlyList<AuditedData> Of(AuditSubject subject)
    {
        if (!ReferenceEquals(known, subject))
        {
            (found, known) = ([.. Own(subject), .. subject.DataFolders.Select(folder => new AuditedData(new Snapshot(folder), null, null, null, []))], subject);
            found = [.. found.DistinctBy(data => RealPath.Of(data.Snapshot.Folder))];
        }

        return found;
    }

    private IEnumerable<AuditedData> Own(AuditSubject subject) => subject.Kind switch
    {
        SubjectKinds.Recipe when subject.RecipePath is { } path => [OfRecipe(RecipeFile.Load(path, [], extensions))],
        SubjectKinds.Run when subject.Run is { } run => [OfRun(run, subject.DataFolders)],
        SubjectKinds.CommandRun when subject.Run is { } run => OfCommand(RecordedProject.Of(run).Data, subject.Folder),
        SubjectKinds.CommandRecipe when subject.RecipePath is { } path => OfCommand(CommandRecipeFile.Read(path, []).Recipe.Recipe.Data, subject.Folder),
        _ => [],
    };

    private static AuditedData OfRecipe(RecipeFile file) => new(file.FindSnapshot(), null, file.Recipe.Recipe, file.Source.Split, []);

    /// <summary>Where the run had it, or where one of the given folders has the run's manifest.</summary>
    private AuditedData OfRun(Lockstep.Runs.RunFolder run, IReadOnlyList<string> given)
    {
        var recorded = new RecordedData(run.ReadLocks().Data);
        var manifest = Manifest.Load(run.ManifestPath);
        var moved = given.FirstOrDefault(folder =>
            new Snapshot(folder) is { HasManifest: true } snapshot && Manifest.Load(snapshot.ManifestPath).Id == manifest.Id);
        var recipe = RecipeReader.Resolve(
            run.RecipePath, RegularFile.ReadAllBytes(run.RecipePath), [], Environment.ProcessorCount, extensions.Recipes).Recipe;
        return new AuditedData(
            new MovedFiles(moved).SnapshotOf(run.ReadLocks()), manifest, recipe, recipe.Split.File is null ? null : SplitFile.Load(run.SplitPath),
            recorded.Excluded);
    }

    private static IEnumerable<AuditedData> OfCommand(IReadOnlyList<string> folders, string from) => folders.Select(folder =>
        new AuditedData(
            Array.Find([Path.GetFullPath(folder), Path.GetFullPath(folder, from)], Presence.IsFolder) is { } there
                ? new Snapshot(there)
                : throw new LockstepException($"Data: the folder {folder} is not there. Say where it lies now with --data DIR."),
            null, null, null, [])
        { NeedNotBeImages = true });
}
