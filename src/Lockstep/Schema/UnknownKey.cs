using Lockstep.Syntax;
using Lockstep.Text;


namespace Lockstep.Schema;

internal static class UnknownKey
{
    /// <param name="explain">A better message than "unknown", where there is one.</param>
    public static void ReportAll(MappingNode mapping, string path, IReadOnlyList<Key> valid, Resolution resolution, Func<Entry, string?>? explain = null)
    {
        foreach (var entry in mapping.Entries.Where(entry => valid.All(key => key.Name != entry.Key)))
        {
            resolution.Problems.Add(entry.KeyPlace, explain?.Invoke(entry) ?? Describe(entry.Key, path, valid, resolution.Root));
        }
    }

    private static string Describe(string key, string path, IReadOnlyList<Key> valid, SectionShape root)
    {
        var where = path.Length == 0 ? "" : $" in '{path}'";
        var names = valid.Select(known => known.Name).ToList();
        return $"unknown key '{PlainText.Quoted(key)}'{where}.{Suggest(key, names, root)} Valid here: {string.Join(", ", names)}.";
    }

    /// <summary>A key of that very name in another section is likelier than a slip of the finger; but not one that many sections have.</summary>
    private static string Suggest(string key, List<string> names, SectionShape root)
    {
        string[] elsewhere = [.. PathsTo(key, "", root.Keys).Distinct(StringComparer.Ordinal)];
        var nearest = elsewhere.Contains(key) ? key : elsewhere is [var only] ? only : NearestName.Of(key, names);
        return nearest switch
        {
            null => "",
            _ when nearest == key => $" Did you mean '{nearest}' at the top level?",
            _ => $" Did you mean '{nearest}'?",
        };
    }

    private static IEnumerable<string> PathsTo(string name, string path, IEnumerable<Key> keys)
    {
        foreach (var key in keys)
        {
            var keyPath = SectionShape.Join(path, key.Name);
            if (key.Name == name)
            {
                yield return keyPath;
            }

            foreach (var inner in PathsTo(name, keyPath, key.Shape.Keys))
            {
                yield return inner;
            }
        }
    }
}
