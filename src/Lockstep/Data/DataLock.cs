using System.Text.Json.Nodes;
using Lockstep.Data.Formats;
using Lockstep.Locks;

namespace Lockstep.Data;

/// <summary>The Data box: which files, which classes, and what is trained and validated on.</summary>
public static class DataLock
{
    public static BoxLock Of(Snapshot snapshot, Manifest manifest, ImageFolders folders) => new(
        Box.Data,
        new JsonObject
        {
            ["manifestId"] = manifest.Id,
            ["samples"] = folders.ToJson(),
        },
        new JsonObject
        {
            ["folder"] = snapshot.Folder,
            ["name"] = manifest.Name,
            ["sealed"] = snapshot.HasManifest,
            ["files"] = manifest.Files.Count,
            ["bytes"] = manifest.Bytes,
        });
}
