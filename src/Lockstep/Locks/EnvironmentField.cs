using System.Text.Json.Nodes;

namespace Lockstep.Locks;

/// <summary>A value of an Environment lock, with what is known of its field.</summary>
/// <param name="Key">Its place in the lock, such as <c>processor.model</c>.</param>
/// <param name="Value">A text, a number, a list, null or an empty object.</param>
/// <param name="ChangesResults">Whether it is part of the lock ID.</param>
public sealed record EnvironmentField(string Key, JsonNode? Value, bool ChangesResults)
{
    /// <summary>What it can change, in words.</summary>
    public string CanChange => !ChangesResults ? "nothing" : LockFields.Find(Box.Environment, Key)?.CanChange ?? "what is not known";

    /// <summary>Why, in a sentence; null where nothing is known of the field.</summary>
    public string? Reason => LockFields.Find(Box.Environment, Key)?.Reason;

    /// <summary>All of a lock: first what can change a result, in the order of the lock, and then what is good to know.</summary>
    public static IEnumerable<EnvironmentField> Of(BoxLock environment) =>
        [.. Leaves(environment.Relevant, "", changesResults: true), .. Leaves(environment.Informative, "", changesResults: false)];

    private static IEnumerable<EnvironmentField> Leaves(JsonObject members, string path, bool changesResults)
    {
        foreach (var (name, value) in members)
        {
            var key = path.Length == 0 ? name : $"{path}.{name}";
            if (value is JsonObject { Count: > 0 } inner)
            {
                foreach (var leaf in Leaves(inner, key, changesResults))
                {
                    yield return leaf;
                }
            }
            else
            {
                yield return new EnvironmentField(key, value, changesResults);
            }
        }
    }
}
