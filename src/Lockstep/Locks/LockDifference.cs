using System.Text.Json.Nodes;

namespace Lockstep.Locks;

/// <summary>One result-relevant value that is not as it was recorded.</summary>
/// <param name="Box">Whose it is.</param>
/// <param name="Key">Its place in the lock, for example <c>processor.model</c>.</param>
/// <param name="Recorded">JSON text, or null where it was not recorded.</param>
/// <param name="Found">JSON text, or null where it is absent now.</param>
public sealed record LockDifference(Box Box, string Key, string? Recorded, string? Found)
{
    public override string ToString() => $"{Box}: {Key}: recorded {Recorded ?? "nothing"}, here {Found ?? "nothing"}";

    internal static IEnumerable<LockDifference> Between(Box box, JsonNode? recorded, JsonNode? found, string key = "")
    {
        if (recorded is JsonObject left && found is JsonObject right)
        {
            var keys = left.Select(member => member.Key).Union(right.Select(member => member.Key), StringComparer.Ordinal);
            return keys.SelectMany(name => Between(box, left[name], right[name], key.Length == 0 ? name : $"{key}.{name}"));
        }

        return JsonNode.DeepEquals(recorded, found) ? [] : [new LockDifference(box, key, recorded?.ToJsonString(), found?.ToJsonString())];
    }
}
