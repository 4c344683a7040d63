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
        b = b.Named(a);
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
        var validates = a.Validation.Select(Seen).SequenceEqual(b.Validation.Select(Seen)) ? null : Sentence(a, b, use => use.Validation, "validates");
        return new DataChange(acts == 0 ? null : Sentence(a, b, use => use.Train, "trains"), validates, acts, content, files, classes)
        {
            IsOfSplitAlone = Contents(a).SetEquals(Contents(b)),
        };
    }

    /// <summary>All that a run can see of its samples: names of files and classes aren't among it.</summary>
    private static HashSet<(uint Id, int Class, string Content)> Contents(DataUse use) =>
        [.. use.Train.Concat(use.Validation).Select(sample => (sample.Id, sample.Class, sample.Content))];

    /// <summary>Whether a file of the same content is another sample: one that was only renamed, or its class, is not.</summary>
    private static bool IsSeen(UsedSample before, UsedSample after) => before.Id != after.Id || before.Class != after.Class;

    private static (int Class, string Content) Seen(UsedSample sample) => (sample.Class, sample.Content);

    /// <summary>What became of the samples, by their names and contents.</summary>
    private static string Sentence(DataUse a, DataUse b, Func<DataUse, IReadOnlyList<UsedSample>> part, string verb)
    {
        var (before, after) = (part(a), part(b));
        var (left, right) = (ByName(before), ByName(after));
        var both = before.Where(sample => right.ContainsKey(sample.Name)).Select(sample => (Before: sample, After: right[sample.Name])).ToArray();
        var gone = before.Where(sample => !right.ContainsKey(sample.Name)).ToHashSet();
        var came = after.Where(sample => !left.ContainsKey(sample.Name)).ToHashSet();
        var (namesOfA, namesOfB) = (a.Names.ToHashSet(StringComparer.Ordinal), b.Names.ToHashSet(StringComparer.Ordinal));
        var moved = TakeMoved(gone, came, namesOfA, namesOfB).Where(pair => IsSeen(pair.Before, pair.After)).Select(pair =>
            $"{pair.Before.Name} is now {pair.After.Name}"
            + (pair.Before.ClassName == pair.After.ClassName ? "" : $", of the class {pair.After.ClassName} and not {pair.Before.ClassName}"));

        // What one of the data sets lacks comes before what is split otherwise, which may follow from it.
        var shifted = both.Count(pair => pair.Before.Id != pair.After.Id && pair.Before.Content == pair.After.Content);
        var isReordered = shifted > 0 && namesOfA.SetEquals(namesOfB);
        string[] parts =
        [
            .. a.Classes.Count == b.Classes.Count ? [] : OtherClasses(a, b),
            .. isReordered ? ["the data set has its samples in another order"] : (string[])[],
            .. Told(moved, ""),
            .. Told(both.Where(pair => pair.Before.ClassName != pair.After.ClassName && IsSeen(pair.Before, pair.After))
                .Select(pair => $"{pair.Before.Name} is of the class {pair.After.ClassName} and not {pair.Before.ClassName}"), ""),
            .. Told(both.Where(pair => pair.Before.Content != pair.After.Content).Select(pair => FileOf(pair.Before.Name)).Distinct(StringComparer.Ordinal),
                " not the same file in both"),
            .. Told(came.Select(sample => sample.Name).Where(name => !namesOfA.Contains(name)), $" only in B what {verb}"),
            .. Told(gone.Select(sample => sample.Name).Where(name => !namesOfB.Contains(name)), $" only in A what {verb}"),
        ];
        string[] fromElsewhere = [.. came.Select(sample => sample.Name).Where(namesOfA.Contains)];
        string[] toElsewhere = [.. gone.Select(sample => sample.Name).Where(namesOfB.Contains)];
        string[] split = fromElsewhere.Length + toElsewhere.Length == 0 ? []
            : [.. WhyOtherSplit(a, b, namesOfA, namesOfB, parts.Length > 0, verb, fromElsewhere, toElsewhere)];
        var others = shifted > 0 && !isReordered ? $"; {Counted.Of(shifted, "other sample")} moved up or down with that" : "";
        return parts.Length + split.Length > 0
            ? string.Join("; ", parts.Concat(split)) + others
            : "the samples are the same, and their classes or their order are not";
    }

    /// <summary>Samples that both data sets have, and that are for something else: since others came or went, where they did.</summary>
    private static IEnumerable<string> WhyOtherSplit(
        DataUse a, DataUse b, HashSet<string> namesOfA, HashSet<string> namesOfB, bool isTold, string verb, string[] came, string[] gone)
    {
        string[] parts = isTold ? [] :
        [
            .. Told(b.Names.Where(name => !namesOfA.Contains(name)), " only in B"),
            .. Told(a.Names.Where(name => !namesOfB.Contains(name)), " only in A"),
        ];
        return parts.Length == 0 && !isTold
            ? [.. Told(came, $" only in B what {verb}"), .. Told(gone, $" only in A what {verb}")]
            : [.. parts, $"of the samples in both, {came.Length} are only in B what {verb}, and {gone.Length} only in A"];
    }

    private static IEnumerable<string> OtherClasses(DataUse a, DataUse b)
    {
        static IEnumerable<string> Only(DataUse one, DataUse other) =>
            one.Classes.Except(other.Classes, StringComparer.Ordinal).Select(name => $"the class {name}");
        return Told(Only(b, a), " only in B").Concat(Told(Only(a, b), " only in A"));
    }

    /// <summary>Takes out what is there under another name.</summary>
    private static List<(UsedSample Before, UsedSample After)> TakeMoved(
        HashSet<UsedSample> gone, HashSet<UsedSample> came, HashSet<string> namesOfA, HashSet<string> namesOfB)
    {
        var moved = new List<(UsedSample Before, UsedSample After)>();
        var waiting = came.Where(sample => !namesOfA.Contains(sample.Name)).GroupBy(sample => sample.Content, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => new Queue<UsedSample>(group), StringComparer.Ordinal);
        foreach (var sample in gone.Where(sample => !namesOfB.Contains(sample.Name)).ToArray())
        {
            if (waiting.TryGetValue(sample.Content, out var same) && same.TryDequeue(out var now))
            {
                moved.Add((sample, now));
                gone.Remove(sample);
                came.Remove(now);
            }
        }

        return moved;
    }

    private static IEnumerable<string> Told(IEnumerable<string> all, string what)
    {
        string[] names = [.. all];
        return names.Length == 0 ? [] :
        [
            $"{string.Join(", ", names.Take(MostNamed))}{(names.Length > MostNamed ? $" and {names.Length - MostNamed} more" : "")}"
            + $"{(what.Length == 0 ? "" : (names.Length == 1 ? " is" : " are") + what)}",
        ];
    }

    private static Dictionary<string, UsedSample> ByName(IReadOnlyList<UsedSample> samples) =>
        samples.DistinctBy(sample => sample.Name).ToDictionary(sample => sample.Name, StringComparer.Ordinal);

    /// <summary>A sample's name without the record inside the file.</summary>
    private static string FileOf(string sample) =>
        sample.LastIndexOf('#') is > 0 and var at && sample.AsSpan(at + 1).ContainsAnyExceptInRange('0', '9') == false ? sample[..at] : sample;
}
