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

            var (train, validation) = (new List<UsedSample>(), new List<UsedSample>());
            foreach (var (line, id) in samples.Zip(ids))
            {
                if (line.Split('\t') is not [var part, var className, var name] || !numbers.TryGetValue(className, out var number)
                    || !uint.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var place))
                {
                    return null;
                }

                (part == "train" ? train : part == "val" ? validation : null)?.Add(new UsedSample(place, name, number, className, ContentOf(name, manifest)));
            }

            return new DataUse(classes, [.. train.OrderBy(sample => sample.Id)], [.. validation.OrderBy(sample => sample.Id)]);
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
