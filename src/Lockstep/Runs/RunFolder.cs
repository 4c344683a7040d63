using System.Globalization;
using System.Text;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Samples;
using Lockstep.Snapshots;
using Lockstep.Text;

namespace Lockstep.Runs;

/// <summary>One run's folder; the sole owner of its layout on the disk.</summary>
public sealed partial class RunFolder
{
    private const string RecordFile = SealedFolder.RecordFile;
    private const int FileExists = 17; // EEXIST on Linux and macOS
    private static readonly string[] Folders = ["locks", "checkpoints", "artifacts"];
    private static readonly string[] Parts = [.. Folders, "metrics.jsonl", "ledger.bin", "log.txt", "command.json", "output.txt", "outputs", "code",
        ".exec", SumsFile];

    private RunFolder(string path, string? bundle = null) => (FullPath, Bundle) = (path, bundle);

    /// <summary>Absolute.</summary>
    public string FullPath { get; }

    /// <summary>The bundle that this folder was unpacked from, for as long as a command needs it; null for a folder that stays.</summary>
    public string? Bundle { get; }

    /// <summary>That of the folder, which may have been renamed since the run was made.</summary>
    public string Name => Path.GetFileName(FullPath);

    /// <summary>The folder that holds it, and other runs.</summary>
    public string RunsPath => Path.GetDirectoryName(FullPath) ?? "/";

    /// <summary>What names it in a command that is run here: its name where it lies in <c>runs</c>, else its path.</summary>
    public string Reference => ReferenceOf(FullPath);

    /// <summary>The resolved recipe.</summary>
    public string RecipePath => Path.Combine(FullPath, "recipe.yaml");

    /// <summary>The data set's manifest as the gate read it.</summary>
    public string ManifestPath => Path.Combine(FullPath, "locks", "manifest.json");

    /// <summary>Only where the recipe names a split file.</summary>
    public string SplitPath => Path.Combine(FullPath, "locks", "split.tsv");

    internal string SamplesPath => Path.Combine(FullPath, "locks", "samples.tsv");

    /// <summary>A line a line of <see cref="SamplesPath"/>: the sample's id, by which the ledger names it.</summary>
    public string SampleIdsPath => Path.Combine(FullPath, "locks", "sample-ids.txt");

    /// <summary>Uncommitted changes of the code, as git shows them; empty where there were none.</summary>
    public string DiffPath => Path.Combine(FullPath, "locks", "code.diff");

    /// <summary>An object a line: see <see cref="MetricsLog"/>.</summary>
    public string MetricsPath => Path.Combine(FullPath, "metrics.jsonl");

    /// <summary>Absent where the recipe says <c>ledger: off</c>.</summary>
    public string LedgerPath => Path.Combine(FullPath, "ledger.bin");

    /// <summary>What a command did; only in the run of one.</summary>
    public string CommandPath => Path.Combine(FullPath, "command.json");

    /// <summary>What a command printed.</summary>
    public string OutputPath => Path.Combine(FullPath, "output.txt");

    /// <summary>The files that a command made.</summary>
    public string OutputsPath => Path.Combine(FullPath, "outputs");

    /// <summary>What a command needs of Lockstep while it runs; gone afterwards.</summary>
    public string ScratchPath => Path.Combine(FullPath, ".exec");

    /// <summary>What was said while it ran, with times.</summary>
    public string LogPath => Path.Combine(FullPath, "log.txt");

    /// <summary>The weights of the best epoch.</summary>
    public string BestCheckpointPath => Path.Combine(FullPath, "checkpoints", "best.safetensors");

    /// <summary>The weights at the end, which the result ID is made of.</summary>
    public string LastCheckpointPath => Path.Combine(FullPath, "checkpoints", "last.safetensors");

    /// <summary>Only where the recipe averages weights: those that were averaged.</summary>
    public string LastRawCheckpointPath => Path.Combine(FullPath, "checkpoints", "last.raw.safetensors");

    /// <summary>Claims a new folder below <paramref name="runs"/>; of any number of processes that ask at once, each gets its own.</summary>
    /// <param name="runs">Made where it is absent.</param>
    /// <param name="stem">All of the name but the version; the next free version is taken.</param>
    /// <exception cref="SealedFolderException"><paramref name="runs"/> lies in a sealed folder.</exception>
    public static RunFolder CreateNext(string runs, string stem)
    {
        SealedFolder.Refuse(runs);
        Directory.CreateDirectory(runs);
        for (var version = NextVersion(runs, stem); ; version++)
        {
            if (TryClaim(Path.Combine(Path.GetFullPath(runs), $"{stem}_v{version}")) is { } folder)
            {
                return folder;
            }
        }
    }

    /// <summary>Claims the folder of that very name.</summary>
    /// <exception cref="LockstepException">It is taken, or <paramref name="runs"/> lies in a sealed folder.</exception>
    public static RunFolder Create(string runs, string name)
    {
        SealedFolder.Refuse(runs);
        Directory.CreateDirectory(runs);
        return TryClaim(Path.Combine(Path.GetFullPath(runs), RunName.Checked(name)))
            ?? throw new LockstepException($"A run named '{name}' is in {Path.GetFullPath(runs)} already. Give another --name, "
                + $"or none for the next free version; 'lockstep runs remove {ReferenceOf(Path.Combine(Path.GetFullPath(runs), name))}' takes that one away.");
    }

    /// <summary>Whether a run lies there: its record is there, be it sound or not.</summary>
    public static bool IsOne(string path) => Presence.IsAny(Path.Combine(path, RecordFile));

    /// <summary>Whether a run without a record lies there, one whose process was killed at once: nothing is in the folder but what a run has.</summary>
    public static bool IsUnrecorded(string path)
    {
        try
        {
            return Presence.IsFolder(path) && !IsOne(path) && Directory.EnumerateFileSystemEntries(path).All(entry =>
                Parts.Contains(Path.GetFileName(entry)) || Path.GetFileName(entry).StartsWith("recipe.", StringComparison.Ordinal) || IsTemporary(entry));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // one that can't be looked into, or is gone by now
        }
    }

    /// <param name="bundle">Where it was unpacked from; null for a folder that stays.</param>
    /// <exception cref="LockstepException">No run lies there.</exception>
    public static RunFolder Open(string path, string? bundle = null) => IsOne(path) || IsUnrecorded(path)
        ? new RunFolder(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)), bundle)
        : throw new LockstepException($"{path}: not a run folder: it has no {RecordFile}.");

    private static string ReferenceOf(string path) => ShellWord.Of(Path.GetDirectoryName(path) == Path.GetFullPath("runs") ? Path.GetFileName(path) : path);

    /// <summary>A folder that may hold a run and can't be read, for a list to name.</summary>
    internal static RunFolder Unread(string path) => new(Path.GetFullPath(path));

    /// <summary>What became of the run. The folder's name is its name; a run that no process trains any more doesn't run, whatever its record says.</summary>
    /// <exception cref="LockstepException">There is no record, or it can't be read.</exception>
    public RunRecord ReadRecord()
    {
        if (!IsOne(FullPath))
        {
            throw new LockstepException(Presence.IsAny(Path.Combine(FullPath, SumsFile)) || Presence.IsAny(LastCheckpointPath)
                ? $"{FullPath}: no {RecordFile}, which a run begins with; what it trained is here. Get the file back, "
                    + "as from a bundle or another copy of the run."
                : $"{FullPath}: no {RecordFile}: its training is about to begin, or was killed before it did. There is nothing to resume: "
                    + $"remove it with 'lockstep runs remove {Reference}', and train again.");
        }

        if (Presence.IsFolder(Path.Combine(FullPath, RecordFile)))
        {
            throw new LockstepException($"{Path.Combine(FullPath, RecordFile)}: a folder, expected a run's record.");
        }

        var record = RunRecord.Parse(Read(RecordFile), Path.Combine(FullPath, RecordFile));
        var isTrained = record.Status == RunStatus.Running ? IsBeingTrained : false;
        var isGone = record.Status == RunStatus.Running && isTrained == false && (record.Host is null || record.Host == Environment.MachineName);
        return record with
        {
            Name = Name,
            WrittenAs = record.Name == Name ? null : record.Name,
            Status = isGone ? RunStatus.Interrupted : record.Status,
            IsProcessGone = isGone,
            IsTrainedHere = isTrained == true,
        };
    }

    /// <summary>
    /// Does nothing, unless a later version wrote the run in a format of its own. Called before anything else is read, since
    /// not all that reads a run reads its record.
    /// </summary>
    /// <returns>This folder.</returns>
    /// <exception cref="LockstepException">A later version wrote it.</exception>
    public RunFolder OfKnownFormat()
    {
        var path = Path.Combine(FullPath, RecordFile);
        return Presence.IsFile(path) && FormatNumber.Refusal(Encoding.UTF8.GetBytes(Read(RecordFile)), path, "a run's record") is { } refusal
            ? throw new LockstepException(refusal)
            : this;
    }

    /// <summary>Does nothing, unless the run ran a command.</summary>
    /// <returns>This folder.</returns>
    /// <exception cref="UsageException">It did: no model of Lockstep's is in it.</exception>
    public RunFolder OfTraining() => ReadRecord().Kind == RunKind.Command
        ? throw new UsageException($"{Name} ran a command, and has no recipe or checkpoint of Lockstep's; expected a run that 'lockstep train' made. "
            + "A command's run can be rerun, bundled and shown; 'lockstep diff A B' says where two first differ.")
        : this;

    /// <summary>Replaces <c>run.json</c>, whole or not at all.</summary>
    public void Write(RunRecord record) => AtomicFile.WriteAllText(Path.Combine(FullPath, RecordFile), record.ToJson());

    /// <summary>Writes the resolved recipe, and beside it the file that it was read from, byte for byte.</summary>
    public void WriteRecipe(string resolved, string sourceName, byte[] source)
    {
        AtomicFile.WriteAllText(RecipePath, resolved);
        AtomicFile.WriteAllBytes(Path.Combine(FullPath, "recipe.source" + Path.GetExtension(sourceName)), source);
    }

    /// <summary>The recipe's file as it was given.</summary>
    public byte[] ReadRecipeSource() => Directory.GetFiles(FullPath, "recipe.source*") is [var path, ..]
        ? RegularFile.ReadAllBytes(path, RegularFile.MostOfListing)
        : throw new LockstepException($"{FullPath}: the recipe's source is not there. See what is left with 'sha256sum -c SHA256SUMS'.");

    /// <param name="locks">All four.</param>
    /// <param name="diff">Uncommitted changes of the code.</param>
    public void Write(LockSet locks, byte[] diff)
    {
        foreach (var box in locks.All)
        {
            AtomicFile.WriteAllText(PathOf(box.Box), box.ToJson());
        }

        AtomicFile.WriteAllBytes(DiffPath, diff);
    }

    /// <param name="manifest">Of the data set.</param>
    /// <param name="samples">Which sample is where; its digest is in the Data lock.</param>
    /// <param name="split">The split file that the recipe names, or null.</param>
    public void Write(Manifest manifest, string samples, SplitFile? split)
    {
        AtomicFile.WriteAllText(ManifestPath, manifest.ToJson());
        AtomicFile.WriteAllText(SamplesPath, samples);
        if (split is not null)
        {
            AtomicFile.WriteAllText(SplitPath, split.Text);
        }
    }

    /// <param name="ids">Of the samples, in the order of their listing.</param>
    public void WriteSampleIds(IEnumerable<int> ids) =>
        AtomicFile.WriteAllText(SampleIdsPath, string.Concat(ids.Select(id => string.Create(CultureInfo.InvariantCulture, $"{id}\n"))));

    /// <exception cref="LockstepException">They are not there, or can't be read.</exception>
    public LockSet ReadLocks()
    {
        if (IsOne(FullPath) && !Presence.IsFile(PathOf(Box.Randomness)) && !Presence.IsFile(RecipePath))
        {
            throw new LockstepException($"{FullPath}: no recipe and no locks: its training was killed before it began. There is nothing to resume: "
                + $"remove it with 'lockstep runs remove {Reference}', and train again.");
        }

        BoxLock Of(Box box) => BoxLock.Parse(box, Read(Path.Combine("locks", Path.GetFileName(PathOf(box)))), PathOf(box));
        return new LockSet(Of(Box.Code), Of(Box.Data), Of(Box.Environment), Of(Box.Randomness));
    }

    private string PathOf(Box box) => Path.Combine(FullPath, "locks", $"{EnumWord.Of(box)}.json");

    private string Read(string file)
    {
        var path = Path.Combine(FullPath, file);
        try
        {
            return RegularFile.ReadAllText(path, RegularFile.MostOfListing);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException($"{path}: can't be read: {exception.Message}", exception);
        }
    }

    private static int NextVersion(string runs, string stem)
    {
        var last = 0;
        foreach (var path in Directory.EnumerateDirectories(runs, $"{stem}_v*"))
        {
            var isOne = int.TryParse(Path.GetFileName(path).AsSpan(stem.Length + 2), NumberStyles.None, CultureInfo.InvariantCulture, out var version);
            last = isOne && version < int.MaxValue ? Math.Max(last, version) : last; // the greatest number is a name that the user gave
        }

        return last + 1;
    }
}
