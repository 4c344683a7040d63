using System.Text.Json.Nodes;
using Lockstep.Files;

namespace Lockstep.Runs;

/// <summary>SHA-256 over the final weights and the final metrics.</summary>
public static class ResultId
{
    /// <remarks>A metric that is not finite counts as the text that records have for it.</remarks>
    /// <param name="lastCheckpointSha256">Of <c>checkpoints/last.safetensors</c>.</param>
    public static string Of(string lastCheckpointSha256, IReadOnlyDictionary<string, double> metrics) => CanonicalJson.DigestOf(new JsonObject
    {
        ["weights"] = lastCheckpointSha256,
        ["metrics"] = JsonMembers.Of(metrics),
    });
}
