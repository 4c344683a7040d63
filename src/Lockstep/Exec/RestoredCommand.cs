using System.Text.Json.Nodes;
using Lockstep.Code;
using Lockstep.Code.Restoring;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Snapshots;

namespace Lockstep.Exec;

/// <summary>A recorded command in the restored tree of its code: with its data, and with the files that it read and git does not keep.</summary>
/// <param name="Parent">The run that is made again.</param>
/// <param name="Recorded">What its locks say.</param>
/// <param name="Code">Restored.</param>
/// <param name="AtHand">The same working folder in the tree at hand.</param>
/// <param name="Tree">Where it is restored.</param>
internal sealed record RestoredCommand(RunFolder Parent, RecordedCommand Recorded, RerunCode Code, string AtHand, RestoredTree Tree)
{
    /// <summary>Where Python looks for modules.</summary>
    private const string Modules = "PYTHONPATH";

    private string Root => Tree.Root;

    /// <summary>The root of the tree at hand, where the command's own files still lie.</summary>
    private string RootAtHand => Path.GetFullPath(Path.GetRelativePath(Folder, Root), AtHand);

    private string Folder => Recorded.FolderInRepository is null or "." ? Root
        : PlainPlace.In(Root, Recorded.FolderInRepository) is { } folder ? folder
        : throw new LockstepException($"Code: the recorded working folder {PlainText.Quoted(Recorded.FolderInRepository)} is no folder of the recorded code.");

    /// <param name="dataFolders">Where the snapshots lie, as the user says; null for where they are found.</param>
    /// <exception cref="LockstepException">Data is nowhere to be found, or would lie where no link may be.</exception>
    public static async Task<PreparedCommand> PrepareAsync(
        RestoredCommand restored,
        ResolvedCommand recipe,
        CommandSource source,
        string runs,
        IReadOnlyList<Manifest> manifests,
        IReadOnlyList<string>? dataFolders,
        CancellationToken cancellation)
    {
        Directory.CreateDirectory(restored.Folder);
        var data = recipe.Recipe.Data.Select((path, index) => restored.Link(path, index, manifests[index], dataFolders?[index])).ToArray();
        new FilesBesideCode(restored.Parent, restored.Recorded, restored.Code, restored.Tree, restored.RootAtHand).Bring(restored.Folder, cancellation);
        var prepared = await CommandPreparation.PrepareAsync(
            recipe, source, restored.Folder, runs, manifests, [.. data.Select(place => place.Folder)], cancellation, restored.Code.State,
            [.. data.Select(place => place.Link)], restored.Code.IsOutsideGit).ConfigureAwait(false);

        // As from a hook of git, by which the command would take the user's repository for its own.
        var variables = GitRepository.OfOneRepository.ToDictionary(name => name, _ => (string?)null, StringComparer.Ordinal);
        variables["PWD"] = restored.Folder;
        if (Environment.GetEnvironmentVariable(Modules) is { Length: > 0 } modules)
        {
            variables[Modules] = string.Join(':', modules.Split(':').Select(restored.MovedFolder));
        }

        return prepared with
        {
            Arguments = [.. prepared.Arguments.Select(restored.Moved)],
            Locks = restored.Lasting(prepared.Locks, prepared.Data),
            Tree = restored.Tree,
            Variables = variables,
        };
    }

    /// <summary>The locks with the places that are there when the restored tree is gone.</summary>
    private LockSet Lasting(LockSet locks, IReadOnlyList<CommandData> data)
    {
        var code = locks.Code.Noting(RecordedCommand.FolderKey, Code.Lasting(Folder));
        return locks with
        {
            Code = Code.Repository is { } repository ? code.Noting(RecordedCode.RepositoryKey, repository) : code,
            Data = locks.Data.Noting(
                RecordedCommand.FoldersKey, new JsonArray([.. data.Select(item => JsonValue.Create(Code.Lasting(item.Snapshot.Folder)))])),
        };
    }

    /// <summary>
    /// An argument that names a place of the recorded tree by its whole path, alone or behind an equals sign, names it in the restored one; so does one that
    /// names a file of code beside it, or a folder that Python runs.
    /// </summary>
    private string Moved(string argument)
    {
        var at = argument.IndexOf('=', StringComparison.Ordinal) is >= 0 and var equals && argument.StartsWith('-') ? equals + 1 : 0;
        var path = argument[at..];
        if (Recorded.Root.Length > 1 && CommandFiles.IsWithin(path, Recorded.Root))
        {
            return argument[..at] + Root + path[Recorded.Root.Length..];
        }

        return path.StartsWith('/') && CopiesBeside.Any(copy => copy == path || copy == Path.Combine(path, "__main__.py"))
            && Tree.PlaceOf(Path.GetFullPath(path)) is { } place ? argument[..at] + place : argument;
    }

    /// <summary>A folder of modules by its whole path: that of the tree, or one beside it that has code of the run.</summary>
    private string MovedFolder(string folder) =>
        folder.StartsWith('/') && Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) is var path
        && (CommandFiles.IsWithin(path, Recorded.Root) || CopiesBeside.Any(copy => CommandFiles.IsWithin(copy, path)))
            ? Tree.PlaceOf(path) ?? folder
            : folder;

    private string[] CopiesBeside => [.. new RecordedCode(Recorded.Locks.Code).Copied.Select(file => file.Place).OfType<string>()
        .Where(place => !CommandFiles.IsWithin(place, Recorded.Root))];

    /// <summary>Lets the command find a snapshot where it looks for it.</summary>
    private (string Folder, string? Link) Link(string path, int index, Manifest manifest, string? given)
    {
        var place = Path.GetFullPath(Moved(path), Folder);
        var above = Tree.Top;
        if (!CommandFiles.IsWithin(place, above))
        {
            return Path.IsPathRooted(path) ? (given ?? place, null) : throw new LockstepException(
                $"Data: the command looks for {PlainText.Quoted(path)} from its working folder, which lies further above the repository than can be made "
                + "for it. Rerun it in the tree at hand with --here.");
        }

        if (given is null && new Snapshot(place).SaysItIs(manifest, isWhole: true))
        {
            return (place, null);
        }

        string[] looked = given is not null ? [Path.GetFullPath(given)]
            : [.. new[] { Path.GetFullPath(Path.GetRelativePath(Root, place), RootAtHand), Recorded.DataFolders.ElementAtOrDefault(index) ?? "" }
                .Where(folder => folder.Length > 0).Distinct(StringComparer.Ordinal)];
        var found = looked.FirstOrDefault(folder => new Snapshot(folder).SaysItIs(manifest, isWhole: false)) ?? looked.FirstOrDefault(Presence.IsFolder)
            ?? throw new LockstepException($"Data: the snapshot {PlainText.Quoted(path)}, manifest {manifest.Id[..12]}, is not here: "
                + $"looked for it as {string.Join(" and ", looked.Select(ShownPath.Of))}. Say where it lies now with --data DIR.");
        if (PlainPlace.In(above, Path.GetRelativePath(above, place)) is not { } link)
        {
            throw new LockstepException($"Data: {PlainText.Quoted(path)} can't be linked into the restored code: a link of the code lies on the way.");
        }

        if (Presence.IsFolder(link))
        {
            Directory.Delete(link, recursive: true); // a part of it that git keeps, as its manifest alone
        }

        Directory.CreateDirectory(Path.GetDirectoryName(link) ?? "/");
        Directory.CreateSymbolicLink(link, Path.GetFullPath(found));
        return (found, link);
    }
}
