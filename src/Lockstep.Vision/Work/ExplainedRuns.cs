using Lockstep.Compare;
using Lockstep.Explaining;
using Lockstep.Files;
using Lockstep.Ledgers;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Vision.Explaining;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Runs;

namespace Lockstep.Vision.Work;

/// <summary>Two trainings that differ, of which experiments are to prove why: the first, with what differs in the second put in.</summary>
public sealed class ExplainedRuns
{
    private readonly RunDiff diff;
    private readonly (ResolvedRecipe A, ResolvedRecipe B) recipes;
    private readonly (MovedFiles A, MovedFiles B) moved;

    private ExplainedRuns(
        RunFolder a,
        RunFolder b,
        RunDiff diff,
        (ResolvedRecipe A, ResolvedRecipe B) recipes,
        (MovedFiles A, MovedFiles B) moved,
        IReadOnlyList<Difference> differences,
        ReplayStart? start)
    {
        (this.diff, this.recipes, this.moved) = (diff, recipes, moved);
        (A, B, Differences, Start) = (a, b, differences, start);
    }

    /// <summary>The one that trials are made of.</summary>
    public RunFolder A { get; }

    /// <summary>The one whose differences are put in.</summary>
    public RunFolder B { get; }

    /// <summary>What can be put in.</summary>
    public IReadOnlyList<Difference> Differences { get; }

    /// <summary>A checkpoint that both runs have from before the first step that differs; null to begin with the first step.</summary>
    public ReplayStart? Start { get; }

    /// <summary>The first step that differs; null where only the results do, or nothing.</summary>
    public FirstDivergence? Divergence => diff.Ledger.Comparison?.Divergence;

    /// <summary>How many trials it takes: where one difference is the cause, and at most.</summary>
    public (int Few, int Most) Trials => (2 + DeltaDebugging.FewTrials(Differences.Count), 2 + DeltaDebugging.MostTrials(Differences.Count));

    /// <summary>By the first run's own time, without the reading of data: a trial up to the first step that differs, and all of the training.</summary>
    public (double Trial, double Training) Seconds
    {
        get
        {
            var training = diff.RecordOfA.Timings.GetValueOrDefault("trainingSeconds");
            var all = StepsOf(A);
            var steps = Divergence is null ? all : Math.Max(1, Divergence.Step - (Start?.Step ?? 0));
            return (all > 0 ? training * steps / all : training, training);
        }
    }

    /// <summary>Finds what differs, and what of it can be put in.</summary>
    /// <param name="data">Where the data sets lie now, as <see cref="MovedFiles.OfTwo"/> takes them.</param>
    /// <param name="models">Where the models' files lie now.</param>
    /// <param name="trust">Whether TorchScript files may be run.</param>
    /// <param name="warned">Told of checkpoints that can't be begun with.</param>
    /// <exception cref="UsageException">A model is a TorchScript file, and those may not be run.</exception>
    /// <exception cref="LockstepException">There is nothing to hold a trial against, or what a run was made from is not there.</exception>
    public static ExplainedRuns Between(
        RunFolder a, RunFolder b, string[] data, string[] models, bool trust, Extensions extensions, Action<string> warned, CancellationToken cancellation)
    {
        var diff = RunDiff.Between(a, b, extensions.Recipes, cancellation);
        DemandSound(diff);
        var recipes = (A: RecipeOf(a, diff.LocksOfA, extensions), B: RecipeOf(b, diff.LocksOfB, extensions));
        if (!trust && new[] { recipes.A, recipes.B }.FirstOrDefault(recipe => recipe.Recipe.Model.Torchscript is not null) is { } foreign)
        {
            throw new UsageException(
                $"model.torchscript: {foreign.Recipe.Model.Torchscript} is a program, which a trial runs. Say --trust where you trust it.");
        }

        var differences = Lockstep.Explaining.Differences.Between(a, b, recipes.A.Values, recipes.B.Values, diff, extensions.Recipes);
        var moved = MovedFiles.OfTwo(data, models, diff.LocksOfA, diff.LocksOfB);
        var start = diff.Ledger.Comparison?.Divergence?.WeightsEqualAt is { } equal
            ? ReplayStart.Nearest(a, b, equal, reason => warned($"A checkpoint can't be begun with. {reason}"))?.A
            : null;
        return new ExplainedRuns(a, b, diff, recipes, moved, differences, start);
    }

    /// <summary>Makes the trials.</summary>
    /// <param name="make">Makes one, in a process that has the variables.</param>
    /// <param name="made">Told of each: its number, what was put in, what came of it, and how long it took.</param>
    /// <param name="firstOnly">Whether to end with the first step that differs; else the search goes on to the next cause, and to the result.</param>
    public async Task<Explanation> ExplainAsync(
        TrialLab.Make make, Action<int, IReadOnlyList<Difference>, TrialReply, TimeSpan> made, bool firstOnly, CancellationToken cancellation)
    {
        using var lab = LabOf(make, made);
        var hasProgram = new[] { diff.LocksOfA, diff.LocksOfB }.Any(locks => new RecordedCode(locks.Code).ProgramFiles.Count > 0);
        var explainer = new Explainer(
            A,
            B,
            diff,
            Differences,
            lab,
            here => Lockstep.Explaining.Differences.Fixed(diff.LocksOfA, diff.LocksOfB, here, hasProgram),
            firstOnly,
            cancellation);
        return await explainer.ExplainAsync().ConfigureAwait(false);
    }

    private TrialLab LabOf(TrialLab.Make make, Action<int, IReadOnlyList<Difference>, TrialReply, TimeSpan> made)
    {
        static string? FileOf(ResolvedRecipe found) => found.Recipe.Model.File is var (_, path) ? Path.GetFullPath(path) : null;
        var needsFileOfB = Differences.Any(difference => difference is ModelFileDifference or RecipeDifference { Path: "model" });
        var recipe = new TrialRecipe(
            recipes.A.Values,
            FileOf(moved.A.In(recipes.A, diff.LocksOfA, isNeeded: true)),
            recipes.B.Values,
            FileOf(moved.B.In(recipes.B, diff.LocksOfB, needsFileOfB)));
        return new TrialLab(
            A, B, recipe, Differences, moved.A.SnapshotOf(diff.LocksOfA).Folder, () => moved.B.SnapshotOf(diff.LocksOfB).Folder, Start, make)
        {
            Made = made,
        };
    }

    private static void DemandSound(RunDiff diff)
    {
        if (diff.Answer == DiffAnswer.Undecided && diff.Doubts.Count > 0)
        {
            throw new LockstepException($"Nothing can be proven of records that were changed. {string.Join(' ', diff.Doubts)}");
        }

        if (diff.Ledger.Comparison is null or { Answer: LedgerAnswer.Damaged } && (diff.RecordOfA.ResultId is null || diff.RecordOfB.ResultId is null))
        {
            throw new LockstepException(
                $"There is nothing to hold a trial against: without both ledgers, both runs must be finished. {string.Join(' ', diff.Ledger.Notes)}");
        }
    }

    private static ResolvedRecipe RecipeOf(RunFolder run, LockSet locks, Extensions extensions)
    {
        OwnProgram.Expect(run, locks, extensions);
        return RecipeReader.Resolve(run.RecipePath, RegularFile.ReadAllBytes(run.RecipePath), [], Environment.ProcessorCount, extensions.Recipes);
    }

    private static long StepsOf(RunFolder run)
    {
        if (!Presence.IsFile(run.LedgerPath))
        {
            return 0;
        }

        using var ledger = Ledger.Open(run.LedgerPath);
        return ledger.End - 1;
    }
}
