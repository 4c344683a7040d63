using Lockstep.Compare;
using Lockstep.Explaining;
using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Schema;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Explaining;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Images;
using Lockstep.Vision.Tests.Native;
using Lockstep.Vision.Tests.Runs;

namespace Lockstep.Vision.Tests.Explaining;

/// <summary>
/// Pairs of runs whose true cause is known, each with something harmless beside it: the verdict names the cause, and the experiments prove it.
/// A part of them as a rule; all of them with <c>LOCKSTEP_PAIRS=all</c>.
/// </summary>
[Collection(LibtorchState.Name)]
public sealed class PairsTests : IDisposable
{
    private const string Small = "train.epochs=2 model.hidden=[16]";
    private const string SmallOther = "train.epochs=2";
    private const string Variable = "OMP_WAIT_POLICY";

    /// <summary>As a rule one pair of so many is made, and one of so many of those explained.</summary>
    private const int Part = 4;

    private static readonly bool All = Environment.GetEnvironmentVariable("LOCKSTEP_PAIRS") == "all";
    private static readonly string[] Companions = ["nothing", "a variable", "a commit", "an unused file", "a renamed class", "a key without effect"];

    /// <summary>What can't be varied within this process or on any machine.</summary>
    private static readonly Dictionary<string, string> NotHere = new(StringComparer.Ordinal)
    {
        ["recipe.determinism"] = "what repeats only by chance on a processor",
        ["recipe.device"] = "a GPU",
        ["recipe.kind"] = "a run of another kind",
        ["recipe.model.sha256"] = "a file of start weights, as the command line names it",
    };

    private readonly TrainedRuns runs = new();
    private readonly Dictionary<string, RunFolder> firsts = new(StringComparer.Ordinal);

    public static TheoryData<string> DataKinds => [.. DataPair.All.Select(pair => pair.What)];

    public void Dispose() => runs.Dispose();

    [Fact]
    public async Task The_true_cause_is_named_and_proven_whatever_harmless_thing_differs_beside_it()
    {
        var failures = new List<string>();
        foreach (var (place, pair) in Pair.All.Where((_, index) => All || index % Part == 0).Index())
        {
            foreach (var companion in All ? Companions : [Companions[place % Companions.Length]])
            {
                var (a, b) = (await FirstAsync(pair.Base, pair.Images), await SecondAsync(pair, companion));
                var diff = TrainedRuns.Diff(a, b);
                string Told(string what) => $"{pair} with {companion}: {what}\n    {diff.Blame?.Reason ?? $"{diff.Answer}, nothing blamed"}";
                string[] candidates = [.. diff.Blame?.Candidates.Select(suspect => suspect.Key) ?? []];
                if (candidates.FirstOrDefault() != pair.Key)
                {
                    failures.Add(Told($"named is {string.Join(", ", candidates)}"));
                }

                if (candidates.Any(key => key is "variables." + Variable or "commit" || key.StartsWith("samples", StringComparison.Ordinal)))
                {
                    failures.Add(Told("what can't act is named"));
                }

                if ((All || place % Part == 0) && await ExplainAsync(a, b, diff) is var found
                    && !(found.IsProven && found.Causes.SelectMany(cause => cause.Set).Select(one => one.Name).SequenceEqual([pair.Name])))
                {
                    failures.Add(Told(
                        $"explained as {found.Outcome}, {string.Join(", ", found.Causes.SelectMany(cause => cause.Set))} {string.Join(' ', found.Problems)}"));
                }
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    [Fact]
    public void Every_key_that_can_change_a_result_is_the_cause_of_a_pair()
    {
        var pairs = Pair.All.SelectMany(pair => (string[])[pair.Key, pair.Name]).ToHashSet(StringComparer.Ordinal);
        var without = LeavesOf("recipe", Extensions.None.Recipes.Root.Keys).Except(pairs).Order(StringComparer.Ordinal);
        Assert.Equal(string.Join('\n', NotHere.Keys.Order(StringComparer.Ordinal)), string.Join('\n', without));
    }

    [Theory]
    [MemberData(nameof(DataKinds))]
    public async Task What_became_of_the_data_is_named_and_proven_whatever_harmless_thing_differs_beside_it(string kind)
    {
        var failures = new List<string>();
        foreach (var companion in All ? Companions : [Companions[DataPair.All.Index().First(item => item.Item.What == kind).Index % Companions.Length]])
        {
            var pair = DataPair.All.Single(one => one.What == kind);
            var a = await FirstAsync("split.stratify=false", PairImages.Digits);
            var b = await SecondAsync(new Pair("split.stratify=false", "", ""), companion, $"{kind}, {companion}", pair.Change);
            var diff = TrainedRuns.Diff(a, b);
            var found = await ExplainAsync(a, b, diff);
            string[] causes = [.. found.Causes.SelectMany(cause => cause.Set).Select(cause => cause.Name)];
            if (diff.Blame is not { Candidates: [{ } first, ..] } || first.Key != pair.Key || !diff.Blame.Reason.Contains(pair.Told, StringComparison.Ordinal)
                || !found.IsProven || !causes.SequenceEqual(pair.Names))
            {
                failures.Add($"with {companion}: {diff.Blame?.Reason ?? $"{diff.Answer}, nothing blamed"}\n    {found.Outcome} {string.Join(" + ", causes)}");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    [Fact]
    public async Task Of_two_causes_both_are_proven()
    {
        var failures = new List<string>();
        Pair[] plain = [.. Pair.All
            .Where(pair => pair is { Base: "", Images: PairImages.Digits, Key: not ("seed" or "splitSeed") }
                && !pair.Key.StartsWith("recipe.split", StringComparison.Ordinal))];
        foreach (var index in Enumerable.Range(0, All ? 20 : 2))
        {
            var (one, other) = (plain[index], plain[(index + 13) % plain.Length]);
            var (a, b) = (await FirstAsync("", PairImages.Digits), await runs.TrainAsync($"{Small} {one.Change} {other.Change}"));
            var found = await ExplainAsync(a, b, TrainedRuns.Diff(a, b));
            if (!found.IsProven || found.Causes.SelectMany(cause => cause.Set).Select(cause => cause.Name).Order(StringComparer.Ordinal) is var names
                && !names.SequenceEqual(new[] { one.Name, other.Name }.Order(StringComparer.Ordinal)))
            {
                failures.Add($"{one.Change} and {other.Change}: {found.Outcome}, "
                    + $"{string.Join(", ", found.Causes.Select(cause => $"step {cause.Step}: {string.Join(" + ", cause.Set)}"))} "
                    + $"{string.Join(' ', found.Problems)}");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    [Fact]
    public async Task What_does_not_repeat_is_not_explained_by_a_lock_that_differs_too()
    {
        for (var time = 0; time < (All ? 10 : 1); time++)
        {
            var extensions = new Extensions();
            extensions.Augmentations.Add("grain", "Noise.", [], _ => new UnseededGrain());
            var set = $"{Small} augment.grain={{}} seed={time}";
            var a = await runs.TrainAsync(set, extensions: extensions);
            var b = await WithVariableAsync(() => runs.TrainAsync(set, extensions: extensions));
            var diff = TrainedRuns.Diff(a, b);
            Assert.Equal(ExplanationOutcome.Noise, (await ExplainAsync(a, b, diff, extensions)).Outcome);
            Assert.DoesNotContain(Variable, diff.Blame?.Candidates.Select(suspect => suspect.Key) ?? []);
        }
    }

    private async Task<RunFolder> FirstAsync(string set, PairImages images)
    {
        var key = $"{images} {set}";
        return firsts.TryGetValue(key, out var run) ? run : firsts[key] = await runs.TrainAsync(Whole(set), data: DataOf(images));
    }

    private static string Whole(string set) => $"{(set.StartsWith("model=", StringComparison.Ordinal) ? SmallOther : Small)} {set}";

    /// <param name="place">A name of what <paramref name="change"/> does with the images, and the companion.</param>
    private async Task<RunFolder> SecondAsync(Pair pair, string companion, string place = "", Action<string>? change = null)
    {
        var set = $"{Whole(pair.Base)} {pair.Change}";
        string Data(Action<string>? beside = null) => DataOf(pair.Images, place.Length > 0 ? place : beside is null ? "" : companion, change + beside);
        return companion switch
        {
            "a variable" => await WithVariableAsync(() => runs.TrainAsync(set, data: Data())),
            "a commit" => await runs.TrainAsync(set, data: Data(), change: prepared => prepared.Locks.Code.Relevant["commit"] = "0123abcd"),
            "an unused file" => await runs.TrainAsync(set, data: Data(data => File.WriteAllText(Path.Combine(data, "NOTES.txt"), "nothing"))),
            "a renamed class" => await runs.TrainAsync(set, data: Data(data => Directory.Move(Path.Combine(data, "9"), Path.Combine(data, "9th")))),
            "a key without effect" => await runs.TrainAsync(
                $"{set} augment.{(pair.Change.Contains("greyscale", StringComparison.Ordinal) ? "vflip" : "greyscale")}_prob=1.0e-9", data: Data()),
            _ => await runs.TrainAsync(set, data: Data()),
        };
    }

    private static IEnumerable<string> LeavesOf(string path, IEnumerable<Key> keys) => keys.Where(key => key.ChangesResults)
        .SelectMany(key => $"{path}.{key.Name}" is var place && key.Shape.Keys.Any() ? LeavesOf(place, key.Shape.Keys) : [place]).Distinct();

    private static async Task<RunFolder> WithVariableAsync(Func<Task<RunFolder>> train)
    {
        Environment.SetEnvironmentVariable(Variable, "passive");
        try
        {
            return await train();
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }
    }

    private string DataOf(PairImages images, string changed = "", Action<string>? change = null)
    {
        var folder = runs.PathOf($"{images} {changed}".Trim().Replace(' ', '-'));
        if (!Directory.Exists(folder))
        {
            PairFolders.Write(images, folder);
            change?.Invoke(folder);
        }

        return folder;
    }

    private static async Task<Explanation> ExplainAsync(RunFolder a, RunFolder b, RunDiff diff, Extensions? extensions = null)
    {
        extensions ??= Extensions.None;
        ResolvedRecipe Recipe(RunFolder run) => RecipeReader.Resolve(run.RecipePath, File.ReadAllBytes(run.RecipePath), [], 1, extensions.Recipes);
        static string Data(Lockstep.Locks.LockSet locks) => (string?)locks.Data.Informative["folder"] ?? "";
        var (left, right) = (Recipe(a), Recipe(b));
        var differences = Differences.Between(a, b, left.Values, right.Values, diff, extensions.Recipes);
        using var lab = new TrialLab(
            a,
            b,
            new TrialRecipe(left.Values, null, right.Values, null),
            differences,
            Data(diff.LocksOfA),
            () => Data(diff.LocksOfB),
            start: null,
            async (request, variables, cancellation) =>
        {
            // Here in this process; what libraries read when a process starts is tried with real ones.
            Environment.SetEnvironmentVariable(Variable, variables.GetValueOrDefault(Variable));
            var reply = await TrialRunner.RunAsync(request, extensions, cancellation);
            Environment.SetEnvironmentVariable(Variable, null);
            return reply;
        });
        return await new Explainer(
            a,
            b,
            diff,
            differences,
            lab,
            here => Differences.Fixed(diff.LocksOfA, diff.LocksOfB, here, hasProgram: false),
            firstOnly: false,
            TestContext.Current.CancellationToken).ExplainAsync();
    }

    private sealed class UnseededGrain : IAugmentation
    {
        public Image Apply(Image image, ref RandomStream random) =>
#pragma warning disable RS0030 // The mistake that is to be found.
            new(image.Height, image.Width, [.. image.Pixels.Select(level => (byte)(level ^ Random.Shared.Next(4)))]);
#pragma warning restore RS0030
    }
}
