using System.Text.Json.Nodes;
using Lockstep.Snapshots;
using Lockstep.Text;

namespace Lockstep.Answers;

/// <summary>A data set held against its manifest, or against another tool's listing, as <c>data verify --json</c> gives it.</summary>
public static class DataCheckAnswer
{
    /// <summary>Against its manifest.</summary>
    /// <param name="id">Of the manifest.</param>
    /// <param name="files">That it lists.</param>
    /// <param name="bytes">Of all of them.</param>
    public static JsonObject Of(string id, int files, long bytes, SnapshotCheck check) => new()
    {
        ["id"] = id,
        ["ok"] = check.Findings.Count == 0,
        ["files"] = files,
        ["bytes"] = bytes,
        ["unread"] = check.Trusted,
        ["findings"] = Of(check.Findings),
    };

    /// <summary>Against another tool's listing.</summary>
    /// <param name="id">That the other tool gives the data set; null for none.</param>
    /// <param name="files">How many were held against it.</param>
    /// <param name="format">Of the listing.</param>
    public static JsonObject Of(string? id, int files, string format, IReadOnlyList<SnapshotFinding> findings) => new()
    {
        ["id"] = id,
        ["ok"] = findings.Count == 0,
        ["files"] = files,
        ["format"] = format,
        ["findings"] = Of(findings),
    };

    private static JsonArray Of(IReadOnlyList<SnapshotFinding> findings) => new([
        .. findings.Select(
            finding => new JsonObject { ["kind"] = EnumWord.Of(finding.Kind), ["relpath"] = finding.RelPath, ["message"] = finding.Message })
    ]);
}
