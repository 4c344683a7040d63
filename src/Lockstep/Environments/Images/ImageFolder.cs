using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Code;
using Lockstep.Code.Restoring;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Runs;
using Lockstep.Sharing.Bundles;

namespace Lockstep.Environments.Images;

/// <summary>
/// What an image is built from: the Dockerfile, the run as a bundle, its code as it was, and a description for editors that work in containers.
/// </summary>
/// <param name="Folder">Where it lies.</param>
/// <param name="Base">The image that it begins with.</param>
/// <param name="IsPinned">Whether that is named for good.</param>
/// <param name="Files">Those beside the code, by name.</param>
/// <param name="Notes">What a person has to do or to know, in sentences.</param>
public sealed record ImageFolder(string Folder, string Base, bool IsPinned, IReadOnlyList<string> Files, IReadOnlyList<string> Notes)
{
    private const string Unfinished = ".lockstep-tmp";

    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes it, whole or not at all.</summary>
    /// <param name="image">To begin with, by its digest; null for the one that fits, by its tag.</param>
    /// <param name="repository">Where to look for the run's commit; null for where it was, and where the caller is.</param>
    /// <exception cref="UsageException">The folder is taken, the image has no digest, or the run's list of packages is not trusted.</exception>
    /// <exception cref="LockstepException">The run is not finished, or its code is nowhere to be found.</exception>
    public static ImageFolder Write(RunFolder run, string folder, string? image, string? repository, bool isTrusted, CancellationToken cancellation)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var record = run.ReadRecord();
        if (record.Status is RunStatus.Running or RunStatus.Interrupted || !run.IsSealed)
        {
            throw new LockstepException(
                $"{run.Name} is {record.StatusWord}: there is nothing to rerun yet. Expected a finished run; 'lockstep runs' lists them.");
        }

        SealedFolder.Refuse(folder);
        if (Presence.IsFile(folder) || (Presence.IsFolder(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw new UsageException($"{ShownPath.Of(folder)} is there already; expected a new or an empty folder, so that nothing of yours is changed.");
        }

        var recipe = ImageRecipe.Of(run, image, isTrusted);
        var unfinished = $"{folder}.{Environment.ProcessId}{Unfinished}";
        Directory.CreateDirectory(unfinished);
        try
        {
            List<string> notes = [.. WriteCode(run, Path.Combine(unfinished, "code"), repository, cancellation), .. recipe.Notes];
            var files = new List<string> { "Dockerfile", ".devcontainer/devcontainer.json", "run.lockstep.zip" };
            File.WriteAllText(Path.Combine(unfinished, "Dockerfile"), recipe.Text);
            Directory.CreateDirectory(Path.Combine(unfinished, ".devcontainer"));
            File.WriteAllText(Path.Combine(unfinished, ".devcontainer", "devcontainer.json"), DevContainer(run).ToJsonString(Indented) + "\n");
            foreach (var (name, text) in ((string, string?)[])[("requirements.txt", recipe.Requirements), ("apt.txt", recipe.SystemPackages)])
            {
                if (text is not null)
                {
                    File.WriteAllText(Path.Combine(unfinished, name), text);
                    files.Add(name);
                }
            }

            WriteBundle(run, Path.Combine(unfinished, "run.lockstep.zip"), cancellation);
            if (Presence.IsFolder(folder))
            {
                Directory.Delete(folder);
            }

            Directory.Move(unfinished, folder);
            return new ImageFolder(folder, recipe.Base, image is not null, [.. files.Order(StringComparer.Ordinal)], notes);
        }
        catch
        {
            Directory.Delete(unfinished, recursive: true);
            throw;
        }
    }

    private static void WriteBundle(RunFolder run, string path, CancellationToken cancellation)
    {
        if (run.Bundle is { } bundle)
        {
            File.Copy(bundle, path);
            return;
        }

        RunBundle.Write(run, path, cancellation);
    }

    /// <summary>The files, and behind them a repository with the one commit, by which a rerun knows them.</summary>
    private static IEnumerable<string> WriteCode(RunFolder run, string folder, string? repository, CancellationToken cancellation)
    {
        var code = new RecordedCode(run.ReadLocks().Code);
        if (code.Commit is null && code.Copied.Any(file => file.Kept))
        {
            return [.. RestoredCode.Restore(run, folder, repository, cancellation).Missing.Select(missing => $"not in code/: {missing}")];
        }

        if (code.Commit is null)
        {
            // Lockstep itself needs no code of a run that was not at a commit; a command needs its files.
            Directory.CreateDirectory(folder);
            return run.ReadRecord().Kind == Recipes.RunKind.Command
                ? ["the run was not made at a commit of git: put its files of code, which locks/code.json names with their SHA-256, into code/"]
                : [];
        }

        var restored = RestoredCode.Restore(run, folder, repository, cancellation);
        GitRepository.Bytes(folder, ["init", "--quiet", "--template="], cancellation, isElsewhere: true);
        GitRepository.Bytes(
            folder,
            ["fetch", "--quiet", "--depth=1", "--no-tags", "--no-write-fetch-head", restored.Repository ?? "", code.Commit],
            cancellation, isElsewhere: true, variables: new Dictionary<string, string> { ["GIT_ALLOW_PROTOCOL"] = "file" });
        GitRepository.Bytes(folder, ["update-ref", "--no-deref", "HEAD", code.Commit], cancellation, isElsewhere: true);
        GitRepository.Bytes(folder, ["read-tree", "HEAD"], cancellation, isElsewhere: true);
        return [.. restored.Missing.Select(missing => $"not in code/: {missing}")];
    }

    private static JsonObject DevContainer(RunFolder run) => new()
    {
        ["name"] = $"rerun of {PlainText.OnOneLine(run.Name)}",
        ["build"] = new JsonObject
        {
            ["dockerfile"] = "../Dockerfile",
            ["context"] = "..",
            ["options"] = new JsonArray($"--build-context=lockstep={LockstepClone.Folder ?? "LOCKSTEP"}"),
        },
        ["workspaceMount"] = $"source=${{localWorkspaceFolder}}/code,target={ImageRecipe.Code},type=bind",
        ["workspaceFolder"] = ImageRecipe.Code,
        ["remoteUser"] = "root",
    };
}
