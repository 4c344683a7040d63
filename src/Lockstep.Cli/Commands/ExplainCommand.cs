using System.CommandLine;
using System.Globalization;
using Lockstep.Cli.Explaining;
using Lockstep.Cli.Frame;
using Lockstep.Compare;
using Lockstep.Explaining;
using Lockstep.Ledgers;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Vision.Explaining;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Runs;
using Lockstep.Vision.Work;

namespace Lockstep.Cli.Commands;

/// <summary>Proves by experiment what made two runs differ.</summary>
internal static class ExplainCommand
{
    public static Command Create(Extensions extensions)
    {
        var a = RunOptions.Run("A");
        var b = new Argument<string>("B") { Description = "Another one." };
        var trust = new Option<bool>("--trust") { Description = "Run the TorchScript files that the runs' models are made of: such a file is a program." };
        var firstOnly = new Option<bool>("--first-only")
        {
            Description = "End with the first step that differs. Without it, the search goes on to the next cause, and to the result."
        };
        var data = RunOptions.DataOfTwo();
        var model = RunOptions.ModelOfTwo();
        var runs = RunOptions.Runs();
        return new Command("explain", "Prove by experiment what made two runs differ: replay A with what differs in B put in, "
            + "until a smallest set gives what B did.") { a, b, trust, firstOnly, data, model, runs }.WithHelp("""
            Each trial replays A up to the first step that differs, from the last checkpoint before it that both runs keep, with some of B's recipe
            keys, variables, files,
            start weights put in. What a set gives to the bit is proven; what can't be put in (another processor, library or program) is named.
            Nothing is left behind.

            Examples:
              lockstep explain 2026-01-05_small-cnn_plain_v1 2026-01-05_small-cnn_plain_v2
              lockstep explain mine theirs.lockstep.zip --data data/mine --data data/theirs

            Exit codes: 0 proven, or the runs are the same; 1 not explained; 2 wrong usage; 3 failed; 130 interrupted.
            """).Runs(async (parsed, terminal, cancellation) =>
        {
            using var named = new NamedRuns(parsed.GetRequiredValue(runs), cancellation);
            var (first, second) = (named.Find(parsed.GetRequiredValue(a)).OfTraining(), named.Find(parsed.GetRequiredValue(b)).OfTraining());
            var diff = RunDiff.Between(first, second, cancellation);
            DemandSound(diff);
            var (recipeOfA, recipeOfB) = (RecipeOf(first, diff.LocksOfA, extensions), RecipeOf(second, diff.LocksOfB, extensions));
            if (!parsed.GetValue(trust) && new[] { recipeOfA, recipeOfB }.FirstOrDefault(recipe => recipe.Recipe.Model.Torchscript is not null) is { } foreign)
            {
                throw new UsageException(
                    $"model.torchscript: {foreign.Recipe.Model.Torchscript} is a program, which a trial runs. Say --trust where you trust it.");
            }

            var differences = Differences.Between(first, second, recipeOfA.Values, recipeOfB.Values, diff, extensions.Recipes);
            var moved = MovedFiles.OfTwo(parsed.GetRequiredValue(data), parsed.GetRequiredValue(model), diff.LocksOfA, diff.LocksOfB);
            var start = diff.Ledger.Comparison?.Divergence?.WeightsEqualAt is { } equal
                ? ReplayStart.Nearest(first, second, equal, reason => terminal.Warning($"A checkpoint can't be begun with. {reason}"))?.A
                : null;
            Announce(terminal, first, diff, differences, start, parsed.GetValue(firstOnly));
            using var processes = new TrialProcesses();
            using var lab = LabOf(
                first,
                second,
                diff,
                recipeOfA,
                recipeOfB,
                differences,
                moved,
                start,
                processes,
                (number, put, reply, time) => terminal.Message(Line(number, put, reply, time)));
            var hasProgram = new[] { diff.LocksOfA, diff.LocksOfB }.Any(locks => new RecordedCode(locks.Code).ProgramFiles.Count > 0);
            var explainer = new Explainer(
                first,
                second,
                diff,
                differences,
                lab,
                here => Differences.Fixed(diff.LocksOfA, diff.LocksOfB, here, hasProgram),
                parsed.GetValue(firstOnly),
                cancellation);
            var explanation = await explainer.ExplainAsync().ConfigureAwait(false);
            ExplanationReport.Print(terminal, explanation, first, diff);
            terminal.Json(ExplanationReport.ToJson(explanation, first, second));
            return explanation.IsProven ? ExitCode.Success : ExitCode.No;
        });
    }

    /// <exception cref="LockstepException">There is nothing to hold a trial against.</exception>
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

    private static ResolvedRecipe RecipeOf(RunFolder run, Locks.LockSet locks, Extensions extensions)
    {
        OwnProgram.Expect(run, locks, extensions);
        return RecipeReader.Resolve(run.RecipePath, File.ReadAllBytes(run.RecipePath), [], Environment.ProcessorCount, extensions.Recipes);
    }

    private static TrialLab LabOf(
        RunFolder a,
        RunFolder b,
        RunDiff diff,
        ResolvedRecipe recipeOfA,
        ResolvedRecipe recipeOfB,
        IReadOnlyList<Difference> differences,
        (MovedFiles A, MovedFiles B) moved,
        ReplayStart? start,
        TrialProcesses processes,
        Action<int, IReadOnlyList<Difference>, TrialReply, TimeSpan> made)
    {
        static string? FileOf(ResolvedRecipe found) => found.Recipe.Model.File is var (_, path) ? Path.GetFullPath(path) : null;
        var needsFileOfB = differences.Any(difference => difference is ModelFileDifference or RecipeDifference { Path: "model" });
        var recipe = new TrialRecipe(
            recipeOfA.Values,
            FileOf(moved.A.In(recipeOfA, diff.LocksOfA, isNeeded: true)),
            recipeOfB.Values,
            FileOf(moved.B.In(recipeOfB, diff.LocksOfB, needsFileOfB)));
        return new TrialLab(
            a,
            b,
            recipe,
            differences,
            moved.A.SnapshotOf(diff.LocksOfA).Folder,
            () => moved.B.SnapshotOf(diff.LocksOfB).Folder,
            start,
            processes.MakeAsync)
        {
            Made = made,
        };
    }

    /// <summary>What is going to be done, before it is: how many trials, and how long by the first run's own time.</summary>
    private static void Announce(Terminal terminal, RunFolder a, RunDiff diff, IReadOnlyList<Difference> differences, ReplayStart? start, bool firstOnly)
    {
        var seconds = diff.RecordOfA.Timings.GetValueOrDefault("trainingSeconds");
        var divergence = diff.Ledger.Comparison?.Divergence;
        var all = LedgerLength(a);
        var steps = divergence is null ? all : Math.Max(1, divergence.Step - (start?.Step ?? 0));
        var each = all > 0 ? seconds * steps / all : seconds;
        var few = 2 + DeltaDebugging.FewTrials(differences.Count);
        var most = 2 + DeltaDebugging.MostTrials(differences.Count);
        terminal.Message(string.Create(
            CultureInfo.InvariantCulture,
            $"{Counted.Of(differences.Count, "difference")} can be put in: {few} trials, at most {most}, "
            + $"each {(divergence is null ? "of the whole training" : $"up to step {divergence.Step}{(start is null ? "" : $" from step {start.Step}")}")}, "
            + $"about {each:0.0} s and the reading of the data{(firstOnly || divergence is null ? "" : $"; then on to the end, about {2 * seconds:0.0} s")}"));
    }

    private static long LedgerLength(RunFolder run)
    {
        if (!Files.Presence.IsFile(run.LedgerPath))
        {
            return 0;
        }

        using var ledger = Ledger.Open(run.LedgerPath);
        return ledger.End - 1;
    }

    private static string Line(int number, IReadOnlyList<Difference> put, TrialReply reply, TimeSpan time) => string.Create(
        CultureInfo.InvariantCulture,
        $"trial {number}: {Named(put)}, {time.TotalSeconds:0.0} s{(reply.Problem is { } problem ? $": {problem}" : "")}");

    private static string Named(IReadOnlyList<Difference> put) => put.Count == 0
        ? "A as it was"
        : $"A with {string.Join(", ", put.Take(4).Select(difference => difference.Name))}{(put.Count > 4 ? $" and {put.Count - 4} more" : "")} of B";
}
