using System.Text.Json.Nodes;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;

namespace Lockstep.Answers;

/// <summary>A data set, as <c>--json</c> gives it.</summary>
public static class DataAnswer
{
    /// <summary>What is not read, or not as one may think.</summary>
    public static JsonArray Of(IReadOnlyList<DataNote> notes) => new([.. notes.Select(note => note.ToJson())]);

    /// <summary>A manifest that was made or fetched.</summary>
    public static JsonObject Of(Snapshot snapshot, Manifest manifest) => new()
    {
        ["id"] = manifest.Id,
        ["name"] = manifest.Name,
        ["folder"] = snapshot.Folder,
        ["files"] = manifest.Files.Count,
        ["bytes"] = manifest.Bytes,
        ["leftOut"] = new JsonArray([.. manifest.LeftOut.Select(relPath => JsonValue.Create(relPath))]),
    };
}
