using Lockstep.Code;
using Lockstep.Compare;
using Lockstep.Exec.Parameters;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Snapshots;

namespace Lockstep.Exec;

/// <summary>A recorded command, ready to run once more.</summary>
/// <param name="Parent">The run that is made again.</param>
/// <param name="Prepared">As it is here.</param>
/// <param name="Folder">Of the new run, claimed.</param>
/// <param name="Allowed">Differences of the locks that were let pass.</param>
public sealed record CommandRerun(RunFolder Parent, PreparedCommand Prepared, RunFolder Folder, IReadOnlyList<LockDifference> Allowed, double? Tolerance)
{
    /// <param name="allowed">Boxes whose lock need not be met.</param>
    /// <param name="dataFolders">Where the snapshots lie now; null for where they lay.</param>
    /// <param name="name">Of the new run; null for the next free one.</param>
    /// <exception cref="LocksNotMetException">A recorded lock can't be met here, and is not allowed to differ.</exception>
    public static async Task<CommandRerun> PrepareAsync(
        RunFolder parent,
        string runs,
        IReadOnlyList<Box> allowed,
        IReadOnlyList<string>? dataFolders,
        double? tolerance,
        string? name,
        CancellationToken cancellation)
    {
        var record = parent.ReadRecord();
        if (record.Status is not (RunStatus.Finished or RunStatus.Failed) || CommandResult.Read(parent) is null)
        {
            throw new LockstepException(
                $"{parent.Name} is {record.StatusWord}, so it has no result to compare with. Only a command that came to its end can be rerun.");
        }

        var recorded = parent.ReadLocks();
        var recipe = RecipeReader.ResolveCommand(parent.RecipePath, File.ReadAllBytes(parent.RecipePath), [], Environment.ProcessorCount);
        if (recipe.Recipe.Command.Any(word => word.Contains(Secrets.KeptOut, StringComparison.Ordinal)))
        {
            throw new UsageException($"{parent.Name}: an argument of its command was kept out of the record, since its name speaks of a secret, "
                + "so that it can't be run from there. Give such a value in a variable of the environment, which no record has, "
                + "and run it anew with 'lockstep exec'.");
        }

        var code = new RecordedCode(recorded.Code);
        var source = new CommandSource(code.RecipeFile ?? "recipe.yaml", parent.ReadRecipeSource(), code.Overrides);
        var folder = await FolderAsync(parent, new RecordedCommand(recorded), cancellation).ConfigureAwait(false);
        Manifest[] manifests = [.. recipe.Recipe.Data.Select((_, index) => Manifest.Load(CommandFiles.ManifestPath(parent, index)))];
        if (dataFolders is { } given && given.Count != manifests.Length)
        {
            throw new UsageException($"--data: {parent.Name} reads {Counted.Of(manifests.Length, "snapshot")}, and {given.Count} were given; "
                + "expected one for each, in their order.");
        }

        var folders = dataFolders
            ?? [.. new RecordedCommand(recorded).DataFolders.Zip(recipe.Recipe.Data).Select(pair => Presence.IsFolder(pair.First) ? pair.First : pair.Second)];
        var prepared = await CommandPreparation.PrepareAsync(recipe, source, folder, runs, manifests, folders, cancellation).ConfigureAwait(false);
        LockDifference[] differences = [.. RecordedFiles.Differences(recorded, prepared)];
        var refused = differences.Where(difference => !allowed.Contains(difference.Box)).ToArray();
        if (refused.Length > 0)
        {
            throw LocksNotMetException.OfRerun(parent.Name, refused, "", record.LockstepVersion);
        }

        SealedFolder.Refuse(runs);
        var target = name is null ? RunFolder.CreateNext(runs, RunName.StemOf(parent.Name, TimeProvider.System.GetUtcNow())) : RunFolder.Create(runs, name);
        var before = new RecordedCommand(recorded);
        prepared = prepared with { ThreadsBefore = before.Processors == Environment.ProcessorCount ? null : before.TorchThreads };
        return new CommandRerun(parent, prepared, target, differences, tolerance);
    }

    /// <summary>Of the new run, whose record is as it will be.</summary>
    internal Verdict Judge(RunRecord ended) => RunComparison.Judge(
        Parent, Folder, RecipeAdditions.None, ended, Allowed, weights: null, Tolerance, CommandDiff.Between(Parent, Folder, CancellationToken.None));

    internal RerunRequest Request() => new(Parent.ReadRecord().ResultId, Tolerance, Bundle: Parent.Bundle is { } bundle ? Path.GetFullPath(bundle) : null);

    /// <summary>
    /// The same place of the repository that the caller is in, where the run was in one; else the folder that was recorded, where
    /// that is this machine's; else the caller's.
    /// </summary>
    private static async Task<string> FolderAsync(RunFolder parent, RecordedCommand recorded, CancellationToken cancellation)
    {
        var here = Environment.CurrentDirectory;
        if (recorded.FolderInRepository is { } relative && await GitRepository.RootAsync(here, cancellation).ConfigureAwait(false) is { } root
            && Path.GetFullPath(relative, root) is var same && Presence.IsFolder(same))
        {
            return same;
        }

        return parent.Bundle is null && recorded.Folder.Length > 0 && Presence.IsFolder(recorded.Folder) ? recorded.Folder : here;
    }
}
