using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Code;
using Lockstep.Exec.Parameters;
using Lockstep.Exec.Processes;
using Lockstep.Exec.Python;
using Lockstep.Files;
using Lockstep.Snapshots;
using Lockstep.Syntax;

namespace Lockstep.Exec;

/// <summary>Passes the gate and takes what can be known of the locks before a command runs.</summary>
public static class CommandPreparation
{
    private const string NothingRan = "so nothing was run";

    /// <param name="folder">The working folder.</param>
    /// <param name="runs">Where runs go; what lies there is no code.</param>
    /// <param name="expected">The manifests that the data must match, in the order of the recipe; null for its own.</param>
    /// <param name="git">The state of the code where that is known; null to ask git.</param>
    /// <param name="isOutsideGit">Whether the code is of no repository, whatever lies around the folder.</param>
    /// <param name="links">By which the command finds each folder of data; null for the folders themselves.</param>
    /// <exception cref="UsageException">A folder of data, or the command, is missing.</exception>
    /// <exception cref="GateException">Data is not what its manifest says.</exception>
    public static async Task<PreparedCommand> PrepareAsync(
        Recipes.ResolvedCommand recipe,
        CommandSource source,
        string folder,
        string runs,
        IReadOnlyList<Manifest>? expected,
        IReadOnlyList<string>? dataFolders,
        CancellationToken cancellation,
        GitState? git = null,
        IReadOnlyList<string?>? links = null,
        bool isOutsideGit = false)
    {
        if (recipe.Recipe.Command is [] or ["", ..])
        {
            throw new UsageException("command: it names no program. Expected the program and its arguments, as in 'lockstep exec -- python train.py'.");
        }

        var arguments = recipe.Recipe.Command;
        (recipe, source) = WithoutSecrets(recipe, source);
        CommandData[] data =
            [
                .. (dataFolders ?? recipe.Recipe.Data).Select((path, index) =>
                    Pass(Path.GetFullPath(path, folder), path, expected?[index], cancellation) with { Link = links?[index] })
            ];
        git ??= isOutsideGit ? null
            : await GitRepository.ReadAsync(folder, [runs, .. data.Select(item => item.Snapshot.Folder)], cancellation).ConfigureAwait(false);
        var seeds = SeedVariables.Own(recipe.Recipe.Seed, recipe.Recipe.Inject, EnvironmentVariables.OfThisProcess());
        var locks = CommandLocks.Before(recipe, source, folder, data, git, seeds);
        return new PreparedCommand(recipe, arguments, source, folder, data, git, locks, [.. Warnings(git, folder, cancellation)]) { Seeds = seeds };
    }

    /// <summary>What is recorded: the same, with what looks like a secret kept out.</summary>
    private static (Recipes.ResolvedCommand Recipe, CommandSource Source) WithoutSecrets(Recipes.ResolvedCommand recipe, CommandSource source)
    {
        var scrubbed = Secrets.Scrub(recipe.Recipe.Command);
        if (scrubbed.SequenceEqual(recipe.Recipe.Command))
        {
            return (recipe, source);
        }

        var values = (JsonObject)recipe.Values.DeepClone();
        values["command"] = new JsonArray([.. scrubbed.Select(word => JsonValue.Create(word))]);
        var bytes = Encoding.UTF8.GetBytes(YamlText.Block(values));
        return (Recipes.RecipeReader.ResolveCommand("recipe.yaml", bytes, [], Environment.ProcessorCount), new CommandSource(
            "recipe.yaml", bytes, source.Overrides)); // without the file, which has the secret
    }

    private static CommandData Pass(string path, string given, Manifest? expected, CancellationToken cancellation)
    {
        if (!Presence.IsFolder(path))
        {
            throw new UsageException($"data: {ShownPath.Of(given)}: {(Presence.IsFile(path) ? "a file" : "no such folder")}; expected a snapshot's folder.");
        }

        var snapshot = new Snapshot(path);
        if (!snapshot.HasManifest && expected is null)
        {
            throw new UsageException(
                $"data: {ShownPath.Of(given)} has no manifest, so nobody could tell later whether it is the same. {UnsealedFolder.Advice(given)}");
        }

        return new CommandData(snapshot, Gate.Pass(snapshot, expected, "auto", TimeProvider.System, consequence: NothingRan, cancellation: cancellation));
    }

    private static IEnumerable<string> Warnings(GitState? git, string folder, CancellationToken cancellation)
    {
        if (git is null)
        {
            yield return $"Code: {CodeWarnings.WhyNone(folder, cancellation)}, so the files of code that the command reads are all that is locked of the code.";
        }

        foreach (var warning in git is null ? [] : CodeWarnings.Of(git))
        {
            yield return warning;
        }
    }
}
