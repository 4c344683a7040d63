using System.Text.Json.Nodes;
using Lockstep.Exec;

namespace Lockstep.Answers;

/// <summary>What would be run, as <c>exec --dry-run --json</c> gives it.</summary>
public static class CommandPlanAnswer
{
    /// <param name="prepared">Checked, and not run.</param>
    public static JsonObject Of(PreparedCommand prepared) => new() { ["plan"] = prepared.Recipe.Values.DeepClone(), ["folder"] = prepared.Folder };
}
