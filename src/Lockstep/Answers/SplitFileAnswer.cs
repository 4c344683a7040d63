using System.Text.Json.Nodes;
using Lockstep.Samples;
using Lockstep.Snapshots;

namespace Lockstep.Answers;

/// <summary>A split that was written to a file, as <c>data split --json</c> gives it.</summary>
public static class SplitFileAnswer
{
    /// <param name="file">Where it was written, in full.</param>
    /// <param name="digest">Of the file.</param>
    public static JsonObject Of(string file, string digest, Manifest manifest, Dataset dataset) => new()
    {
        ["file"] = file,
        ["sha256"] = digest,
        ["manifestId"] = manifest.Id,
        ["train"] = dataset.Train.Count,
        ["val"] = dataset.Validation.Count,
        ["test"] = dataset.Test.Count,
    };
}
