using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Vision.Evaluation;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Native;

namespace Lockstep.Vision.Work;

/// <summary>A run whose model is to be used.</summary>
/// <param name="Recipe">With the file that the model is made of where it was found.</param>
/// <param name="Classes">By the class's number.</param>
/// <param name="InputSize">Of the images that the model was trained on; null where an older Lockstep did not write it down.</param>
public sealed record TrainedRun(RunFolder Folder, RunRecord Record, LockSet Locks, Recipe Recipe, IReadOnlyList<string> Classes, ImageSize? InputSize)
{
    /// <summary>The name of the checkpoint of the best epoch.</summary>
    public const string Best = "best";
    internal const string Last = "last";
    internal const string Raw = "last.raw";

    /// <exception cref="UsageException">The run was made by a program that adds to Lockstep, and this is not that one.</exception>
    /// <exception cref="LockstepException">Something of its folder can't be read.</exception>
    public static TrainedRun Open(RunFolder folder, MovedFiles moved, Extensions extensions)
    {
        var locks = folder.ReadLocks();
        OwnProgram.Expect(folder, locks, extensions);

        var recipe = RecipeReader.Resolve(folder.RecipePath, RegularFile.ReadAllBytes(folder.RecipePath), [], Environment.ProcessorCount, extensions.Recipes);
        recipe = moved.In(recipe, locks, isNeeded: recipe.Recipe.Model.Torchscript is not null); // of weights the checkpoint has what came of them
        var classes = new RecordedData(locks.Data).Classes;
        return classes.Count > 0
            ? new TrainedRun(folder, folder.ReadRecord(), locks, recipe.Recipe, classes, folder.TryReadArtifact(ModelCard.FileName) is { } card
                ? ModelCard.SizeIn(card)
                : null)
            : throw new LockstepException($"{folder.FullPath}: its data lock names no classes. See what is left with 'sha256sum -c SHA256SUMS'.");
    }

    /// <exception cref="UsageException">No such word.</exception>
    /// <exception cref="LockstepException">The run has none.</exception>
    public string CheckpointPath(string which)
    {
        var path = which switch
        {
            Best => Folder.BestCheckpointPath,
            Last => Folder.LastCheckpointPath,
            Raw => Folder.LastRawCheckpointPath,
            _ => throw new UsageException($"--checkpoint {which}: expected {Best}, {Last} or {Raw}."),
        };
        if (which == Raw && !Presence.IsFile(path) && Presence.IsFile(Folder.LastCheckpointPath))
        {
            throw new LockstepException($"{Folder.Name} has no {Raw} checkpoint ({ShownPath.Of(path)}): its recipe averages no weights (train.ema), "
                + $"so {Last} has them as they were trained.");
        }

        return Presence.IsFile(path) ? path : throw new LockstepException(
            $"{Folder.Name} is {Record.StatusWord} and has no {which} checkpoint ({ShownPath.Of(path)}): "
            + (which == Best && Presence.IsFile(Folder.LastCheckpointPath)
                ? $"no epoch of it was validated. Take its last weights with --checkpoint {Last}"
                : "there are no weights of it. Train again with 'lockstep train'")
            + ".");
    }

    /// <summary>What the figures may be surprising for: oneDNN is off, a run that isn't finished, or that was trained on a device that isn't here.</summary>
    public IEnumerable<string> Warnings()
    {
        if (OneDnn.WarningFor(Recipe.Model) is { } slower)
        {
            yield return slower;
        }

        if (Recipe.Device != "cpu" && Accelerator.Problem(Recipe) is { } problem)
        {
            yield return $"{Folder.Name} was trained with device: {Recipe.Device}, and is computed on the CPU, whose last digits differ. Here {problem}";
        }

        if (Record.Status != RunStatus.Finished)
        {
            yield return $"{Folder.Name} is {Record.StatusWord}, so this is of the weights that it has so "
                + $"far{(Record.Selection is { } best ? $"; its best epoch is {best.Epoch}" : "")}.";
        }
    }
}
