using System.Text.Json.Nodes;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Snapshots;

namespace Lockstep.Samples;

/// <summary>The Data box: which files, which classes, what is trained and validated on, and the file that the model starts from.</summary>
public static class DataLock
{
    /// <param name="model">Its file found, and of the pinned digest; null where it starts from random weights.</param>
    public static BoxLock Of(Snapshot snapshot, GatePass gate, Dataset dataset, ModelRecipe? model = null) => new(
        Box.Data,
        Relevant(gate.Manifest, dataset, model),
        new JsonObject
        {
            [RecordedData.ModelFileKey] = model?.File?.Path,
            [RecordedData.FolderKey] = snapshot.Folder,
            ["name"] = gate.Manifest.Name,
            ["sealed"] = snapshot.HasManifest,
            ["checked"] = gate.How,
            ["files"] = gate.Manifest.Files.Count,
            ["bytes"] = gate.Manifest.Bytes,
            ["readAs"] = dataset.Reading,
            ["notes"] = new JsonArray([.. dataset.Notes.Select(note => note.ToJson())]),
        });

    private static JsonObject Relevant(Manifest manifest, Dataset dataset, ModelRecipe? model)
    {
        var relevant = new JsonObject { ["manifestId"] = manifest.Id, ["samples"] = dataset.ToJson() };
        if (dataset.Excluded.Count > 0)
        {
            relevant["excluded"] = new JsonArray([.. dataset.Excluded.Select(name => JsonValue.Create(name))]);
        }

        if (model?.Sha256 is { } sha256)
        {
            relevant["modelSha256"] = sha256;
        }

        return relevant;
    }
}
