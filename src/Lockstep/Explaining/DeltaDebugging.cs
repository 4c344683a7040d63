namespace Lockstep.Explaining;

/// <summary>Finds which of many differences make one.</summary>
/// <remarks>Zeller and Hildebrandt, Simplifying and Isolating Failure-Inducing Input (2002), the minimising algorithm; the likeliest are tried one by one
/// before.</remarks>
public static class DeltaDebugging
{
    /// <summary>How many are tried one by one before halves are.</summary>
    public const int Singles = 3;

    /// <summary>A smallest set: without any one of its members, what is left doesn't do it.</summary>
    /// <param name="all">The likeliest first; together they do it, and none of them alone doesn't.</param>
    /// <param name="does">Tries a set.</param>
    public static async Task<IReadOnlyList<T>> SmallestAsync<T>(IReadOnlyList<T> all, Func<IReadOnlyList<T>, Task<bool>> does)
    {
        if (all.Count <= 1)
        {
            return all;
        }

        foreach (var one in all.Take(Singles))
        {
            if (await does([one]).ConfigureAwait(false))
            {
                return [one];
            }
        }

        var rest = all;
        var parts = 2;
        while (rest.Count > 1)
        {
            var cut = Cut(rest, parts);
            // A part alone is tried only where it wasn't before; with two parts, each is the other's complement.
            if (await FirstAsync(cut.Where(part => part.Length > 1 || !all.Take(Singles).Contains(part[0])), does).ConfigureAwait(false) is { } part)
            {
                (rest, parts) = (part, 2);
            }
            else if (parts > 2 && await FirstAsync(cut.Select(one => rest.Except(one).ToArray()), does).ConfigureAwait(false) is { } complement)
            {
                (rest, parts) = (complement, Math.Max(parts - 1, 2));
            }
            else if (parts < rest.Count)
            {
                parts = Math.Min(rest.Count, parts * 2);
            }
            else
            {
                break;
            }
        }

        return rest;
    }

    /// <summary>The most trials that a search over so many takes: about that many in the worst case, far fewer as a rule.</summary>
    public static int MostTrials(int count) => count <= 1 ? 0 : Math.Min(Singles, count) + ((count * count) + (3 * count));

    /// <summary>As many as a single cause takes, found in halves.</summary>
    public static int FewTrials(int count) => count <= 1 ? 0 : 1;

    private static async Task<T[]?> FirstAsync<T>(IEnumerable<T[]> sets, Func<IReadOnlyList<T>, Task<bool>> does)
    {
        foreach (var set in sets)
        {
            if (await does(set).ConfigureAwait(false))
            {
                return set;
            }
        }

        return null;
    }

    private static T[][] Cut<T>(IReadOnlyList<T> all, int parts) =>
        [.. Enumerable.Range(0, parts)
            .Select(part => all.Skip(part * all.Count / parts).Take(((part + 1) * all.Count / parts) - (part * all.Count / parts)).ToArray())
                .Where(part => part.Length > 0)];
}
