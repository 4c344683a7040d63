using System.Globalization;
using Lockstep.Snapshots;

namespace Lockstep.Samples.Formats;

/// <summary>A text file of class names, one line per class, in the order of the labels.</summary>
internal static class ClassNames
{
    /// <param name="relPath">Null where the data set has no such file; then the numbers from 0 are the names.</param>
    /// <param name="count">How many there are where no file says.</param>
    public static IReadOnlyList<string> Read(Snapshot snapshot, Manifest manifest, string? relPath, int count)
    {
        if (relPath is null)
        {
            return Numbers(count);
        }

        var place = snapshot.PathOf(relPath);
        var names = Utf8Text.Of(snapshot.ReadListed(manifest, relPath), place).Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd('\n').Split('\n');
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (index, name) in names.Index())
        {
            if (ClassName.Problem(name) is { } problem)
            {
                throw new LockstepException($"{place}:{index + 1}: the class name {problem}.");
            }

            if (!lines.TryAdd(name, index + 1))
            {
                throw new LockstepException($"{place}:{index + 1}: '{name}' is the name on line {lines[name]} already; every class needs its own.");
            }
        }

        return names;
    }

    /// <summary><c>0</c>, <c>1</c> and so on.</summary>
    public static IReadOnlyList<string> Numbers(int count) => [.. Enumerable.Range(0, count).Select(number => number.ToString(CultureInfo.InvariantCulture))];
}
