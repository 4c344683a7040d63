using System.Text.Json.Nodes;
using Lockstep.Locks;

namespace Lockstep.Data;

/// <summary>The Data box: which files, which classes, and what is trained and validated on.</summary>
public static class DataLock
{
    public static BoxLock Of(Snapshot snapshot, GatePass gate, Dataset dataset) => new(
        Box.Data,
        new JsonObject
        {
            ["manifestId"] = gate.Manifest.Id,
            ["samples"] = dataset.ToJson(),
        },
        new JsonObject
        {
            ["folder"] = snapshot.Folder,
            ["name"] = gate.Manifest.Name,
            ["sealed"] = snapshot.HasManifest,
            ["checked"] = gate.How,
            ["files"] = gate.Manifest.Files.Count,
            ["bytes"] = gate.Manifest.Bytes,
        });
}
