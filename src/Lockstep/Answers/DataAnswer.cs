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
        ["leftOut"] = JsonTexts.Of(manifest.LeftOut),
    };

    /// <summary>The same with how its images are read, as <c>data seal --json</c> gives it.</summary>
    public static JsonObject Of(Snapshot snapshot, Manifest manifest, SealedReading reading)
    {
        var answer = Of(snapshot, manifest);
        answer["dataset"] = reading.Images is { } images
            ? new JsonObject
            {
                ["format"] = reading.Format,
                ["readAs"] = images.Reading,
                ["classes"] = images.Classes.Count,
                ["images"] = images.Images.Count,
                ["notes"] = Of(images.Notes),
            }
            : new JsonObject { ["format"] = null, ["reason"] = reading.Reason };
        return answer;
    }
}
