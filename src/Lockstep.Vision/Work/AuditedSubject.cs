using Lockstep.Audit;
using Lockstep.Exec;
using Lockstep.Files;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Sharing.Bundles;
using Lockstep.Vision.Extending;

namespace Lockstep.Vision.Work;

/// <summary>What a user names for an audit: a recipe's file, a run, or a folder.</summary>
/// <param name="Runs">The folder that holds the runs; null for the usual one in the subject's folder.</param>
/// <param name="Data">Folders of data sets.</param>
/// <param name="Command">That the audit may run; empty for none.</param>
/// <param name="Level">Null for what is usual for such a subject: quick for a recipe or a run, static for a folder.</param>
public sealed record AuditedSubject(string? Runs, IReadOnlyList<string> Data, IReadOnlyList<string> Command, AuditLevel? Level)
{
    /// <summary>Which images belong together; null for words that are usual in names.</summary>
    public string? GroupBy { get; init; }

    /// <summary>The page that pairs of nearly the same images are written to; null for none.</summary>
    public string? Pairs { get; init; }

    private const string UsualRecipe = "recipe.yaml";
    private const string UsualRuns = "runs";

    /// <param name="what">Null for the recipe of the current folder, or, where it has none, the folder.</param>
    /// <param name="runs">Finds a run by its name.</param>
    /// <exception cref="UsageException">There is no such thing.</exception>
    /// <exception cref="RecipeException">A recipe has errors.</exception>
    public AuditSubject Find(string? what, NamedRuns runs, Extensions extensions)
    {
        if (Data.FirstOrDefault(folder => !Presence.IsFolder(folder)) is { } absent)
        {
            throw new UsageException($"--data {absent}: {(Presence.IsFile(absent) ? "a file" : "no such folder")}; expected the folder of a data set.");
        }

        what ??= Command.Count == 0 && Presence.IsFile(UsualRecipe) ? UsualRecipe : ".";
        return RunFolder.IsOne(what) ? OfRun(RunFolder.Open(what).OfKnownFormat(), what)
            : Presence.IsFolder(what) ? Of(SubjectKinds.Project, what, Path.GetFullPath(what), AuditLevel.Static)
            : Presence.IsFile(what) && Path.GetExtension(what).ToLowerInvariant() is ".yaml" or ".yml" or ".json" ? OfRecipe(what, extensions)
            : OfRun(Named(what, runs), what);
    }

    private static RunFolder Named(string what, NamedRuns runs)
    {
        try
        {
            return runs.Find(what);
        }
        catch (UnknownRunException exception)
        {
            throw new UsageException($"{what}: no recipe's file, run or folder. {exception.Message}");
        }
    }

    private AuditSubject OfRecipe(string path, Extensions extensions)
    {
        var isCommand = RecipeReader.IsOfCommand(path, RegularFile.ReadAllBytes(path));
        if (isCommand)
        {
            _ = CommandRecipeFile.Read(path, []);
        }
        else
        {
            _ = RecipeFile.Load(path, [], extensions);
        }

        var full = Path.GetFullPath(path);
        return Of(isCommand ? SubjectKinds.CommandRecipe : SubjectKinds.Recipe, path, Path.GetDirectoryName(full) ?? "/", AuditLevel.Quick, recipe: full);
    }

    private AuditSubject OfRun(RunFolder run, string shown)
    {
        if (run.ReadRecord().Kind != RunKind.Command)
        {
            return Of(SubjectKinds.Run, shown, run.FullPath, AuditLevel.Quick, run.RecipePath, run);
        }

        var project = RecordedProject.Of(run);
        return Of(SubjectKinds.CommandRun, shown, project.Root, AuditLevel.Quick, run.RecipePath, run, project.Code);
    }

    private AuditSubject Of(
        SubjectKinds kind, string shown, string folder, AuditLevel usual, string? recipe = null, RunFolder? run = null,
            IReadOnlyList<string>? code = null) => new()
            {
                Kind = kind,
                Shown = shown,
                Folder = folder,
                RecipePath = recipe,
                Run = run,
                CodeFiles = code,
                DataFolders = [.. Data.Select(Path.GetFullPath)],
                Command = Command,
                GroupBy = GroupBy,
                PairsPath = Pairs is null ? null : Path.GetFullPath(Pairs),
                Level = Level ?? (Command.Count > 0 ? AuditLevel.Quick : usual),
                RunsPath = run is not null && run.Bundle is null ? run.RunsPath : Path.GetFullPath(Runs ?? Path.Combine(run is null ? folder : ".", UsualRuns)),
            };
}
