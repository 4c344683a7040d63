using System.Text.Json.Nodes;
using Lockstep.Snapshots.Downloads;

namespace Lockstep.Answers;

/// <summary>The data sets that can be fetched by name, as <c>data get --list --json</c> gives them.</summary>
public static class DatasetCatalogAnswer
{
    /// <summary>All of them, with each file's source, size and digest.</summary>
    public static JsonObject Of(IEnumerable<PinnedDataSet> dataSets) => new()
    {
        ["dataSets"] = new JsonArray([.. dataSets.Select(set => new JsonObject
        {
            ["name"] = set.Name,
            ["bytes"] = set.Bytes,
            ["files"] = new JsonArray(
                [.. set.Files.Select(file => new JsonObject { ["source"] = file.Source.AbsoluteUri, ["bytes"] = file.Bytes, ["sha256"] = file.Sha256 })]),
        })]),
    };
}
