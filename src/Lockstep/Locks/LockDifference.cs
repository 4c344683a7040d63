using System.Text.Json.Nodes;

namespace Lockstep.Locks;

/// <summary>One result-relevant value that is not as it was recorded.</summary>
/// <param name="Box">Whose it is.</param>
/// <param name="Key">Its place in the lock, for example <c>processor.model</c>.</param>
/// <param name="Recorded">JSON text, or null where it was not recorded.</param>
/// <param name="Found">JSON text, or null where it is absent now.</param>
public sealed record LockDifference(Box Box, string Key, string? Recorded, string? Found)
{
    private const string Libraries = ".sha256.";
    private const string Packages = "python.packages.";
    private const string PackageDigests = "python.digests.";
    private const int MostLibraries = 4;

    /// <inheritdoc/>
    public override string ToString() => $"{Box}: {Key}: recorded {Recorded ?? "nothing"}, here {Found ?? "nothing"}{Arithmetic.Explained(this)}";

    /// <summary>What of a run can be another by it, in words; null where its field is not known.</summary>
    public string? CanChange => LockFields.Find(Box, Key)?.CanChange;

    /// <summary>
    /// To be shown to somebody: of many libraries, of which CUDA has forty, the first stands for all; a package's other version stands for its other
    /// digest.
    /// </summary>
    /// <returns>Each with what to add of others that it stands for.</returns>
    public static IEnumerable<(LockDifference Shown, string Others)> Folded(IEnumerable<LockDifference> differences) => WithoutFollowing([.. differences])
        .GroupBy(difference => difference.Key.IndexOf(Libraries, StringComparison.Ordinal) is >= 0 and var at
            ? (difference.Box, difference.Key[..at])
            : (difference.Box, difference.Key))
        .SelectMany(group => group.Count() > MostLibraries
            ? [(group.First(), $"; and {Counted.Of(group.Count() - 1, "more library", "more libraries")}")]
            : group.Select(difference => (difference, "")));

    private static IEnumerable<LockDifference> WithoutFollowing(IReadOnlyCollection<LockDifference> differences)
    {
        var versions = differences.Where(difference => difference.Key.StartsWith(Packages, StringComparison.Ordinal))
            .Select(difference => difference.Key[Packages.Length..]).ToHashSet(StringComparer.Ordinal);
        return differences.Where(difference =>
            !(difference.Key.StartsWith(PackageDigests, StringComparison.Ordinal) && versions.Contains(difference.Key[PackageDigests.Length..])));
    }

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
