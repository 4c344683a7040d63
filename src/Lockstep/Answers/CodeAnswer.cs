using System.Text.Json.Nodes;
using Lockstep.Code.Restoring;

namespace Lockstep.Answers;

/// <summary>The code of runs, as <c>code --json</c> gives it.</summary>
public static class CodeAnswer
{
    /// <summary>As <c>code restore</c> brought it back.</summary>
    public static JsonObject Of(RestoredCode restored) => new()
    {
        ["folder"] = restored.Folder,
        ["commit"] = restored.Commit,
        ["repository"] = restored.Repository,
        ["files"] = restored.Files,
        ["changed"] = JsonTexts.Of(restored.Changed),
        ["missing"] = JsonTexts.Of(restored.Missing),
    };

    /// <summary>As <c>code diff</c> compares it.</summary>
    public static JsonObject Of(CodeDifference difference) => new()
    {
        ["equal"] = difference.IsEmpty,
        ["commits"] = new JsonArray(difference.CommitOfA, difference.CommitOfB),
        ["changed"] = JsonTexts.Of(difference.Paths),
        ["submodules"] = new JsonArray([.. difference.Submodules.Select(submodule => new JsonObject
        {
            ["path"] = submodule.Path, ["a"] = submodule.CommitOfA, ["b"] = submodule.CommitOfB,
        })]),
        ["missing"] = JsonTexts.Of(difference.Missing),
    };
}
