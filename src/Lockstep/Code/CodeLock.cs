using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Recipes;

namespace Lockstep.Code;

/// <summary>The Code box: the recipe, and the commit and changes it was run at.</summary>
public static class CodeLock
{
    /// <param name="recipe">All of what the run does.</param>
    /// <param name="git">The repository around the recipe, or null outside git; then the recipe alone is the code.</param>
    /// <param name="program">The digests of a program's own assemblies by file, where it added something that recipes name; else null.</param>
    /// <remarks>
    /// Changes of tracked files count. Untracked files are kept in the diff so that nothing is lost, but don't count:
    /// nothing in a recipe reads them, and logs and notebooks' outputs land there between two runs.
    /// </remarks>
    public static BoxLock Of(ResolvedValues recipe, string recipeName, IReadOnlyList<string> overrides, GitState? git, JsonObject? program = null) => new(
        Box.Code,
        Relevant(recipe, git, program),
        new JsonObject
        {
            ["recipeFile"] = recipeName,
            ["overrides"] = new JsonArray([.. overrides.Select(text => JsonValue.Create(text))]),
            [RecordedCode.RepositoryKey] = git?.Root,
            ["branch"] = git?.Branch,
            ["dirty"] = git?.IsDirty,
            ["changed"] = git is null ? null : new JsonArray([.. git.Changed.Select(path => JsonValue.Create(path))]),
            ["untracked"] = git is null ? null : new JsonArray([.. git.Untracked.Select(ToJson)]),
            [RecordedCode.SubmodulesKey] = git is null ? null : new JsonArray([.. git.Submodules.Select(ToJson)]),
            [RecordedCode.RepositoriesKey] = git is null ? null : new JsonArray([.. git.Repositories.Select(folder => JsonValue.Create(folder))]),
            [RecordedCode.LfsKey] = git is null ? null : new JsonArray([.. git.Pointers.Select(ToJson)]),
            [RecordedCode.FilteredKey] = git is null ? null
                : new JsonArray([.. git.Filtered.Select(file => new JsonObject { ["path"] = file.Path, ["filter"] = file.Filter })]),
        });

    private static JsonObject ToJson(Submodule submodule) => new()
    {
        ["path"] = submodule.Path,
        ["commit"] = submodule.Commit,
        ["expected"] = submodule.Expected,
        ["url"] = submodule.Url,
        ["checkedOut"] = submodule.IsCheckedOut,
        ["dirty"] = submodule.IsDirty,
        ["problem"] = submodule.Problem,
    };

    private static JsonObject ToJson(LfsFile file) => new() { ["path"] = file.Path, ["oid"] = file.Oid, ["bytes"] = file.Bytes, ["matches"] = file.Matches };

    private static JsonObject ToJson(UntrackedFile file) => file.Path.EndsWith('/')
        ? new JsonObject { ["path"] = file.Path, ["files"] = file.Files, ["bytes"] = file.Bytes, ["kept"] = file.Kept }
        : new JsonObject { ["path"] = file.Path, ["bytes"] = file.Bytes, ["kept"] = file.Kept };

    private static JsonObject Relevant(ResolvedValues recipe, GitState? git, JsonObject? program)
    {
        var relevant = new JsonObject
        {
            ["commit"] = git?.Commit,
            ["diffSha256"] = git is { Diff.Length: > 0 } ? Sha256.Of(git.Diff) : null,
            ["recipe"] = recipe.ResultRelevant.DeepClone(),
        };
        if (git is { Large.Count: > 0 })
        {
            relevant[RecordedCode.LargeKey] = JsonMembers.Of(git.Large, change => change.Path, change => change.Sha256);
        }

        if (git?.Submodules.Any(submodule => submodule.DiffSha256 is not null) == true)
        {
            relevant[RecordedCode.SubmoduleChangesKey] = JsonMembers.Of(
                git.Submodules.Where(submodule => submodule.DiffSha256 is not null), submodule => submodule.Path, submodule => submodule.DiffSha256);
        }

        if (program is not null)
        {
            relevant["program"] = program.DeepClone();
        }

        return relevant;
    }
}
