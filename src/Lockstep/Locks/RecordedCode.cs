using System.Text.Json.Nodes;
using Lockstep.Files;

namespace Lockstep.Locks;

/// <summary>What a Code lock says.</summary>
/// <param name="Lock">Of the Code box.</param>
public readonly record struct RecordedCode(BoxLock Lock)
{
    /// <summary>What <see cref="Commit"/> stands under.</summary>
    public const string CommitKey = "commit";

    /// <summary>What <see cref="DiffSha256"/> stands under.</summary>
    public const string DiffKey = "diffSha256";

    /// <summary>The member with changes of tracked files that are too large for the diff: path and SHA-256. Absent for none.</summary>
    internal const string LargeKey = "largeChanges";

    /// <summary>The member with the digests of what is changed in submodules, by their path. Absent for none.</summary>
    internal const string SubmoduleChangesKey = "submoduleChanges";

    /// <summary>The member with the repositories inside the repository.</summary>
    internal const string SubmodulesKey = "submodules";

    /// <summary>The member with the repositories inside it that the commit doesn't name.</summary>
    internal const string RepositoriesKey = "repositories";

    /// <summary>The member with the files of git-lfs.</summary>
    internal const string LfsKey = "lfs";

    /// <summary>The member with the files of other filters.</summary>
    internal const string FilteredKey = "filtered";

    /// <summary>The member with the files that are copied into the run.</summary>
    internal const string CopiedKey = "copied";

    /// <summary>The member with the working folder of a command.</summary>
    internal const string FolderKey = "folder";

    /// <summary>What <see cref="Repository"/> stands under.</summary>
    public const string RepositoryKey = "repository";

    /// <summary>What the recipe's keys begin with, as <see cref="LockDifference.Key"/> names them.</summary>
    public const string RecipePrefix = "recipe.";

    /// <summary>Null outside git, and before the first commit.</summary>
    public string? Commit => LooseJson.Text(Lock.Relevant, CommitKey);

    /// <summary>Of the uncommitted changes; null for none.</summary>
    public string? DiffSha256 => LooseJson.Text(Lock.Relevant, DiffKey);

    /// <summary>The resolved recipe, without what changes no result.</summary>
    public JsonObject? Recipe => LooseJson.Object(Lock.Relevant, "recipe");

    /// <summary>The model's name as the recipe has it; null of a command.</summary>
    public string? ModelName => LooseJson.Text(LooseJson.Object(Recipe, "model"), "name");

    /// <summary>Batches to a step of the optimizer.</summary>
    public long BatchesPerStep => LooseJson.Number(LooseJson.Object(Recipe, "train"), "accumulate") ?? 1;

    /// <summary>The files of a program that adds to Lockstep; empty where Lockstep itself made the run.</summary>
    public IReadOnlyList<string> ProgramFiles => Lock.Relevant["program"] is JsonObject program ? [.. program.Select(file => file.Key)] : [];

    /// <summary>Their digests; null likewise.</summary>
    public JsonObject? Program => Lock.Relevant["program"] as JsonObject;

    /// <summary>The root of the git repository; null outside git.</summary>
    public string? Repository => LooseJson.Text(Lock.Informative, RepositoryKey);

    /// <summary>
    /// The folder that the paths of its files are from, as it was called on that machine: the repository's root or, outside git, where the command ran or
    /// the recipe lay; null where that is not on record.
    /// </summary>
    public string? Root => Repository ?? (string?)Lock.Informative[FolderKey] ?? Copied.Select(file => file.Root).OfType<string>().FirstOrDefault();

    /// <summary>The branch; null on none, and outside git.</summary>
    public string? Branch => LooseJson.Text(Lock.Informative, "branch");

    /// <summary>Whether there were changes that no commit has, or files that git didn't track; null where that is not known, and outside git.</summary>
    public bool? IsDirty => LooseJson.Flag(Lock.Informative, "dirty");

    /// <summary>Where the code is, and whether any of it is in no commit; for a person, on one line.</summary>
    public string Told
    {
        get
        {
            if (Repository is null)
            {
                return "in no git repository"
                    + $"{(Copied.Count(file => file.Kept) is > 0 and var count ? $"; the run has copies of {Counted.Of(count, "file")}" : "")}";
            }

            string[] changes =
            [
                .. Changed.Count > 0 ? [Counted.Of(Changed.Count, "changed file")] : Array.Empty<string>(),
                .. UntrackedCount > 0 ? [Counted.Of(UntrackedCount, "untracked file")] : Array.Empty<string>(),
                .. Repositories.Count > 0 ? [Counted.Of(Repositories.Count, "repository in it", "repositories in it")] : Array.Empty<string>(),
                .. ChangedSubmodules.Count > 0 ? [Counted.Of(ChangedSubmodules.Count, "changed submodule")] : Array.Empty<string>(),
            ];
            return (Commit is null ? "no commit yet" : $"commit {Commit}") + (Branch is null ? ", on no branch" : "")
                + (IsDirty == true ? $", dirty: {string.Join(", ", changes)}" : "");
        }
    }

    /// <summary>The changed tracked files of which the run has the digest alone.</summary>
    public IReadOnlyList<string> LargeChanges => [.. LargeDigests.Keys];

    /// <summary>Their SHA-256, by their path; null of one that was taken away.</summary>
    public IReadOnlyDictionary<string, string?> LargeDigests => (Lock.Relevant[LargeKey] as JsonObject ?? [])
        .ToDictionary(file => file.Key, file => LooseJson.Text(file.Value), StringComparer.Ordinal);

    /// <summary>The submodules whose files were changed, which no run holds.</summary>
    public IReadOnlyList<string> ChangedSubmodules =>
        [.. Objects(SubmodulesKey).Where(submodule => LooseJson.Flag(submodule, "dirty") == true).Select(submodule => LooseJson.Text(submodule, "path") ?? "")];

    /// <summary>The folders of repositories inside it that were no submodules, each with a slash at its end.</summary>
    public IReadOnlyList<string> Repositories => LooseJson.Texts(Lock.Informative, RepositoriesKey);

    /// <summary>The commit of each submodule that was there, by its path.</summary>
    public IReadOnlyDictionary<string, string> Submodules => Objects(SubmodulesKey)
        .DistinctBy(PathOf).ToDictionary(PathOf, submodule => LooseJson.Text(submodule, "commit") ?? "", StringComparer.Ordinal);

    /// <summary>The submodules whose files were not there when it ran.</summary>
    internal IReadOnlySet<string> AbsentSubmodules => Objects(SubmodulesKey)
        .Where(submodule => (bool?)submodule["checkedOut"] == false && submodule["problem"] is null)
        .Select(submodule => (string?)submodule["path"] ?? "").ToHashSet(StringComparer.Ordinal);

    /// <summary>All that is on record of the submodules.</summary>
    internal IEnumerable<JsonObject> SubmoduleRecords => Objects(SubmodulesKey);

    /// <summary>All that is on record of the files of git-lfs.</summary>
    internal IEnumerable<JsonObject> LfsRecords => Objects(LfsKey);

    /// <summary>All that is on record of the files of other filters.</summary>
    internal IEnumerable<JsonObject> FilteredRecords => Objects(FilteredKey);

    /// <summary>Where submodules were cloned from, by their path.</summary>
    public IReadOnlyDictionary<string, string> SubmoduleAddresses => Objects(SubmodulesKey).Where(submodule => submodule["url"] is not null)
        .DistinctBy(PathOf).ToDictionary(PathOf, submodule => LooseJson.Text(submodule, "url") ?? "", StringComparer.Ordinal);

    /// <summary>The files of other filters than git-lfs, which were not compared with the commit.</summary>
    public IReadOnlyList<string> Filtered => [.. Objects(FilteredKey).Select(file => LooseJson.Text(file, "path") ?? "")];

    /// <summary>The files that the run has copies of, and those that were too large or too many for that.</summary>
    public IReadOnlyList<CopiedFile> Copied => [.. Objects(CopiedKey).Select(CopiedFile.Parse)];

    /// <summary>The tracked files that were changed and not committed.</summary>
    public IReadOnlyList<string> Changed => LooseJson.Texts(Lock.Informative, "changed");

    /// <summary>The untracked files that the kept changes have too.</summary>
    public IReadOnlyList<string> KeptUntracked => [.. Untracked.Where(file => file.Kept).Select(file => file.Path)];

    /// <summary>The untracked files, and folders of them, that are only named.</summary>
    public IReadOnlyList<string> LeftUntracked => [.. Untracked.Where(file => !file.Kept).Select(file => file.Path)];

    /// <summary>All that git neither tracked nor ignored, in the order of the lock.</summary>
    public IReadOnlyList<RecordedUntracked> Untracked =>
        [
            .. Objects("untracked").Select(file => new RecordedUntracked(
                LooseJson.Text(file, "path") ?? "", LooseJson.Number(file, "bytes") ?? 0, LooseJson.Flag(file, "kept") ?? false,
                LooseJson.SmallNumber(file, "files") ?? 1))
        ];

    /// <summary>The name of the recipe's file as it was given.</summary>
    public string? RecipeFile => LooseJson.Text(Lock.Informative, "recipeFile");

    /// <summary>What the recipe was overridden with.</summary>
    public IReadOnlyList<string> Overrides => LooseJson.Texts(Lock.Informative, "overrides");

    private IEnumerable<JsonObject> Objects(string key) => LooseJson.Objects(Lock.Informative, key);

    private static string PathOf(JsonObject record) => LooseJson.Text(record, "path") ?? "";

    private int UntrackedCount => Untracked.Sum(file => file.Files);
}

/// <summary>A file that git neither tracked nor ignored, or a whole folder of too many, as a Code lock names it.</summary>
/// <param name="Path">From the work tree's root; a folder's ends with a slash.</param>
/// <param name="Kept">Whether its content is in the run's diff.</param>
/// <param name="Files">How many files a folder stands for; else 1.</param>
public sealed record RecordedUntracked(string Path, long Bytes, bool Kept, int Files);
