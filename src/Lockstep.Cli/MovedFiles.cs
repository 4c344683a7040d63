using System.CommandLine;
using Lockstep.Data;
using Lockstep.Locks;
using Lockstep.Recipes;

namespace Lockstep.Cli;

/// <summary>Where what a run was made from lies now; null for where it was recorded.</summary>
/// <param name="Data">The folder of the data set.</param>
/// <param name="Model">The file that the model starts from, or is made of.</param>
internal sealed record MovedFiles(string? Data = null, string? Model = null)
{
    public static Option<string?> DataOption(string when = "") => new("--data") { HelpName = "DIR", Description = $"{Begun(when, "Where")} the data set lies now, if it has moved; it must match the recorded manifest." };

    public static Option<string?> ModelOption(string when = "") => new("--model") { HelpName = "FILE", Description = $"{Begun(when, "Where")} the recipe's model.weights or model.torchscript lies now, if it has moved; its SHA-256 must be the recorded one." };

    /// <exception cref="LockstepException">It is not there.</exception>
    public Snapshot SnapshotOf(LockSet recorded)
    {
        var folder = Data ?? recorded.Data.Informative["folder"]?.GetValue<string>() ?? "";
        return Directory.Exists(folder)
            ? new Snapshot(folder)
            : throw new LockstepException(Data is null ? $"Data: the recorded data set {folder} is not there. Say where it lies now with --data DIR." : $"--data {folder}: no such folder.");
    }

    /// <summary>The recipe with the model's file where it lies; as it is where it has none.</summary>
    /// <param name="isNeeded">Whether the file will be read.</param>
    /// <exception cref="UsageException">One was given, and the recipe has none.</exception>
    /// <exception cref="LockstepException">It is not there.</exception>
    public ResolvedRecipe In(ResolvedRecipe recipe, LockSet recorded, bool isNeeded)
    {
        if (recorded.Data.Informative[DataLock.ModelFile]?.GetValue<string>() is not { } before)
        {
            return Model is null ? recipe : throw new UsageException($"--model {Model}: the run's recipe names no file that its model starts from.");
        }

        var path = Path.GetFullPath(Model ?? before);
        if (isNeeded && !File.Exists(path))
        {
            throw new LockstepException(Model is null ? $"Data: the recorded file of the model, {path}, is not there. Say where it lies now with --model FILE." : $"--model {Model}: no such file.");
        }

        return recipe.WithModelFileAt(path);
    }

    private static string Begun(string when, string sentence) => when.Length == 0 ? sentence : $"{when} {sentence.ToLowerInvariant()}";
}
