using Lockstep.Schema;

namespace Lockstep.Compare;

/// <summary>What differs in what two runs used of their data sets, whatever their manifests say.</summary>
/// <param name="Train">What differs among the training samples, in a sentence without its end; null for nothing that a step can see.</param>
/// <param name="Validation">The same of those that validate.</param>
/// <param name="TrainActs">Where the first can make a difference.</param>
/// <param name="OtherContent">Ids under which the runs have other pixels or none in one of them.</param>
/// <param name="OtherFile">Those of them that stand for other files: samples were added, taken away or moved.</param>
/// <param name="OtherClass">Ids under which the runs have other classes.</param>
internal sealed record DataChange(
    string? Train,
    string? Validation,
    Effects TrainActs,
    IReadOnlySet<uint> OtherContent,
    IReadOnlySet<uint> OtherFile,
    IReadOnlySet<uint> OtherClass)
{
    private const int MostNamed = 3;

    /// <summary>Whether the runs have the same samples, and only what they are for differs.</summary>
    public bool IsOfSplitAlone { get; private init; }

    public static DataChange None { get; } = new(null, null, Effects.None, new HashSet<uint>(), new HashSet<uint>(), new HashSet<uint>());

    /// <param name="countsClasses">The recipe draws or weighs samples by how many their class has.</param>
    public static DataChange Between(DataUse a, DataUse b, bool countsClasses)
    {
        var (left, right) = (a.Train.ToDictionary(sample => sample.Id), b.Train.ToDictionary(sample => sample.Id));
        uint[] all = [.. left.Keys.Union(right.Keys)];
        HashSet<uint> Where(Func<UsedSample, UsedSample, bool> differ) =>
            [.. all.Where(id => !left.TryGetValue(id, out var before) || !right.TryGetValue(id, out var after) || differ(before, after))];
        var content = Where((before, after) => before.Content != after.Content);
        var files = Where((before, after) => before.Content != after.Content && before.Name != after.Name);
        var classes = Where((before, after) => before.Class != after.Class);
        var samePlaces = left.Keys.ToHashSet().SetEquals(right.Keys);
        var acts = (a.Classes.Count != b.Classes.Count ? Effects.Initialization | Effects.Computing : 0)
            | (!samePlaces || files.Count > 0 ? Effects.Order : 0)
            | (content.Count > 0 ? Effects.Decode : 0)
            | (classes.Count > 0 ? Effects.Targets : 0)
            | (classes.Count > 0 && countsClasses ? Effects.Order | Effects.Forward | Effects.Backward : 0)
            | (left.Count != right.Count || (classes.Count > 0 && countsClasses) ? Effects.Update | Effects.Length : 0);
        var validates = a.Validation.Select(Seen).SequenceEqual(b.Validation.Select(Seen)) ? null : Sentence(a.Validation, b.Validation, "validates");
        return new DataChange(acts == 0 ? null : Sentence(a.Train, b.Train, "trains"), validates, acts, content, files, classes)
        {
            IsOfSplitAlone = Contents(a).SetEquals(Contents(b)),
        };
    }

    private static HashSet<(string Name, string ClassName, string Content)> Contents(DataUse use) =>
        [.. use.Train.Concat(use.Validation).Select(sample => (sample.Name, sample.ClassName, sample.Content))];

    private static (int Class, string Content) Seen(UsedSample sample) => (sample.Class, sample.Content);

    /// <summary>What became of the samples, by their names and contents.</summary>
    private static string Sentence(IReadOnlyList<UsedSample> before, IReadOnlyList<UsedSample> after, string verb)
    {
        var (left, right) = (ByName(before), ByName(after));
        string Moved(UsedSample from, UsedSample to) =>
            $"{from.Name} is now {to.Name}{(from.ClassName == to.ClassName ? "" : $", of the class {to.ClassName} and not {from.ClassName}")}";
        var both = before.Where(sample => right.ContainsKey(sample.Name)).Select(sample => (Before: sample, After: right[sample.Name])).ToArray();
        var gone = before.Where(sample => !right.ContainsKey(sample.Name)).ToHashSet();
        var came = after.Where(sample => !left.ContainsKey(sample.Name)).ToHashSet();
        var moved = new List<string>();
        var waiting = came.GroupBy(sample => sample.Content, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => new Queue<UsedSample>(group), StringComparer.Ordinal);
        foreach (var sample in gone.ToArray())
        {
            if (waiting.TryGetValue(sample.Content, out var same) && same.TryDequeue(out var now))
            {
                moved.Add(Moved(sample, now));
                gone.Remove(sample);
                came.Remove(now);
            }
        }

        string[] parts =
        [
            .. Told(moved, ""),
            .. Told(
                [.. both.Where(pair => pair.Before.ClassName != pair.After.ClassName)
                    .Select(pair => $"{pair.Before.Name} is of the class {pair.After.ClassName} and not {pair.Before.ClassName}")],
                ""),
            .. Told(
                [.. both.Where(pair => pair.Before.Content != pair.After.Content).Select(pair => FileOf(pair.Before.Name)).Distinct(StringComparer.Ordinal)],
                " not the same file in both"),
            .. Told([.. came.Select(sample => sample.Name)], $" only in B what {verb}"),
            .. Told([.. gone.Select(sample => sample.Name)], $" only in A what {verb}"),
        ];
        var shifted = both.Count(pair => pair.Before.Id != pair.After.Id && pair.Before.Content == pair.After.Content);
        return parts.Length > 0 ? string.Join("; ", parts) + (shifted > 0 ? $"; {Counted.Of(shifted, "other sample")} moved up or down with that" : "")
            : "the samples are the same, and their classes or their order are not";
    }

    private static IEnumerable<string> Told(List<string> names, string what) => names.Count == 0 ? [] :
        [$"{string.Join(", ", names.Take(MostNamed))}{(names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "")}"
            + $"{(what.Length == 0 ? "" : (names.Count == 1 ? " is" : " are") + what)}"];

    private static Dictionary<string, UsedSample> ByName(IReadOnlyList<UsedSample> samples) =>
        samples.DistinctBy(sample => sample.Name).ToDictionary(sample => sample.Name, StringComparer.Ordinal);

    /// <summary>A sample's name without the record inside the file.</summary>
    private static string FileOf(string sample) =>
        sample.LastIndexOf('#') is > 0 and var at && sample.AsSpan(at + 1).ContainsAnyExceptInRange('0', '9') == false ? sample[..at] : sample;
}
