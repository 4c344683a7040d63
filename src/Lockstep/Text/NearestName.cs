namespace Lockstep.Text;

/// <summary>Guesses what a mistyped name should have been.</summary>
public static class NearestName
{
    private const int LongestGuess = 40;
    private const int ShortestPrefix = 3;

    /// <returns>Null where no candidate is near: at most a third of its letters may differ, one in a short name.</returns>
    public static string? Of(string name, IEnumerable<string> candidates)
    {
        if (name.Length is 0 or > LongestGuess)
        {
            return null;
        }

        var folded = Fold(name);
        return candidates
            .Select(candidate => (Name: candidate, Distance: Distance(folded, Fold(candidate))))
            .Where(item => item.Distance <= Math.Max(1, item.Name.Length / 3) || IsPrefix(folded, Fold(item.Name)))
            .OrderBy(item => item.Distance)
            .Select(item => item.Name)
            .FirstOrDefault();
    }

    private static string Fold(string name) => name.ToLowerInvariant().Replace('-', '_');

    private static bool IsPrefix(string name, string candidate) =>
        name.Length >= ShortestPrefix && candidate.StartsWith(name, StringComparison.Ordinal);

    /// <summary>Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            cost[i, 0] = i;
        }

        for (var j = 0; j <= b.Length; j++)
        {
            cost[0, j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(replaced, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[a.Length, b.Length];
    }
}
