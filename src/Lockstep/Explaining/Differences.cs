using System.Text.Json.Nodes;
using Lockstep.Compare;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Samples;
using Lockstep.Schema;
using Lockstep.Snapshots;

namespace Lockstep.Explaining;

/// <summary>All in which two runs differ, as what can be put from one into the other.</summary>
public static class Differences
{
    /// <summary>More files than that are put in together.</summary>
    private const int MostFiles = 16;

    /// <summary>Those that can be put in, the likeliest first.</summary>
    /// <param name="recipeOfA">All values, resolved.</param>
    /// <param name="additions">What recipes can name in the running program.</param>
    public static IReadOnlyList<Difference> Between(
        RunFolder a,
        RunFolder b,
        JsonObject recipeOfA,
        JsonObject recipeOfB,
        RunDiff diff,
        RecipeAdditions additions)
    {
        var found = new List<Difference>(OfRecipe("", additions.Root, recipeOfA, recipeOfB, additions));
        foreach (var path in (string[])["data.format", "data.on_broken"])
        {
            // They change no result but by which samples they find.
            if (Text(recipeOfA["data"]?[path[5..]]) is var left && Text(recipeOfB["data"]?[path[5..]]) is var right && left != right)
            {
                found.Add(new RecipeDifference(path, left, right, Effects.Order | Effects.Decode | Effects.Evaluation, right));
            }
        }

        found.AddRange(OfModelFile(diff, found));
        found.AddRange(OfVariables(diff));
        found.AddRange(OfOneDnn(diff));
        found.AddRange(OfSplit(a, b, additions));
        found.AddRange(OfData(diff));
        var places = (diff.Blame?.Candidates ?? []).DistinctBy(KeyOf).Index().ToDictionary(item => KeyOf(item.Item), item => item.Index);
        return [.. found.OrderBy(difference => places.GetValueOrDefault(KeyOf(difference), int.MaxValue))
            .ThenBy(difference => difference.Acts == Effects.None ? 1 : 0)];
    }

    /// <summary>Those that are here as they are.</summary>
    /// <param name="here">The locks of a replay of the first run with all of the second's that could be put in.</param>
    public static IReadOnlyList<FixedDifference> Fixed(LockSet a, LockSet b, LockSet here, bool hasProgram)
    {
        var now = a.DifferencesTo(here).ToDictionary(difference => (difference.Box, difference.Key), difference => difference.Found);
        return
        [
            .. a.DifferencesTo(b).Where(difference => IsFixed(difference) && (hasProgram || difference.Key is not ("commit" or "diffSha256")))
                .Select(difference => new FixedDifference(
                    difference.Box,
                    difference.Key,
                    difference.Recorded,
                    difference.Found,
                    LockFields.Of(difference.Box, difference.Key) ?? Effects.Everything,
                    now.TryGetValue((difference.Box, difference.Key), out var other) ? other : difference.Recorded)),
        ];
    }

    private static bool IsFixed(LockDifference difference) => difference.Box switch
    {
        Box.Code => !difference.Key.StartsWith("recipe.", StringComparison.Ordinal),
        Box.Environment => difference.Key is not ("threads" or "device" or RecordedEnvironment.OneDnnKey)
            && !difference.Key.StartsWith("variables", StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>Leaf by leaf; a choice of another name, or a section that is off in one, as a whole.</summary>
    private static IEnumerable<RecipeDifference> OfRecipe(string path, Shape shape, JsonNode? a, JsonNode? b, RecipeAdditions additions)
    {
        foreach (var key in shape.Keys.DistinctBy(key => key.Name).Where(key => key.ChangesResults))
        {
            var place = SectionShape.Join(path, key.Name);
            var (left, right) = (key.Shape.ResultRelevant(a?[key.Name]), key.Shape.ResultRelevant(b?[key.Name]));
            if (place == "model.sha256" || JsonNode.DeepEquals(left, right))
            {
                continue;
            }

            var isOtherThing = key.Shape is ChoiceShape && Text(left?["name"]) != Text(right?["name"]);
            if (!isOtherThing && key.Shape.Keys.Any() && a?[key.Name] is JsonObject insideA && b?[key.Name] is JsonObject insideB)
            {
                foreach (var inner in OfRecipe(place, key.Shape, insideA, insideB, additions))
                {
                    yield return inner;
                }
            }
            else
            {
                yield return new RecipeDifference(
                    place,
                    Text(isOtherThing ? left?["name"] : left),
                    Text(isOtherThing ? right?["name"] : right),
                    RecipeEffects.Of(additions, place) ?? Effects.Everything,
                    b?[key.Name]?.ToJsonString());
            }
        }
    }

    private static IEnumerable<Difference> OfModelFile(RunDiff diff, List<Difference> recipe)
    {
        string? Of(LockSet locks) => new RecordedData(locks.Data).ModelSha256;
        var (a, b) = (Of(diff.LocksOfA), Of(diff.LocksOfB));
        if (a != b && !recipe.OfType<RecipeDifference>().Any(difference => difference.Path == "model"))
        {
            yield return new ModelFileDifference(a, b, LockFields.Of(Box.Data, "modelSha256") ?? Effects.Everything);
        }
    }

    private static IEnumerable<Difference> OfVariables(RunDiff diff) => diff.Locks
        .Where(difference => difference.Box == Box.Environment && difference.Key.StartsWith("variables.", StringComparison.Ordinal))
        .Select(difference => new VariableDifference(
            difference.Key["variables.".Length..],
            Plain(difference.Recorded),
            Plain(difference.Found),
            LockFields.Of(Box.Environment, difference.Key) ?? Effects.Arithmetic));

    private static IEnumerable<Difference> OfOneDnn(RunDiff diff)
    {
        var (a, b) = (new RecordedEnvironment(diff.LocksOfA.Environment).OneDnn, new RecordedEnvironment(diff.LocksOfB.Environment).OneDnn);
        return a == b ? [] : [new OneDnnDifference(a, b, LockFields.Of(Box.Environment, RecordedEnvironment.OneDnnKey) ?? Effects.Everything)];
    }

    private static IEnumerable<Difference> OfSplit(RunFolder a, RunFolder b, RecipeAdditions additions)
    {
        string? Of(RunFolder run) => Presence.IsFile(run.SplitPath) ? SplitFile.Load(run.SplitPath).Digest : null;
        var (left, right) = (Of(a), Of(b));
        if (left != right)
        {
            yield return new SplitFileDifference(left, right, RecipeEffects.Of(additions, "split") ?? Effects.Everything);
        }
    }

    private static IEnumerable<Difference> OfData(RunDiff diff)
    {
        if (diff.Manifests is not { IsEmpty: false } files)
        {
            yield break;
        }

        var acts = diff.Suspects.All.Where(suspect => suspect.Told is not null).Aggregate(Effects.None, (all, suspect) => all | suspect.Acts);
        DataDifference[] single = [.. OfFiles(files, acts)];
        if (single.Length > MostFiles)
        {
            single = [.. single.GroupBy(FolderOf, StringComparer.Ordinal).Select(group => Together(group.Key, [.. group], acts))];
        }

        foreach (var difference in single.Length > MostFiles ? [Together("the data set", single, acts)] : single)
        {
            yield return difference;
        }
    }

    private static IEnumerable<DataDifference> OfFiles(ManifestDiff files, Effects acts) =>
    [
        .. files.Renamed
            .Select(pair => new DataDifference($"{pair.Before.RelPath}, now {pair.After.RelPath}", [pair.Before.RelPath], [pair.After.RelPath], acts)),
        .. files.Changed.Select(pair => new DataDifference(pair.After.RelPath, [pair.Before.RelPath], [pair.After.RelPath], acts)),
        .. files.Added.Select(file => new DataDifference($"{file.RelPath}, only in B", [], [file.RelPath], acts)),
        .. files.Removed.Select(file => new DataDifference($"{file.RelPath}, only in A", [file.RelPath], [], acts)),
    ];

    /// <summary>What is put in together where there are many: a folder of another name, or what changed of one folder.</summary>
    private static string FolderOf(DataDifference file)
    {
        static string Of(string path) => path.LastIndexOf('/') is >= 0 and var end ? path[..(end + 1)] : "";
        var (before, after) = (file.Without.SingleOrDefault(), file.With.SingleOrDefault());
        return before is null || after is null || before == after ? $"{Of(before ?? after ?? "")}"
            : before[Of(before).Length..] == after[Of(after).Length..] ? $"{Of(before)}, now {Of(after)}"
            : file.Name;
    }

    private static DataDifference Together(string name, DataDifference[] files, Effects acts) => files is [var one] ? one
        : new DataDifference(
            $"{(name.Length == 0 ? "the data set's folder" : name)} ({Counted.Of(files.Sum(file => Math.Max(file.Without.Count, file.With.Count)), "file")})",
            [.. files.SelectMany(file => file.Without)],
            [.. files.SelectMany(file => file.With)],
            acts);

    /// <summary>By which what is to blame is found again among what can be put in.</summary>
    private static string KeyOf(Difference difference) => difference switch
    {
        RecipeDifference { Path: "seed" or "determinism" } recipe => recipe.Path,
        RecipeDifference { Path: "split.seed" } => "splitSeed",
        RecipeDifference { Path: "threads" or "device" } recipe => recipe.Path,
        DataDifference or SplitFileDifference => "samples",
        _ => difference.Name,
    };

    private static string KeyOf(Suspect suspect) => suspect.Told is not null ? suspect.Key
        : suspect.Key.EndsWith(".name", StringComparison.Ordinal) && suspect.Key.Split('.') is ["recipe", var section, "name"]
            ? $"recipe.{section}"
            : suspect.Key;

    private static string? Text(JsonNode? value) => value?.ToJsonString();

    private static string? Plain(string? json) => json is null ? null : (string?)JsonNode.Parse(json);
}
