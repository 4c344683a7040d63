using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Compare;
using Lockstep.Files;
using Lockstep.Ledgers;
using Lockstep.Locks;
using Lockstep.Runs;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Runs;

namespace Lockstep.Cli.Commands;

/// <summary>Replays one run twice, or two runs, with deep ledgers, and names the first layer that differs.</summary>
internal static class BisectCommand
{
    private const int StepsOfOne = 500;

    public static Command Create(Extensions extensions)
    {
        var a = RunOptions.Run("A");
        var b = new Argument<string?>("B") { Description = "Another one; without it, A is replayed twice.", Arity = ArgumentArity.ZeroOrOne };
        var steps = new Option<long?>("--steps") { HelpName = "N", Description = $"Replay so many steps. Without it: up to where the runs part, or, of a single run, all that it made but at most {StepsOfOne}." };
        var data = MovedFiles.DataOptionOfTwo();
        var model = MovedFiles.ModelOptionOfTwo();
        var fromStart = new Option<bool>("--from-start") { Description = "Replay from the first step even where both runs keep a checkpoint from before they part." };
        var keep = new Option<string?>("--keep") { HelpName = "DIR", Description = "Leave both ledgers there, as a.ledger.bin and b.ledger.bin; without it, nothing is left behind." };
        var runs = RunOptions.Runs();
        return new Command("bisect", "Replay two runs on this machine, or one run twice, up to where they part, and name the first layer that differs.") { a, b, steps, data, model, fromStart, keep, runs }.WithHelp("""
            Trains anew from the recorded recipes with 'ledger: deep'. Locks of this machine that differ from the recorded ones are named, not refused.
            Two runs begin with the last checkpoint that both keep (checkpoint.every_steps, .keep, .keep_finished) of a step up to which their weights are known to be the same; all else
            begins with the first step: a run alone, --steps, and runs without such a checkpoint.

            Examples:
              lockstep bisect 2026-01-05_small-cnn_plain_v1 2026-01-05_small-cnn_plain_v2
              lockstep bisect 3f2a91                       is this machine deterministic for that recipe?

            Exit codes: 0 they don't part; 1 they part; 2 wrong usage; 3 failed; 130 interrupted.
            """).Writes(parsed => [parsed.GetValue(keep)]).Runs(async (parsed, terminal, cancellation) =>
        {
            using var named = new NamedRuns(parsed.GetRequiredValue(runs), cancellation);
            var first = named.Find(parsed.GetRequiredValue(a));
            var second = parsed.GetValue(b) is { } other ? named.Find(other) : null;
            var moved = MovedFiles.OfTwo(parsed.GetRequiredValue(data), parsed.GetRequiredValue(model), first.ReadLocks(), second?.ReadLocks());
            if (parsed.GetValue(steps) is < 0)
            {
                throw new UsageException($"--steps {parsed.GetValue(steps)}: expected a whole number from 0.");
            }

            var recorded = second is null ? null : LedgersOf(first, second, cancellation);
            if (recorded?.Ledger.Comparison is { Divergence: null } same && parsed.GetValue(steps) is null
                && (recorded.Blame is not null || same.Answer is LedgerAnswer.Identical or LedgerAnswer.WithoutConsequence))
            {
                return ReportSame(terminal, same, recorded.Blame);
            }

            var count = parsed.GetValue(steps) ?? recorded?.Ledger.Comparison?.Divergence?.Step ?? Math.Min(StepsOfOne, StepsOf(first));
            var folder = parsed.GetValue(keep) is { } kept ? Directory.CreateDirectory(kept).FullName : Directory.CreateTempSubdirectory("lockstep-bisect-").FullName;
            try
            {
                async Task<List<Side>> SidesAsync((ReplayStart A, ReplayStart B)? starts)
                {
                    var sides = new List<Side>();
                    foreach (var (name, run, start, files) in new[] { ("A", first, starts?.A, moved.A), ("B", second ?? first, starts?.B, moved.B) })
                    {
                        terminal.Message(string.Create(CultureInfo.InvariantCulture, $"Replaying {run.Name}{(start is null ? "" : $" from {start.Checkpoint}, after step {start.Step},")} up to step {count}"));
                        sides.Add(await ReplayAsync(name, run, Path.Combine(folder, $"{name.ToLowerInvariant()}.ledger.bin"), count, start, parsed.GetRequiredValue(runs), files, extensions, cancellation).ConfigureAwait(false));
                    }

                    return sides;
                }

                var isFree = parsed.GetValue(steps) is null && !parsed.GetValue(fromStart);
                var nearest = isFree && second is not null && recorded?.Ledger.Comparison?.Divergence?.WeightsEqualAt is { } equal
                    ? ReplayStart.Nearest(first, second, equal, reason => terminal.Warning($"A checkpoint can't be begun with. {reason}"))
                    : null;
                try
                {
                    return Report(terminal, await SidesAsync(nearest).ConfigureAwait(false), second is null, count, nearest?.A, recorded, cancellation);
                }
                catch (ReplayStartException exception)
                {
                    terminal.Warning($"A checkpoint can't be begun with. {exception.Message}");
                    return Report(terminal, await SidesAsync(null).ConfigureAwait(false), second is null, count, null, recorded, cancellation);
                }
            }
            finally
            {
                if (parsed.GetValue(keep) is null)
                {
                    Directory.Delete(folder, recursive: true);
                }
            }
        });
    }

    /// <exception cref="LockstepException">There is nothing in the ledgers to go by.</exception>
    private static RunDiff LedgersOf(RunFolder a, RunFolder b, CancellationToken cancellation)
    {
        var diff = RunDiff.Between(a, b, cancellation);
        return diff.Ledger.Comparison is not null
            ? diff
            : throw new LockstepException($"Where the runs part can't be told. {string.Join(' ', diff.Ledger.Notes)} Replay a number of steps of both with --steps N.");
    }

    /// <summary>Where the steps that both made are the same there is nothing to replay; the results may differ all the same.</summary>
    private static int ReportSame(Terminal terminal, LedgerComparison ledgers, Blame? blame)
    {
        var steps = Math.Max(0, ledgers.EqualSteps - 1);
        terminal.Result($"ledgers    the same in {(steps == 1 ? "the one step" : $"all {steps} steps")} that both made: there is nothing to look for");
        foreach (var note in ledgers.Notes)
        {
            terminal.Result($"  note: {note}");
        }

        if (blame is not null)
        {
            terminal.Result($"verdict    the steps are the same, and the results are not; to blame: {blame.Reason}");
        }

        terminal.Json(new JsonObject { ["parts"] = blame is not null, ["steps"] = steps, ["blame"] = DiffJson.Of(blame) });
        return blame is null ? ExitCode.Success : ExitCode.No;
    }

    private static long StepsOf(RunFolder run)
    {
        if (!Presence.IsFile(run.LedgerPath))
        {
            return StepsOfOne;
        }

        using var ledger = Ledger.Open(run.LedgerPath);
        return Math.Max(0, ledger.Count - 1);
    }

    private static async Task<Side> ReplayAsync(string name, RunFolder run, string path, long steps, ReplayStart? start, string runs, MovedFiles moved, Extensions extensions, CancellationToken cancellation)
    {
        File.Delete(path);
        var recorded = await RecordedRun.PrepareAsync(run, runs, moved, extensions, cancellation).ConfigureAwait(false);
        await Task.Run(() => Replay.Run(recorded.Prepared, path, steps, start, cancellation), cancellation).ConfigureAwait(false);
        FirstDivergence? own = null;
        if (Presence.IsFile(run.LedgerPath))
        {
            using var before = Ledger.Open(run.LedgerPath);
            using var now = Ledger.Open(path);
            own = new LedgerPair(before, now).Compare(cancellation).Divergence;
        }

        return new Side(name, run, path, recorded.Prepared.Locks, recorded.Differences, Presence.IsFile(run.LedgerPath), own);
    }

    private static int Report(Terminal terminal, List<Side> sides, bool isOneRun, long steps, ReplayStart? start, RunDiff? recorded, CancellationToken cancellation)
    {
        var (a, b) = (sides[0], sides[1]);
        using var left = Ledger.Open(a.Path);
        using var right = Ledger.Open(b.Path);
        var comparison = new LedgerPair(left, right).Compare(cancellation);
        // Of the replays: what they were made with here, and the data that the runs recorded.
        var blame = comparison.Divergence is { } parted ? Blame.Of(parted, Suspects.Between(a.Run, b.Run, a.Locks, b.Locks), a.Run.Reference) : null;
        foreach (var side in isOneRun ? sides.Take(1) : sides)
        {
            terminal.Result($"{side.Name}  {side.Run.Name}: replayed {(side switch { { HasLedger: false } => "without a recorded ledger to compare with", { Own: null } => "to the bits that were recorded", { Own: { } own } => $"otherwise than recorded, from {Place(own)} on" })}");
            foreach (var (difference, others) in LockDifference.Folded(side.NotMet))
            {
                terminal.Result($"   not as it was: {difference}{others}");
            }
        }

        terminal.Result(start is null
            ? "from       the first step"
            : string.Create(CultureInfo.InvariantCulture, $"from       each run's checkpoint {start.Checkpoint}, after step {start.Step}"));
        if (recorded?.Ledger.Sentence is { } sentence)
        {
            terminal.Result($"recorded   {sentence}");
        }

        var made = comparison.EqualSteps - 1;
        terminal.Result(comparison.Divergence is { } divergence ? $"here       they part at {Place(divergence)}" : string.Create(CultureInfo.InvariantCulture, $"here       the same bits in {(start is null ? made == 1 ? "the one step" : $"all {made} steps" : $"steps {start.Step + 1} to {made}")}, layer by layer"));
        foreach (var note in comparison.Notes)
        {
            terminal.Result($"  note: {note}");
        }

        terminal.Result(comparison.Divergence is null
            ? isOneRun
                ? string.Create(CultureInfo.InvariantCulture, $"verdict    deterministic here, for {(made == 1 ? "this step" : $"these {made} steps")}")
                : SameHere(recorded)
            : $"verdict    {(isOneRun ? "not deterministic here" : "they part here too")}; to blame: {blame?.Reason}");
        terminal.Json(new JsonObject
        {
            ["parts"] = comparison.Divergence is not null,
            ["steps"] = steps,
            ["from"] = new JsonObject { ["step"] = start?.Step ?? 0, ["checkpoint"] = start?.Checkpoint },
            ["a"] = ToJson(a),
            ["b"] = isOneRun ? null : ToJson(b),
            ["divergence"] = ToJson(comparison.Divergence),
            ["blame"] = DiffJson.Of(blame),
        });
        return comparison.Divergence is null ? ExitCode.Success : ExitCode.No;
    }

    private static string SameHere(RunDiff? recorded) => recorded?.Ledger.Comparison?.Divergence is null
        ? "verdict    both runs do the same in all steps that were replayed"
        : "verdict    on this machine both runs do the same: what parted them is where or with what they were made";

    private static string Place(FirstDivergence divergence) => string.Create(
        CultureInfo.InvariantCulture,
        $"step {divergence.Step} (epoch {divergence.Epoch}), phase {Blame.Word(divergence.Phase)}{(divergence.Layer is { } layer ? $", layer {layer}" : "")}");

    private static JsonObject ToJson(Side side) => new()
    {
        ["run"] = side.Run.Name,
        ["asRecorded"] = side.HasLedger ? side.Own is null : null,
        ["notMet"] = new JsonArray([.. side.NotMet.Select(difference => JsonValue.Create(difference.ToString()))]),
    };

    private static JsonObject? ToJson(FirstDivergence? divergence) => divergence is null ? null : new JsonObject
    {
        ["step"] = divergence.Step,
        ["epoch"] = divergence.Epoch,
        ["phase"] = Blame.Word(divergence.Phase),
        ["layer"] = divergence.Layer,
    };

    /// <param name="NotMet">Locks that are not as they were recorded.</param>
    /// <param name="Own">Where the replay parts from what was recorded; null where it doesn't.</param>
    private sealed record Side(string Name, RunFolder Run, string Path, LockSet Locks, IReadOnlyList<LockDifference> NotMet, bool HasLedger, FirstDivergence? Own);
}
