using Lockstep.Files;
using Lockstep.Runs;
using Lockstep.Snapshots;

namespace Lockstep.Explaining;

/// <summary>The first run's data set with some files of the second's, each made once, in a folder that goes away.</summary>
/// <param name="a">The first run.</param>
/// <param name="folderOfA">Where its data set lies.</param>
/// <param name="folderOfB">Asked for only where files of the second's are needed.</param>
/// <param name="all">All that differs in them.</param>
/// <param name="place">Takes what is made.</param>
public sealed class DataMix(RunFolder a, RunFolder b, string folderOfA, Func<string> folderOfB, IReadOnlyList<DataDifference> all, string place)
{
    private readonly Dictionary<string, (string Folder, string Manifest)> made = new(StringComparer.Ordinal);

    /// <summary>A folder, and the manifest that it matches.</summary>
    public (string Folder, string Manifest) Of(IReadOnlyList<DataDifference> put)
    {
        if (put.Count == 0)
        {
            return (folderOfA, a.ManifestPath);
        }

        if (put.Count == all.Count)
        {
            return (folderOfB(), b.ManifestPath);
        }

        var key = string.Join('\n', put.Select(difference => difference.Name).Order(StringComparer.Ordinal));
        return made.TryGetValue(key, out var mix) ? mix : made[key] = Make(put);
    }

    private (string Folder, string Manifest) Make(IReadOnlyList<DataDifference> put)
    {
        var folder = Directory.CreateDirectory(Path.Combine(place, $"data-{made.Count + 1}")).FullName;
        var (left, right) = (Manifest.Load(a.ManifestPath), Manifest.Load(b.ManifestPath));
        var without = put.SelectMany(difference => difference.Without).ToHashSet(StringComparer.Ordinal);
        var with = put.SelectMany(difference => difference.With).ToHashSet(StringComparer.Ordinal);
        var files = left.Files.Where(file => !without.Contains(file.RelPath)).Select(file => (Entry: file, From: folderOfA))
            .Concat(right.Files.Where(file => with.Contains(file.RelPath)).Select(file => (Entry: file, From: folderOfB())))
            .ToArray();
        foreach (var (entry, from) in files)
        {
            var target = Path.Combine(folder, entry.RelPath);
            Directory.CreateDirectory(Path.GetDirectoryName(target) ?? folder);
            FileClone.Make(Path.Combine(from, entry.RelPath), target);
        }

        var manifest = folder + ".json";
        File.WriteAllBytes(manifest, Manifest.Of(files.Select(file => file.Entry), name: null).ToUtf8Json());
        return (folder, manifest);
    }
}
