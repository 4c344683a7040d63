using System.Text.Json.Nodes;
using Lockstep.Snapshots.Stores;

namespace Lockstep.Answers;

/// <summary>A snapshot that went to a store or came from one, as <c>data push --json</c> and <c>data pull --json</c> give it.</summary>
public static class TransferAnswer
{
    /// <param name="store">As the user named it.</param>
    /// <param name="folder">The snapshot's, in full.</param>
    public static JsonObject Of(TransferSummary summary, string store, string folder) => new()
    {
        ["id"] = summary.Id,
        ["name"] = summary.Name,
        ["store"] = store,
        ["folder"] = folder,
        ["files"] = summary.Files,
        ["objects"] = summary.Objects,
        ["moved"] = summary.Moved,
        ["alreadyThere"] = summary.AlreadyThere,
        ["movedBytes"] = summary.MovedBytes,
        ["bytes"] = summary.Bytes,
    };
}
