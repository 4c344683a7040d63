using Lockstep.Snapshots;

namespace Lockstep.Samples.Formats;

/// <summary>The files of one data set of records: by name, all in one folder, wherever in the snapshot that lies.</summary>
internal sealed class RecordFolder
{
    private readonly Dictionary<string, string> relPaths;

    private RecordFolder(string name, Dictionary<string, string> relPaths)
    {
        Name = name;
        this.relPaths = relPaths;
    }

    /// <summary>From the snapshot's root, with a slash at its end; empty for the root itself.</summary>
    public string Name { get; }

    public IEnumerable<string> FileNames => relPaths.Keys;

    /// <summary>The path of a file in this folder, or null where it has none of that name.</summary>
    public string? Find(string fileName) => relPaths.GetValueOrDefault(fileName);

    /// <summary>Every folder that holds a file of such a name, in the order of the manifest.</summary>
    public static IReadOnlyList<RecordFolder> With(Manifest manifest, Func<string, bool> hasName) =>
    [
        .. manifest.Files.Select(file => file.RelPath)
            .Where(path => !path.Split('/').Any(part => part.StartsWith('.')))
            .GroupBy(path => path[..(path.LastIndexOf('/') + 1)], StringComparer.Ordinal)
            .Where(folder => folder.Any(path => hasName(path[folder.Key.Length..])))
            .Select(folder => new RecordFolder(folder.Key, folder.ToDictionary(path => path[folder.Key.Length..], StringComparer.Ordinal))),
    ];

    /// <summary>The only one of them.</summary>
    /// <exception cref="LockstepException">There is none, or there are several.</exception>
    public static RecordFolder Only(IReadOnlyList<RecordFolder> folders, IDatasetFormat format, Snapshot snapshot) => folders switch
    {
        [var only] => only,
        [] => throw new LockstepException($"{snapshot.Folder}: not a data set of the format '{format.Name}'. Expected {format.Expects}."),
        [var first, var second, ..] => throw new LockstepException(
            $"{snapshot.Folder}: {first.Shown} and {second.Shown} each hold a data set of the format '{format.Name}'; expected one. "
            + "Name one of the two folders as the data set."),
    };

    private string Shown => Name.Length == 0 ? "the folder itself" : Name;
}
