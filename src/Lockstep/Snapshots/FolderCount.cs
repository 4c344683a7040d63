namespace Lockstep.Snapshots;

/// <summary>How many files a folder of a data set holds in two versions of it: in image folders, how many images a class has.</summary>
/// <param name="Name">From the data set's folder.</param>
public sealed record FolderCount(string Name, int Before, int After)
{
    /// <summary>Every folder of either version, but for the data set's own, by name.</summary>
    public static IReadOnlyList<FolderCount> Between(Manifest before, Manifest after)
    {
        static Dictionary<string, int> Count(Manifest manifest) =>
            manifest.Files.GroupBy(file => Path.GetDirectoryName(file.RelPath) ?? "", StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        var (was, now) = (Count(before), Count(after));
        return
        [
            .. was.Keys.Union(now.Keys, StringComparer.Ordinal).Where(name => name.Length > 0).Order(StringComparer.Ordinal)
                .Select(name => new FolderCount(name, was.GetValueOrDefault(name), now.GetValueOrDefault(name))),
        ];
    }
}
