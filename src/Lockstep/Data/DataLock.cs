using System.Text.Json.Nodes;
using Lockstep.Locks;

namespace Lockstep.Data;

/// <summary>The Data box: which files, which classes, and what is trained and validated on.</summary>
public static class DataLock
{
    public static BoxLock Of(Snapshot snapshot, Manifest manifest, Dataset dataset) => new(
        Box.Data,
        Relevant(manifest, dataset),
        new JsonObject
        {
            ["folder"] = snapshot.Folder,
            ["name"] = manifest.Name,
            ["sealed"] = snapshot.HasManifest,
            ["files"] = manifest.Files.Count,
            ["bytes"] = manifest.Bytes,
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
