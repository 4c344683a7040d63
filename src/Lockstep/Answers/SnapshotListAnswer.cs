using System.Text.Json.Nodes;
using Lockstep.Snapshots;

namespace Lockstep.Answers;

/// <summary>The snapshots that were made with a store, as <c>data list --json</c> gives them.</summary>
public static class SnapshotListAnswer
{
    /// <summary>Each with what lies there now.</summary>
    public static JsonObject Of(LocalStore store, IEnumerable<ListedSnapshot> snapshots) => new()
    {
        ["store"] = store.Folder,
        ["snapshots"] = new JsonArray([.. snapshots.Select(snapshot => new JsonObject
        {
            ["folder"] = snapshot.Folder,
            ["id"] = snapshot.Id,
            ["there"] = snapshot.IsThere,
            ["files"] = snapshot.Manifest?.Files.Count,
            ["problem"] = snapshot.Problem,
            ["bytes"] = snapshot.Manifest?.Bytes,
        })]),
    };
}
