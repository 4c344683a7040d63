using System.Text.Json.Nodes;

namespace Lockstep.Locks;

/// <summary>
/// The number of this program's arithmetic, part of the Environment lock in place of its version: two builds with the same
/// number give the same results of the same recipe. It is raised in the commit that changes a result, with a sentence here;
/// <c>test/fixtures/arithmetic</c> holds the results that belong to it.
/// </summary>
public static class Arithmetic
{
    /// <summary>The lock's key.</summary>
    public const string Key = "arithmetic";

    /// <summary>What locks from before there was this key stand for.</summary>
    public const int First = 1;

    /// <summary>What each number changed, beginning with that after <see cref="First"/>.</summary>
    private static readonly string[] s_changes =
    [
        "valLoss is computed in 64-bit floats, image by image: its last digits are others, and with them the result ID, not the weights",
    ];

    /// <summary>From 1; raised with every change that gives a golden recipe another result.</summary>
    public static int Current => First + s_changes.Length;

    /// <summary>What differs between two numbers, whichever is the newer; empty for equal ones and for those that this program doesn't know.</summary>
    public static IReadOnlyList<string> ChangesBetween(int one, int other) =>
        Math.Max(one, other) > Current || Math.Min(one, other) < First ? [] : s_changes[(Math.Min(one, other) - First)..(Math.Max(one, other) - First)];

    /// <summary>
    /// The Environment lock's values as they are held against another's. Before there was this number the digests of the program's own files were among them;
    /// they tell builds apart, not results.
    /// </summary>
    internal static JsonObject Comparable(JsonObject relevant)
    {
        var comparable = (JsonObject)relevant.DeepClone();
        comparable.Remove(LockstepBuild.Key);
        comparable.TryAdd(Key, JsonValue.Create(First));
        return comparable;
    }

    /// <summary>What to add to a difference of this key: "; since then: …".</summary>
    internal static string Explained(LockDifference difference) =>
        difference is { Box: Box.Environment, Key: Key } && int.TryParse(difference.Recorded, out var recorded) && int.TryParse(difference.Found, out var found)
        && ChangesBetween(recorded, found) is { Count: > 0 } changes
            ? $" ({string.Join("; ", changes)})"
            : "";
}
