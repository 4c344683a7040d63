using System.Text.Json.Nodes;
using Lockstep.Snapshots;

namespace Lockstep.Answers;

/// <summary>What no snapshot refers to in the local store, as <c>data gc --json</c> gives it.</summary>
public static class StoreLeftoversAnswer
{
    /// <param name="leftovers">Objects.</param>
    /// <param name="incoming">Files that stopped commands left on their way in.</param>
    /// <param name="gone">Snapshots that are registered and not there any more.</param>
    /// <param name="removed">Whether all of that was removed.</param>
    public static JsonObject Of(
        LocalStore store, IReadOnlyList<(string Sha256, long Bytes)> leftovers, IReadOnlyList<(string Path, long Bytes)> incoming,
        IReadOnlyList<RegisteredSnapshot> gone, bool removed) => new()
        {
            ["store"] = store.Folder,
            ["objects"] = leftovers.Count,
            ["bytes"] = leftovers.Sum(item => item.Bytes),
            ["incoming"] = incoming.Count,
            ["incomingBytes"] = incoming.Sum(item => item.Bytes),
            ["removed"] = removed,
            ["gone"] = new JsonArray([.. gone.Select(snapshot => JsonValue.Create(snapshot.Folder))]),
        };
}
