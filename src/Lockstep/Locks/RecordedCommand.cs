using System.Text.Json.Nodes;

namespace Lockstep.Locks;

/// <summary>What the locks of a run that was a command say beside those of other kinds.</summary>
internal readonly record struct RecordedCommand(LockSet Locks)
{
    /// <summary>The member of the Code lock with the working folder.</summary>
    public const string FolderKey = "folder";

    /// <summary>The member of the Code lock with the working folder as it lies in the repository.</summary>
    public const string FolderInRepositoryKey = "folderInRepository";

    /// <summary>The member of the Code lock with the files of code.</summary>
    public const string FilesKey = "files";

    /// <summary>The member of the Data lock with what was read outside snapshots.</summary>
    public const string InputsKey = "inputs";

    /// <summary>The member of the Data lock with the manifests.</summary>
    public const string SnapshotsKey = "snapshots";

    /// <summary>The member of the Data lock that says where files outside the root lay.</summary>
    public const string OutsideKey = "outside";

    /// <summary>The member of the Data lock that says where the snapshots lay.</summary>
    internal const string FoldersKey = "folders";

    /// <summary>The member of the Environment lock with the number of processors.</summary>
    internal const string ProcessorsKey = "processors";

    /// <summary>The member of the Randomness lock with the switches of PyTorch.</summary>
    internal const string SwitchesKey = "switches";

    /// <summary>The working folder, as it was called on the machine that ran it.</summary>
    public string Folder => (string?)Locks.Code.Informative[FolderKey] ?? "";

    /// <summary>From the root of the repository; null outside git.</summary>
    public string? FolderInRepository => (string?)Locks.Code.Informative[FolderInRepositoryKey];

    /// <summary>The folder that the names of files are from, as it was called on that machine: the repository's root, or the working folder.</summary>
    public string Root => FolderInRepository is null ? Folder : new RecordedCode(Locks.Code).Repository ?? Folder;

    /// <summary>Where the snapshots lay, in the order of the recipe.</summary>
    public IReadOnlyList<string> DataFolders => [.. (Locks.Data.Informative[FoldersKey] as JsonArray ?? []).Select(folder => (string?)folder ?? "")];

    /// <summary>Of files of code that it ran or read: path and SHA-256.</summary>
    public IReadOnlyDictionary<string, string> Files => Digests(Locks.Code.Relevant[FilesKey]);

    /// <summary>Of other files that it read outside its snapshots.</summary>
    public IReadOnlyDictionary<string, string> Inputs => Digests(Locks.Data.Relevant[InputsKey]);

    /// <summary>Where those of them lay that were outside the root, by their name in the locks.</summary>
    public IReadOnlyDictionary<string, string> Outside => Digests(Locks.Data.Informative[OutsideKey]);

    /// <summary>How many processors the machine had.</summary>
    internal int? Processors => (int?)Locks.Environment.Informative[ProcessorsKey];

    /// <summary>How many threads PyTorch had at the last step; null where there was none.</summary>
    internal int? TorchThreads => (int?)(Locks.Randomness.Relevant[SwitchesKey] as JsonObject)?["num_threads"];

    private static Dictionary<string, string> Digests(JsonNode? files) =>
        (files as JsonObject ?? []).ToDictionary(file => file.Key, file => (string?)file.Value ?? "", StringComparer.Ordinal);
}
