using System.Text.Json.Nodes;
using Lockstep.Snapshots;

namespace Lockstep.Answers;

/// <summary>What changed between two versions of a data set, as <c>data diff --json</c> gives it.</summary>
public static class DataDiffAnswer
{
    /// <summary>All of it.</summary>
    public static JsonObject Of(ManifestDiff diff, Manifest before, Manifest after)
    {
        var answer = OfFiles(diff, before, after);
        answer["classes"] = new JsonArray([
            .. FolderCount.Between(before, after)
                .Select(folder => new JsonObject { ["class"] = folder.Name, ["before"] = folder.Before, ["after"] = folder.After })
        ]);
        return answer;
    }

    /// <summary>File by file, as <c>data seal --json</c> gives it of a folder that changed since it was sealed.</summary>
    public static JsonObject OfFiles(ManifestDiff diff, Manifest before, Manifest after)
    {
        JsonArray Entries(IEnumerable<ManifestEntry> files) =>
            new([.. files.Select(file => new JsonObject { ["relpath"] = file.RelPath, ["bytes"] = file.Bytes, ["sha256"] = file.Sha256 })]);
        return new JsonObject
        {
            ["before"] = before.Id,
            ["after"] = after.Id,
            ["added"] = Entries(diff.Added),
            ["removed"] = Entries(diff.Removed),
            ["changed"] = new JsonArray([
                .. diff.Changed.Select(pair => new JsonObject { ["relpath"] = pair.After.RelPath, ["before"] =
                    pair.Before.Sha256, ["after"] = pair.After.Sha256, ["bytesBefore"] = pair.Before.Bytes, ["bytesAfter"] = pair.After.Bytes })
            ]),
            ["renamed"] = new JsonArray([
                .. diff.Renamed.Select(
                    pair => new JsonObject { ["before"] = pair.Before.RelPath, ["after"] = pair.After.RelPath, ["sha256"] = pair.After.Sha256 })
            ]),
        };
    }
}
