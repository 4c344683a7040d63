using System.Text.Json.Nodes;
using Lockstep.Ledgers;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Schema;

namespace Lockstep.Compare;

/// <summary>All in which two runs differ, and where each of it can make a difference.</summary>
public sealed class Suspects
{
    private readonly DataChange data;

    private Suspects(IReadOnlyList<Suspect> all, DataChange data, bool areFast) => (All, this.data, AreFast) = (all, data, areFast);

    /// <summary>Runs that differ in nothing.</summary>
    internal static Suspects None { get; } = new([], DataChange.None, false);

    /// <summary>Each once: what the recipe says and another lock repeats is named by that one.</summary>
    public IReadOnlyList<Suspect> All { get; }

    /// <summary>Whether the locks allow operations that don't repeat.</summary>
    public bool AreFast { get; }

    /// <summary>Of two runs' locks, and of what they used of their data.</summary>
    /// <param name="additions">What their recipes can name.</param>
    public static Suspects Between(RunFolder a, RunFolder b, LockSet locksOfA, LockSet locksOfB, RecipeAdditions additions)
    {
        var change = DataUse.Of(a, locksOfA) is { } left && DataUse.Of(b, locksOfB) is { } right
            ? DataChange.Between(left, right, new[] { locksOfA, locksOfB }.Any(CountsClasses))
            : null;
        var hasProgram = new[] { locksOfA, locksOfB }.Any(locks => new RecordedCode(locks.Code).ProgramFiles.Count > 0);
        return Of(locksOfA.DifferencesTo(locksOfB), additions, locksOfA.AreFast || locksOfB.AreFast, hasProgram, change);
    }

    /// <param name="hasProgram">A program of the user's made one of the runs, and may read files of its repository.</param>
    /// <param name="change">What differs in the samples; null where only the locks are known.</param>
    internal static Suspects Of(
        IReadOnlyList<LockDifference> locks, RecipeAdditions additions, bool areFast = false, bool hasProgram = false, DataChange? change = null)
    {
        var keys = locks.Select(difference => (difference.Box, difference.Key)).ToHashSet();
        var suspects = new List<Suspect>();
        foreach (var difference in locks.Where(difference => !IsRepeated(difference, keys, additions)))
        {
            if (difference.Box == Box.Data && difference.Key != "modelSha256" && change is not null)
            {
                continue; // told of by samples
            }

            var isRecipe = difference.Box == Box.Code && difference.Key.StartsWith("recipe.", StringComparison.Ordinal);
            var acts = isRecipe ? RecipeEffects.Of(additions, difference.Key["recipe.".Length..]) : LockFields.Of(difference.Box, difference.Key);
            if (hasProgram && difference is { Box: Box.Code, Key: "commit" or "diffSha256" })
            {
                acts = Effects.Everything;
            }

            if (change is { Train: null, Validation: null } && IsOfSplit(difference))
            {
                acts = Effects.None; // it splits nothing, or what it splits is split alike
            }

            suspects.Add(new Suspect(difference.Box, difference.Key, difference.Recorded, difference.Found, acts ?? Effects.Everything, WhyOf(difference)));
        }

        // Where nothing but the draw of the split is another, it is the draw that is named, and not the samples.
        if (change is not null && !(change.IsOfSplitAlone && suspects.Exists(suspect => suspect.Acts != Effects.None && IsOfSplit(suspect.Box, suspect.Key))))
        {
            suspects.AddRange(Of(change));
        }

        return new Suspects(suspects, change ?? DataChange.None, areFast);
    }

    /// <summary>With files that one of the runs found; one that a lock names too is named once.</summary>
    internal Suspects With(IReadOnlyList<Suspect> found)
    {
        var keys = found.Select(suspect => (suspect.Box, suspect.Key)).ToHashSet();
        return found.Count == 0 ? this : new Suspects([.. All.Where(suspect => !keys.Contains((suspect.Box, suspect.Key))), .. found], data, AreFast);
    }

    /// <summary>Those that can act in a phase of a step, or in one before it without being seen there; the likeliest first.</summary>
    internal IReadOnlyList<Suspect> At(FirstDivergence divergence, Effects direct, Effects hidden) =>
    [
        .. All.Where(suspect => (suspect.Acts & (direct | hidden)) != 0 && Concerns(suspect, divergence))
            .OrderBy(suspect => (suspect.Acts & direct) != 0 ? 0 : 1)
            .ThenBy(suspect => suspect.Rank)
            .ThenBy(suspect => System.Numerics.BitOperations.PopCount((uint)suspect.Acts)),
    ];

    /// <summary>Those that can change a result where all steps are the same.</summary>
    internal IReadOnlyList<Suspect> Beside(Effects beside) =>
        [.. All.Where(suspect => (suspect.Acts & beside) != 0)
            .OrderBy(suspect => (suspect.Acts & ~(Effects.Length | Effects.Evaluation)) == 0 ? 0 : 1).ThenBy(suspect => suspect.Rank)];

    /// <summary>Whether pixels that differ at some places are of samples that stand for other files: then it is the order that differs.</summary>
    internal bool AreOtherFiles(IEnumerable<DivergentSample> samples) => samples.Any(sample => sample.A is { } id && data.OtherFile.Contains(id));

    /// <summary>Data acts at the samples that it changed, and at no others.</summary>
    private bool Concerns(Suspect suspect, FirstDivergence divergence) => suspect.Told is null || suspect.IsFound || divergence.Phase switch
    {
        Phase.Decode or Phase.Augment => divergence.Samples.Any(sample => sample.A is { } id && data.OtherContent.Contains(id)),
        Phase.Targets => divergence.A.Ids.Any(data.OtherClass.Contains),
        _ => true,
    };

    private static IEnumerable<Suspect> Of(DataChange change)
    {
        if (change.Train is { } train)
        {
            yield return new Suspect(Box.Data, "samples", null, null, change.TrainActs) { Told = train };
        }

        if (change.Validation is { } validation)
        {
            yield return new Suspect(Box.Data, "samples.val", null, null, Effects.Evaluation | Effects.Length) { Told = validation };
        }
    }

    /// <summary>What one lock says because another does, or the keys of a choice because its name is another.</summary>
    private static bool IsRepeated(LockDifference difference, HashSet<(Box Box, string Key)> keys, RecipeAdditions additions) => difference.Box switch
    {
        Box.Code => difference.Key switch
        {
            "recipe.seed" => keys.Contains((Box.Randomness, "seed")),
            "recipe.split.seed" => keys.Contains((Box.Randomness, "splitSeed")),
            "recipe.determinism" => keys.Contains((Box.Randomness, "determinism")),
            "recipe.threads" => keys.Contains((Box.Environment, "threads")),
            "recipe.device" => keys.Contains((Box.Environment, "device")),
            "recipe.model.sha256" => keys.Contains((Box.Data, "modelSha256")),
            _ when difference.Key.Split('.') is ["recipe", var section, not "name", ..] =>
                RecipeEffects.IsChoice(additions, section) && keys.Contains((Box.Code, $"recipe.{section}.name")),
            _ => false,
        },
        Box.Environment => difference.Key == "processor.instructionSetInUse" && keys.Contains((Box.Environment, "variables.ATEN_CPU_CAPABILITY")),
        Box.Data => difference.Key == "modelSha256" && keys.Contains((Box.Code, "recipe.model.name")),
        Box.Randomness =>
            difference.Key.StartsWith("switches", StringComparison.Ordinal)
                && (keys.Contains((Box.Randomness, "determinism")) || keys.Contains((Box.Code, "recipe.precision"))),
        _ => false,
    };

    private static bool IsOfSplit(LockDifference difference) => IsOfSplit(difference.Box, difference.Key);

    private static bool IsOfSplit(Box box, string key) =>
        (box == Box.Code && key.StartsWith("recipe.split.", StringComparison.Ordinal)) || (box == Box.Randomness && key == "splitSeed");

    /// <summary>The recipe draws samples by class, or weighs them by how many their class has.</summary>
    private static bool CountsClasses(LockSet locks) =>
        new RecordedCode(locks.Code).Recipe is not { } recipe
        || (recipe["sampler"] as JsonObject)?["name"]?.ToString() is "balanced" or "weighted"
        || (recipe["loss"] as JsonObject)?["class_weights"] is not null;

    private static string? WhyOf(LockDifference difference) => difference switch
    {
        { Box: Box.Data, Key: "modelSha256" } => Sentences.StartWeights.Text,
        { Box: Box.Environment, Key: "device" } => Sentences.Device.Text,
        { Box: Box.Environment } when difference.Key.StartsWith("imageDecoder", StringComparison.Ordinal) => Sentences.Decoder.Text,
        { Box: Box.Environment } => Sentences.Arithmetic.Text,
        { Box: Box.Randomness, Key: "seed" or "splitSeed" } => Sentences.Seed.Text,
        { Box: Box.Randomness } => Sentences.Switches.Text,
        { Box: Box.Code } when difference.Key.StartsWith("program", StringComparison.Ordinal) => Sentences.Program.Text,
        { Box: Box.Code, Key: "commit" or "diffSha256" } => Sentences.Commit.Text,
        _ => null,
    };
}
