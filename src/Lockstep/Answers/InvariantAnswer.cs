using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Runs;

namespace Lockstep.Answers;

/// <summary>What became of a recipe's invariants, as <c>--json</c> gives it.</summary>
public static class InvariantAnswer
{
    /// <summary>An object for each, in the recipe's order.</summary>
    public static JsonArray Of(IReadOnlyList<InvariantFinding> invariants) => new([.. invariants.Select(invariant => (JsonNode)new JsonObject
    {
        ["metric"] = invariant.Metric,
        ["phase"] = invariant.Phase,
        ["epoch"] = invariant.Epoch,
        ["value"] = invariant.Value is { } value ? JsonNumber.Of(value) : null,
        ["expected"] = invariant.Expected,
        ["holds"] = invariant.Holds,
        ["text"] = invariant.Text,
    })]);
}
