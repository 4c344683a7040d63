using System.Text.Json.Nodes;
using Lockstep.Locks;

namespace Lockstep.Data;

/// <summary>The Data box: which files, which classes, and what is trained and validated on.</summary>
public static class DataLock
{
    public static BoxLock Of(Snapshot snapshot, GatePass gate, Dataset dataset) => new(
        Box.Data,
        Relevant(gate.Manifest, dataset),
        new JsonObject
        {
            ["folder"] = snapshot.Folder,
            ["name"] = gate.Manifest.Name,
            ["sealed"] = snapshot.HasManifest,
            ["checked"] = gate.How,
            ["files"] = gate.Manifest.Files.Count,
            ["bytes"] = gate.Manifest.Bytes,
        });

    private static JsonObject Relevant(Manifest manifest, Dataset dataset)
    {
        var relevant = new JsonObject { ["manifestId"] = manifest.Id, ["samples"] = dataset.ToJson() };
        if (dataset.Excluded.Count > 0)
        {
            relevant["excluded"] = new JsonArray([.. dataset.Excluded.Select(name => JsonValue.Create(name))]);
        }

        return relevant;
    }
}
