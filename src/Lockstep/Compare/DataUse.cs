using System.Globalization;
using Lockstep.Locks;
using Lockstep.Runs;
using Lockstep.Snapshots;

namespace Lockstep.Compare;

/// <summary>A sample as a run used it.</summary>
/// <param name="Id">Its place among all samples, which its random draws are keyed by.</param>
/// <param name="Class">Index into the class names.</param>
/// <param name="Content">The digest of its file, and its number within it.</param>
internal sealed record UsedSample(uint Id, string Name, int Class, string ClassName, string Content);

/// <summary>What a run used of its data set, from its own lists: the data set isn't needed.</summary>
/// <param name="Classes">By number.</param>
/// <param name="Train">In the order of the ids.</param>
internal sealed record DataUse(IReadOnlyList<string> Classes, IReadOnlyList<UsedSample> Train, IReadOnlyList<UsedSample> Validation)
{
    /// <summary>Samples that neither train nor validate, by their names.</summary>
    public IReadOnlyList<string> Unused { get; init; } = [];

    /// <summary>Of all samples.</summary>
    public IEnumerable<string> Names => Train.Concat(Validation).Select(sample => sample.Name).Concat(Unused);

    /// <summary>
    /// With the names of another run's classes where one stands at the same number and neither run has both: it was renamed, and its folder with it.
    /// </summary>
    public DataUse Named(DataUse other)
    {
        var renamed = Classes.Count != other.Classes.Count ? [] : Classes.Zip(other.Classes)
            .Where(pair => !other.Classes.Contains(pair.First) && !Classes.Contains(pair.Second))
            .ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        if (renamed.Count == 0)
        {
            return this;
        }

        string Path(string name) => string.Join('/', name.Split('/').Select(part => renamed.GetValueOrDefault(part, part)));
        UsedSample[] Of(IReadOnlyList<UsedSample> samples) =>
            [.. samples.Select(one => one with { Name = Path(one.Name), ClassName = renamed.GetValueOrDefault(one.ClassName, one.ClassName) })];
        return this with { Classes = other.Classes, Train = Of(Train), Validation = Of(Validation), Unused = [.. Unused.Select(Path)] };
    }

    /// <returns>Null where the lists can't be read or don't fit together, as in a run that an older Lockstep made.</returns>
    public static DataUse? Of(RunFolder run, Locks.LockSet locks)
    {
        try
        {
            var classes = new RecordedData(locks.Data).Classes;
            var numbers = classes.Index().ToDictionary(item => item.Item, item => item.Index, StringComparer.Ordinal);
            var manifest = Manifest.Load(run.ManifestPath);
            var (samples, ids) = (SampleNames.LinesOf(run.SamplesPath), SampleNames.LinesOf(run.SampleIdsPath));
            if (samples.Length != ids.Length)
            {
                return null;
            }

            var (train, validation, unused) = (new List<UsedSample>(), new List<UsedSample>(), new List<string>());
            foreach (var (line, id) in samples.Zip(ids))
            {
                if (line.Split('\t') is not [var part, var className, var name] || !numbers.TryGetValue(className, out var number)
                    || !uint.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var place))
                {
                    return null;
                }

                if ((part == "train" ? train : part == "val" ? validation : null) is { } used)
                {
                    used.Add(new UsedSample(place, name, number, className, ContentOf(name, manifest)));
                }
                else
                {
                    unused.Add(name);
                }
            }

            return new DataUse(classes, [.. train.OrderBy(sample => sample.Id)], [.. validation.OrderBy(sample => sample.Id)]) { Unused = unused };
        }
        catch (Exception exception) when (exception is LockstepException
            or IOException or UnauthorizedAccessException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>A file's digest; of a record in a file, its number too.</summary>
    private static string ContentOf(string name, Manifest manifest) =>
        manifest.Find(name) is { } file ? file.Sha256
        : name.LastIndexOf('#') is > 0 and var mark && manifest.Find(name[..mark]) is { } records ? records.Sha256 + name[mark..]
        : name;
}
