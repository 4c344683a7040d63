using Lockstep.Code;
using Lockstep.Code.Restoring;
using Lockstep.Compare;
using Lockstep.Exec.Parameters;
using Lockstep.Exec.Python;
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
/// <param name="Code">That it runs from.</param>
public sealed record CommandRerun(
    RunFolder Parent, PreparedCommand Prepared, RunFolder Folder, IReadOnlyList<LockDifference> Allowed, double? Tolerance, RerunCode Code)
    : IDisposable
{
    /// <param name="allowed">Boxes whose lock need not be met.</param>
    /// <param name="dataFolders">Where the snapshots lie now; null for where they lay.</param>
    /// <param name="name">Of the new run; null for the next free one.</param>
    /// <param name="choice">Where its code comes from.</param>
    /// <exception cref="LocksNotMetException">A recorded lock can't be met here, and is not allowed to differ.</exception>
    public static async Task<CommandRerun> PrepareAsync(
        RunFolder parent,
        string runs,
        IReadOnlyList<Box> allowed,
        IReadOnlyList<string>? dataFolders,
        double? tolerance,
        string? name,
        CodeChoice choice,
        CancellationToken cancellation)
    {
        var record = parent.ReadRecord();
        if (record.Status is not (RunStatus.Finished or RunStatus.Failed) || CommandResult.Read(parent) is null)
        {
            throw new LockstepException(
                $"{parent.Name} is {record.StatusWord}, so it has no result to compare with. Only a command that came to its end can be rerun.");
        }

        var recorded = parent.ReadLocks();
        var recipe = RecipeReader.ResolveCommand(parent.RecipePath, RegularFile.ReadAllBytes(parent.RecipePath), [], Environment.ProcessorCount);
        if (recipe.Recipe.Command.Any(word => word.Contains(Secrets.KeptOut, StringComparison.Ordinal)))
        {
            throw new UsageException($"{parent.Name}: an argument of its command was kept out of the record, since its name speaks of a secret, "
                + "so that it can't be run from there. Give such a value in a variable of the environment, which no record has, "
                + "and run it anew with 'lockstep exec'.");
        }

        var source = new CommandSource(
            new RecordedCode(recorded.Code).RecipeFile ?? "recipe.yaml", parent.ReadRecipeSource(), new RecordedCode(recorded.Code).Overrides);
        var command = new RecordedCommand(recorded);
        var folder = await FolderAsync(parent, command, cancellation).ConfigureAwait(false);
        Manifest[] manifests = [.. recipe.Recipe.Data.Select((_, index) => Manifest.Load(CommandFiles.ManifestPath(parent, index)))];
        if (dataFolders is { } given && given.Count != manifests.Length)
        {
            throw new UsageException($"--data: {parent.Name} reads {Counted.Of(manifests.Length, "snapshot")}, and {given.Count} were given; "
                + "expected one for each, in their order.");
        }

        string[] folders =
            [
                .. dataFolders ?? command.DataFolders.Zip(recipe.Recipe.Data)
                    .Select(pair => Presence.IsFolder(pair.First) ? pair.First : Path.GetFullPath(pair.Second, folder))
            ];
        choice = choice with { Spared = OutputsAtHand.Difference(parent, folder, cancellation) };
        var code = RerunCode.Find(parent, choice, folder, [runs, parent.RunsPath, .. folders], cancellation);
        try
        {
            var prepared = code.Tree is not { } tree
                ? await CommandPreparation.PrepareAsync(recipe, source, folder, runs, manifests, folders, cancellation, code.State).ConfigureAwait(false)
                : await RestoredCommand.PrepareAsync(
                    new RestoredCommand(parent, command, code, folder, tree), recipe, source, runs, manifests, dataFolders, cancellation).ConfigureAwait(false);
            prepared = prepared.WithSeeds(SeedVariables.Known(command.SeedVariables));
            LockDifference[] differences = [.. RecordedFiles.Differences(recorded, prepared), .. code.Missing];
            var refused = differences.Where(difference => !allowed.Contains(difference.Box)).ToArray();
            if (refused.Length > 0)
            {
                throw LocksNotMetException.OfRerun(
                    parent.Name, refused, code.WhyGone is { } why ? $"  {why}\n" : "", record.LockstepVersion, "lockstep exec");
            }

            SealedFolder.Refuse(runs);
            var target = name is null ? RunFolder.CreateNext(runs, RunName.StemOf(parent.Name, TimeProvider.System.GetUtcNow())) : RunFolder.Create(runs, name);
            prepared = prepared with { ThreadsBefore = command.Processors == Environment.ProcessorCount ? null : command.TorchThreads };
            return new CommandRerun(parent, prepared, target, differences, tolerance, code);
        }
        catch
        {
            code.Dispose();
            throw;
        }
    }

    /// <summary>Of the new run, whose record is as it will be.</summary>
    internal Verdict Judge(RunRecord ended) => RunComparison.Judge(
        Parent, Folder, RecipeAdditions.None, ended, Allowed, weights: null, Tolerance, CommandDiff.Between(Parent, Folder, CancellationToken.None));

    internal RerunRequest Request() => new(Parent.ReadRecord().ResultId, Tolerance, Bundle: Parent.Bundle is { } bundle ? Path.GetFullPath(bundle) : null)
    {
        Code = Code.Word,
    };

    /// <inheritdoc/>
    public void Dispose() => Code.Dispose();

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
