using System.CommandLine;
using System.Globalization;
using Lockstep.Cli.Frame;
using Lockstep.Compare;
using Lockstep.Ledgers;
using Lockstep.Locks;
using Lockstep.Sharing.Bundles;
using Lockstep.Vision.Answers;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Work;

namespace Lockstep.Cli.Commands;

/// <summary>Replays one run twice, or two runs, with deep ledgers, and names the first layer that differs.</summary>
internal static class BisectCommand
{
    public static Command Create(Extensions extensions)
    {
        var a = RunOptions.Run("A");
        var b = new Argument<string?>("B") { Description = "Another one; without it, A is replayed twice.", Arity = ArgumentArity.ZeroOrOne };
        var steps = new Option<long?>("--steps")
        {
            HelpName = "N",
            Description = "Replay so many steps. Without it: up to where the runs differ, or, "
                + $"of a single run, all that it made but at most {Bisection.StepsOfOne}."
        };
        var data = RunOptions.DataOfTwo();
        var model = RunOptions.ModelOfTwo();
        var fromStart =
            new Option<bool>("--from-start") { Description = "Replay from the first step even where both runs keep a checkpoint from before they differ." };
        var keep = new Option<string?>("--keep")
        {
            HelpName = "DIR",
            Description = "Leave both ledgers there, as a.ledger.bin and b.ledger.bin; without it, nothing is left behind."
        };
        var runs = RunOptions.Runs();
        return new Command("bisect", "Replay two runs on this machine, or one run twice, up to where they differ, and name the first layer that differs.")
        {
            a, b, steps, data, model, fromStart, keep, runs
        }.WithHelp("""
            Trains anew from the recorded recipes with 'ledger: deep'. Locks of this machine that differ from the recorded ones are named, not refused.
            Two runs begin with the last checkpoint that both keep (checkpoint.every_steps, .keep, .keep_finished) of a step up to which their weights
            are known to be the same; all else
            begins with the first step: a run alone, --steps, and runs without such a checkpoint.

            Examples:
              lockstep bisect 2026-01-05_small-cnn_plain_v1 2026-01-05_small-cnn_plain_v2
              lockstep bisect 3f2a91                       is this machine deterministic for that recipe?

            Exit codes: 0 they are the same; 1 they differ; 2 wrong usage; 3 failed; 130 interrupted.
            """).Writes(parsed => [parsed.GetValue(keep)]).Runs(async (parsed, terminal, cancellation) =>
        {
            using var named = new NamedRuns(parsed.GetRequiredValue(runs), terminal.Message, cancellation);
            var first = named.Find(parsed.GetRequiredValue(a)).OfTraining();
            var second = parsed.GetValue(b) is { } other ? named.Find(other).OfTraining() : null;
            var moved = MovedFiles.OfTwo(parsed.GetRequiredValue(data), parsed.GetRequiredValue(model), first.ReadLocks(), second?.ReadLocks());
            if (parsed.GetValue(steps) is < 0)
            {
                throw new UsageException($"--steps {parsed.GetValue(steps)}: expected a whole number from 0.");
            }

            var bisection = new Bisection(
                (first, moved.A), second is null ? null : (second, moved.B), parsed.GetValue(steps), parsed.GetValue(fromStart),
                parsed.GetValue(keep), parsed.GetRequiredValue(runs), extensions);
            var report = await bisection.RunAsync(terminal.Message, terminal.Warning, cancellation).ConfigureAwait(false);
            return Print(terminal, report);
        });
    }

    private static int Print(Terminal terminal, BisectionReport report)
    {
        if (report.Sides.Count == 0)
        {
            return PrintSame(terminal, report);
        }

        var (comparison, start, isOneRun) = (report.Comparison, report.Start, report.IsOfOneRun);
        foreach (var side in isOneRun ? report.Sides.Take(1) : report.Sides)
        {
            terminal.Result($"{side.Name}  {side.Run.Name}: replayed " + (side switch
            {
                { HasLedger: false } => "without a recorded ledger to compare with",
                { Own: null } => "to the bits that were recorded",
                { Own: { } own } => $"otherwise than recorded, from {Place(own)} on"
            }));
            foreach (var (difference, others) in LockDifference.Folded(side.NotMet))
            {
                terminal.Result($"   not as it was: {difference}{others}");
            }
        }

        terminal.Result(start is null
            ? "from       the first step"
            : string.Create(CultureInfo.InvariantCulture, $"from       each run's checkpoint {start.Checkpoint}, after step {start.Step}"));
        if (report.Recorded?.Ledger.Sentence is { } sentence)
        {
            terminal.Result($"recorded   {sentence}");
        }

        var made = comparison.EqualSteps - 1;
        terminal.Result(comparison.Divergence is { } divergence ? $"here       they differ at {Place(divergence)}" : string.Create(
            CultureInfo.InvariantCulture,
            $"here       the same bits in {(start is null ? made == 1 ? "the one step" : $"all {made} steps" : $"steps {start.Step + 1} to {made}")}, "
            + $"layer by layer"));
        foreach (var note in comparison.Notes)
        {
            terminal.Result($"  note: {note}");
        }

        terminal.Result(comparison.Divergence is null
            ? isOneRun
                ? string.Create(CultureInfo.InvariantCulture, $"verdict    deterministic here, for {(made == 1 ? "this step" : $"these {made} steps")}")
                : SameHere(report.Recorded)
            : $"verdict    {(isOneRun ? "not deterministic here" : "they differ here too")}; to blame: {report.Blame?.Reason}");
        terminal.Json(BisectionAnswer.Of(report));
        return comparison.Divergence is null ? ExitCode.Success : ExitCode.No;
    }

    private static int PrintSame(Terminal terminal, BisectionReport report)
    {
        terminal.Result(
            $"ledgers    the same in {(report.Steps == 1 ? "the one step" : $"all {report.Steps} steps")} that both made: there is nothing to look for");
        foreach (var note in report.Comparison.Notes)
        {
            terminal.Result($"  note: {note}");
        }

        if (report.Blame is { } blame)
        {
            terminal.Result($"verdict    the steps are the same, and the results are not; to blame: {blame.Reason}");
        }

        terminal.Json(BisectionAnswer.Of(report));
        return report.Blame is null ? ExitCode.Success : ExitCode.No;
    }

    private static string SameHere(RunDiff? recorded) => recorded?.Ledger.Comparison?.Divergence is null
        ? "verdict    both runs do the same in all steps that were replayed"
        : "verdict    on this machine both runs do the same: the difference comes from where, or with what, they were made";

    private static string Place(FirstDivergence divergence) => string.Create(
        CultureInfo.InvariantCulture,
        $"step {divergence.Step} (epoch {divergence.Epoch}), phase {Blame.Word(divergence.Phase)}{(divergence.Layer is { } layer ? $", layer {layer}" : "")}");
}
