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

    /// <summary>What the recipe's keys begin with, as <see cref="LockDifference.Key"/> names them.</summary>
    public const string RecipePrefix = "recipe.";

    /// <summary>Null outside git, and before the first commit.</summary>
    public string? Commit => (string?)Lock.Relevant[CommitKey];

    /// <summary>Of the uncommitted changes; null for none.</summary>
    public string? DiffSha256 => (string?)Lock.Relevant[DiffKey];

    /// <summary>The resolved recipe, without what changes no result.</summary>
    public JsonObject? Recipe => Lock.Relevant["recipe"] as JsonObject;

    /// <summary>The model's name as the recipe has it; null of a command.</summary>
    public string? ModelName => Recipe?["model"]?["name"] is JsonValue name && name.TryGetValue(out string? text) ? text : null;

    /// <summary>Batches to a step of the optimizer.</summary>
    public long BatchesPerStep => Lock.Relevant["recipe"]?["train"]?["accumulate"]?.GetValue<long>() ?? 1;

    /// <summary>The files of a program that adds to Lockstep; empty where Lockstep itself made the run.</summary>
    public IReadOnlyList<string> ProgramFiles => Lock.Relevant["program"] is JsonObject program ? [.. program.Select(file => file.Key)] : [];

    /// <summary>The root of the git repository; null outside git.</summary>
    public string? Repository => (string?)Lock.Informative["repository"];

    /// <summary>The tracked files that were changed and not committed.</summary>
    public IReadOnlyList<string> Changed => Texts(Lock.Informative["changed"]);

    /// <summary>The untracked files that the kept changes have too.</summary>
    public IReadOnlyList<string> KeptUntracked => Untracked(areKept: true);

    /// <summary>The untracked files, and folders of them, that are only named.</summary>
    public IReadOnlyList<string> LeftUntracked => Untracked(areKept: false);

    /// <summary>The name of the recipe's file as it was given.</summary>
    public string? RecipeFile => (string?)Lock.Informative["recipeFile"];

    /// <summary>What the recipe was overridden with.</summary>
    public IReadOnlyList<string> Overrides => Texts(Lock.Informative["overrides"]);

    private string[] Untracked(bool areKept) =>
        [
            .. (Lock.Informative["untracked"] as JsonArray ?? [])
                .Where(file => (bool?)file?["kept"] == areKept).Select(file => (string?)file?["path"]).OfType<string>()
        ];

    private static string[] Texts(JsonNode? list) => [.. (list as JsonArray ?? []).Select(text => text?.GetValue<string>() ?? "")];
}
