using Lockstep.Files;

namespace Lockstep.Locks;

/// <summary>What the locks of a run that was a command say beside those of other kinds.</summary>
internal readonly record struct RecordedCommand(LockSet Locks)
{
    /// <summary>The member of the Code lock with the working folder.</summary>
    public const string FolderKey = RecordedCode.FolderKey;

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

    /// <summary>The member of the Randomness lock with the variables that the user gave and draws follow from.</summary>
    internal const string SeedVariablesKey = "variables";

    /// <summary>The working folder, as it was called on the machine that ran it.</summary>
    public string Folder => LooseJson.Text(Locks.Code.Informative, FolderKey) ?? "";

    /// <summary>From the root of the repository; null outside git.</summary>
    public string? FolderInRepository => LooseJson.Text(Locks.Code.Informative, FolderInRepositoryKey);

    /// <summary>The folder that the names of files are from, as it was called on that machine: the repository's root, or the working folder.</summary>
    public string Root => FolderInRepository is null ? Folder : new RecordedCode(Locks.Code).Repository ?? Folder;

    /// <summary>Where the snapshots lay, in the order of the recipe.</summary>
    public IReadOnlyList<string> DataFolders => LooseJson.Texts(Locks.Data.Informative, FoldersKey);

    /// <summary>Of files of code that it ran or read: path and SHA-256.</summary>
    public IReadOnlyDictionary<string, string> Files => LooseJson.Dictionary(Locks.Code.Relevant, FilesKey);

    /// <summary>Of other files that it read outside its snapshots.</summary>
    public IReadOnlyDictionary<string, string> Inputs => LooseJson.Dictionary(Locks.Data.Relevant, InputsKey);

    /// <summary>Where those of them lay that were outside the root, by their name in the locks.</summary>
    public IReadOnlyDictionary<string, string> Outside => LooseJson.Dictionary(Locks.Data.Informative, OutsideKey);

    /// <summary>The variables that draws follow from and that were given, with their values.</summary>
    internal IReadOnlyDictionary<string, string> SeedVariables => LooseJson.Dictionary(Locks.Randomness.Relevant, SeedVariablesKey);

    /// <summary>How many processors the machine had.</summary>
    internal int? Processors => LooseJson.SmallNumber(Locks.Environment.Informative, ProcessorsKey);

    /// <summary>How many threads PyTorch had at the last step; null where there was none.</summary>
    internal int? TorchThreads => LooseJson.SmallNumber(LooseJson.Object(Locks.Randomness.Relevant, SwitchesKey), "num_threads");
}
