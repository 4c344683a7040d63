using Lockstep.Schema;

namespace Lockstep.Locks;

/// <summary>
/// Every field of the locks: whether it can change a result, where, and why; the recipe's keys say it themselves, in their schema.
/// </summary>
/// <remarks>
/// What is written into a lock must have a line here: tests read the locks of runs and fail for a field without. <c>docs/locks.md</c> is made of it.
/// </remarks>
public static partial class LockFields
{
    private const string Variables = "variables.";
    private const string Libraries = "libraries.";

    /// <summary>In the order of the boxes, and in each in the order of the locks.</summary>
    public static IReadOnlyList<LockField> All => Fields;

    /// <param name="key">A difference's, such as <c>variables.OMP_WAIT_POLICY</c>; none of the recipe's.</param>
    /// <returns>Null for a field that nothing is known of.</returns>
    public static Effects? Of(Box box, string key) => Find(box, key)?.Acts;

    /// <summary>The line of the longest name that a field's begins with; null for a field that nothing is known of.</summary>
    internal static LockField? Find(Box box, string key)
    {
        LockField? best = null;
        foreach (var field in Fields)
        {
            if (field.Box == box && field.Key.Length > (best?.Key.Length ?? 0) && Covers(field.Key, key))
            {
                best = field;
            }
        }

        return best;
    }

    /// <summary>Whether a variable of the environment is one that the numeric libraries read and that changes no result.</summary>
    internal static bool IsQuietVariable(string name) => Find(Box.Environment, Variables + name) is { IsInformative: true };

    /// <summary>Whether a native library computes nothing that another field doesn't stand for.</summary>
    /// <param name="name">Of its file.</param>
    public static bool IsQuietLibrary(string name) => Find(Box.Environment, Libraries + name) is { IsInformative: true };

    /// <summary>Below a field lie its members; the families of variables and libraries go by how they begin.</summary>
    private static bool Covers(string field, string key) => key.StartsWith(field, StringComparison.Ordinal)
        && (key.Length == field.Length || key[field.Length] == '.'
            || field.StartsWith(Variables, StringComparison.Ordinal) || field.StartsWith(Libraries, StringComparison.Ordinal));
}
