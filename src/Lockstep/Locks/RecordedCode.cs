using System.Text.Json.Nodes;

namespace Lockstep.Locks;

/// <summary>What a Code lock says.</summary>
/// <param name="Lock">Of the Code box.</param>
public readonly record struct RecordedCode(BoxLock Lock)
{
    /// <summary>What <see cref="Commit"/> stands under.</summary>
    public const string CommitKey = "commit";

    /// <summary>What <see cref="DiffSha256"/> stands under.</summary>
    public const string DiffKey = "diffSha256";

    /// <summary>What <see cref="Repository"/> stands under.</summary>
    public const string RepositoryKey = "repository";

    /// <summary>What the recipe's keys begin with, as <see cref="LockDifference.Key"/> names them.</summary>
    public const string RecipePrefix = "recipe.";

    /// <summary>Null outside git, and before the first commit.</summary>
    public string? Commit => (string?)Lock.Relevant[CommitKey];

    /// <summary>Of the uncommitted changes; null for none.</summary>
    public string? DiffSha256 => (string?)Lock.Relevant[DiffKey];

    /// <summary>The resolved recipe, without what changes no result.</summary>
    public JsonObject? Recipe => Lock.Relevant["recipe"] as JsonObject;

    /// <summary>Batches to a step of the optimizer.</summary>
    public long BatchesPerStep => Lock.Relevant["recipe"]?["train"]?["accumulate"]?.GetValue<long>() ?? 1;

    /// <summary>The files of a program that adds to Lockstep; empty where Lockstep itself made the run.</summary>
    public IReadOnlyList<string> ProgramFiles => Lock.Relevant["program"] is JsonObject program ? [.. program.Select(file => file.Key)] : [];

    /// <summary>Their digests; null likewise.</summary>
    public JsonObject? Program => Lock.Relevant["program"] as JsonObject;

    /// <summary>The root of the git repository; null outside git.</summary>
    public string? Repository => (string?)Lock.Informative[RepositoryKey];

    /// <summary>Null on a detached head, and outside git.</summary>
    public string? Branch => (string?)Lock.Informative["branch"];

    /// <summary>The tracked files that were changed and not committed.</summary>
    public IReadOnlyList<string> Changed => Texts(Lock.Informative["changed"]);

    /// <summary>The untracked files that the kept changes have too.</summary>
    public IReadOnlyList<string> KeptUntracked => [.. Untracked.Where(file => file.Kept).Select(file => file.Path)];

    /// <summary>The untracked files, and folders of them, that are only named.</summary>
    public IReadOnlyList<string> LeftUntracked => [.. Untracked.Where(file => !file.Kept).Select(file => file.Path)];

    /// <summary>All that git neither tracked nor ignored, in the order of the lock.</summary>
    public IReadOnlyList<RecordedUntracked> Untracked =>
        [
            .. (Lock.Informative["untracked"] as JsonArray ?? []).OfType<JsonObject>().Select(file => new RecordedUntracked(
                (string?)file["path"] ?? "", (long?)file["bytes"] ?? 0, (bool?)file["kept"] ?? false, (int?)file["files"] ?? 1))
        ];

    /// <summary>The name of the recipe's file as it was given.</summary>
    public string? RecipeFile => (string?)Lock.Informative["recipeFile"];

    /// <summary>What the recipe was overridden with.</summary>
    public IReadOnlyList<string> Overrides => Texts(Lock.Informative["overrides"]);

    private static string[] Texts(JsonNode? list) => [.. (list as JsonArray ?? []).Select(text => text?.GetValue<string>() ?? "")];
}

/// <summary>A file that git neither tracked nor ignored, or a whole folder of too many, as a Code lock names it.</summary>
/// <param name="Path">From the work tree's root; a folder's ends with a slash.</param>
/// <param name="Kept">Whether its content is in the run's diff.</param>
/// <param name="Files">How many files a folder stands for; else 1.</param>
public sealed record RecordedUntracked(string Path, long Bytes, bool Kept, int Files);
