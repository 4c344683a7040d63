using System.CommandLine;
using System.Globalization;
using Lockstep.Cli.Display;
using Lockstep.Cli.Frame;
using Lockstep.Compare;
using Lockstep.Ledgers;
using Lockstep.Locks;
using Lockstep.Runs;
using Lockstep.Sharing.Bundles;
using Lockstep.Text;
using Lockstep.Vision.Work;

namespace Lockstep.Cli.Commands;

/// <summary>Compares two runs: the four boxes, the recipe, the metrics, and where their ledgers first differ.</summary>
internal static class DiffCommand
{
    private const int MostFiles = 5;
    private const int MostPoints = 24;

    public static Command Create()
    {
        var a = RunOptions.Run("A");
        var b = new Argument<string>("B") { Description = "Another one." };
        var tolerance = RunOptions.Tolerance();
        var junit = RunOptions.JUnit();
        var picture = new Option<string?>("--picture")
        {
            HelpName = "FILE.svg",
            Description = "Draw both runs' losses, where they first differ, and how far weights and losses are from each other after it."
        };
        var runs = RunOptions.Runs();
        return new Command("diff", "Compare two runs: the four boxes, the recipe, the metrics, where they first differ, and which box is to blame.")
        {
            a, b, tolerance, junit, picture, runs
        }.WithHelp("""
            Examples:
              lockstep diff 2026-01-05_small-cnn_plain_v1 2026-01-05_small-cnn_plain_v2
              lockstep diff runs/mine /mnt/colleague/runs/theirs --json
              lockstep diff runs/mine theirs.lockstep.zip
              lockstep diff runs/mine runs/other --picture differences.svg

            The distance of weights over the steps is measured at the checkpoints that both runs keep: their last, their best where it is of the same
            epoch, and those of checkpoint.every_steps, .keep and .keep_finished.

            Exit codes: 0 identical, or equivalent; 1 diverged, or not to be decided; 2 wrong usage; 3 a run can't be read.
            """).Writes(parsed => [parsed.GetValue(junit), parsed.GetValue(picture)]).Runs((parsed, terminal, cancellation) =>
        {
            using var named = new NamedRuns(parsed.GetRequiredValue(runs), terminal.Message, cancellation);
            var (left, right) = (named.Find(parsed.GetRequiredValue(a)), named.Find(parsed.GetRequiredValue(b)));
            if (parsed.GetValue(picture) is { } drawing && !drawing.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
            {
                throw new UsageException($"--picture {drawing}: expected a name that ends in .svg.");
            }

            var compared = ComparedRuns.Between(left, right, RunOptions.Checked(parsed.GetValue(tolerance)), cancellation);
            var diff = compared.Diff;
            if (parsed.GetValue(junit) is { } file)
            {
                JUnitReport.Write(file, "diff", diff);
            }

            if (parsed.GetValue(picture) is { } svg)
            {
                compared.Draw(svg);
            }

            var isShown = parsed.GetValue(picture) is not null || compared.HasGrowth;
            Print(terminal, diff, left, right, isShown ? () => Print(terminal, compared.Growth, compared.Lack) : null);
            terminal.Json(compared.ToJson());
            return Task.FromResult(diff.Answer is DiffAnswer.Identical or DiffAnswer.Equivalent ? ExitCode.Success : ExitCode.No);
        });
    }

    private static void Print(Terminal terminal, RunDiff diff, RunFolder a, RunFolder b, Action? growth)
    {
        foreach (var (name, record, locks) in new[] { ("A", diff.RecordOfA, diff.LocksOfA), ("B", diff.RecordOfB, diff.LocksOfB) })
        {
            var dirty = new RecordedCode(locks.Code).IsDirty == true ? ", dirty" : "";
            terminal.Result(
                $"{name}  {record.Name}  ({record.StatusWord}), lock {RunReport.Short(record.LockId)}, result {RunReport.Short(record.ResultId)}{dirty}");
        }

        foreach (var box in diff.LocksOfA.All.Select(box => box.Box))
        {
            terminal.Result("");
            Print(terminal, diff, box, a, b);
        }

        terminal.Result("");
        terminal.Result($"Recipe       {(diff.Recipe.Any() ? "" : "the same in all that can change a result")}".TrimEnd());
        foreach (var line in Lines(diff.Recipe))
        {
            terminal.Result($"  {line}");
        }

        terminal.Result("");
        terminal.Result(("Metrics      "
            + (diff.Metrics.Count == 0
                ? diff.Kind is null ? "none: no run is finished" : "none"
                : diff.Metrics.All(metric => metric.IsEqual) ? "the same bits" : ""))
            .TrimEnd());
        foreach (var metric in diff.Metrics.Where(metric => !metric.IsEqual))
        {
            var isAccuracy = metric.Name == "valAccuracy" || (metric.Name == "best" && diff.RecordOfA.Selection?.Metric == "val_accuracy");
            terminal.Result($"  {SideBySide.Metric(metric, isAccuracy, terminal.IsVerbose)}");
        }

        if (diff.Weights is { Differing: > 0 } weights)
        {
            terminal.Result($"  {SideBySide.Weights(weights, terminal.IsVerbose)}");
        }

        if (diff.Kind is { } kind)
        {
            SideBySide.Print(terminal, "Outputs", kind.Results, kind.HasOutputs ? "the same content" : "none");
            SideBySide.Print(terminal, "Parameters", [.. kind.Parameters.Select(parameter => parameter.ToString())], "the same");
        }

        foreach (var doubt in diff.Doubts)
        {
            terminal.Result($"  note: {doubt}");
        }

        terminal.Result("");
        terminal.Result($"Losses       {SideBySide.FirstLosses(diff.LossesOfA, diff.LossesOfB)}");
        terminal.Result("");
        Print(terminal, diff.Ledger);
        growth?.Invoke();
        terminal.Result("");
        var within = diff.Answer == DiffAnswer.Equivalent ? string.Create(CultureInfo.InvariantCulture, $", within {diff.Tolerance:R}") : "";
        var why = diff.Blame is { } blame ? $"; to blame: {blame.Reason}"
            : diff.Answer == DiffAnswer.Undecided && diff.Doubts.Count > 0 ? $": {diff.Doubts[0]}" : "";
        terminal.Result($"verdict      {EnumWord.Of(diff.Answer)}{within}{why}");
        if (diff.Blame is { Candidates.Count: > 1 } several)
        {
            terminal.Message(Sentences.Hint.With($"{several.Candidates.Count}", ShellReference(a), ShellReference(b)));
        }
    }

    private static void Print(Terminal terminal, WeightGrowth growth, string? lack)
    {
        terminal.Result("");
        terminal.Result($"Weights over the steps{(growth.Points.Count == 0 ? ": not known" : ", relative distance")}");
        var stride = Math.Max(1, (growth.Points.Count + MostPoints - 1) / MostPoints);
        foreach (var point in growth.Points.Where((_, index) => index % stride == 0 || index == growth.Points.Count - 1))
        {
            terminal.Result(string.Create(CultureInfo.InvariantCulture, $"  step {point.Step,7}  "
                + $"{(point.Distance is { } distance ? distance.Equals(0) ? "0" : $"{distance:0.###e+0}" : "not finite")}"
                + $"{(point.FromLedger ? "  (by the ledgers)" : "")}"));
        }

        if (stride > 1)
        {
            terminal.Result($"  every {stride} of {growth.Points.Count}; all of them with --json");
        }

        foreach (var note in growth.Notes)
        {
            terminal.Result($"  note: {note}");
        }

        if (lack is not null)
        {
            terminal.Result($"  {lack}");
        }
    }

    private static string ShellReference(RunFolder run) => run.Bundle is { } bundle ? ShellWord.Of(bundle) : run.Reference;

    private static IEnumerable<string> Lines(IEnumerable<LockDifference> differences) => LockDifference.Folded(differences)
        .Select(difference => $"{difference.Shown.Key}: {difference.Shown.Recorded ?? "nothing"}  |  {difference.Shown.Found ?? "nothing"}{difference.Others}");

    private static void Print(Terminal terminal, RunDiff diff, Box box, RunFolder a, RunFolder b)
    {
        var differences = diff.Of(box).ToArray();
        terminal.Result(
            $"{box,-12} {(differences.Length == 0 ? box == Box.Code && diff.Recipe.Any() ? "the same but for the recipe" : "the same" : "")}".TrimEnd());
        foreach (var line in Lines(differences))
        {
            terminal.Result($"  {line}");
        }

        foreach (var submodule in box == Box.Code ? diff.Submodules : [])
        {
            terminal.Result($"  {submodule}");
        }

        switch (box)
        {
            case Box.Code when differences.FirstOrDefault(difference => difference.Key == "commit") is { Recorded: { } before, Found: { } after }:
                terminal.Result($"  see: git diff {before.Trim('"')} {after.Trim('"')}");
                break;
            case Box.Code when differences.Any(difference => difference.Key == "diffSha256"):
                terminal.Result($"  see: diff {ShellWord.Of(RunReport.Shown(a, a.DiffPath))} {ShellWord.Of(RunReport.Shown(b, b.DiffPath))}");
                break;
            case Box.Data when diff.Manifests is { IsEmpty: false } manifests:
                Print(terminal, "added", [.. manifests.Added.Select(file => file.RelPath)]);
                Print(terminal, "removed", [.. manifests.Removed.Select(file => file.RelPath)]);
                Print(terminal, "changed", [.. manifests.Changed.Select(pair => pair.After.RelPath)]);
                Print(terminal, "renamed", [.. manifests.Renamed.Select(pair => $"{pair.Before.RelPath} to {pair.After.RelPath}")]);
                break;
        }
    }

    private static void Print(Terminal terminal, string what, string[] files)
    {
        foreach (var file in files.Take(MostFiles))
        {
            terminal.Result($"  {what,-8} {file}");
        }

        if (files.Length > MostFiles)
        {
            terminal.Result($"  {what,-8} {files.Length - MostFiles} more; see 'lockstep data diff' of the runs' locks/manifest.json");
        }
    }

    private static void Print(Terminal terminal, LedgerFinding ledger)
    {
        terminal.Result($"Ledger       {Summary(ledger)}");
        if (ledger.Comparison?.Divergence is { } divergence)
        {
            terminal.Result($"  step {divergence.Step}, epoch {divergence.Epoch}, phase "
                + $"{PhaseWord.Of(divergence)}{(divergence.Layer is { } layer ? $", layer {layer}" : "")}");
            if (divergence.InCommand is { } place)
            {
                terminal.Result($"  {place.Where}: {place.What}");
            }

            foreach (var sample in ledger.Samples)
            {
                terminal.Result($"  place {sample.Place}: {sample}");
            }

            if (divergence.Samples.Count > ledger.Samples.Count)
            {
                terminal.Result($"  and {divergence.Samples.Count - ledger.Samples.Count} more of the batch of {divergence.A.Ids.Count}");
            }

            if (divergence.Step > 0)
            {
                terminal.Result($"  {SideBySide.Losses(divergence.A.Loss, divergence.B.Loss, divergence.LossUlps, terminal.IsVerbose)}");
            }

            if (divergence.RatesDiffer)
            {
                terminal.Result(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  learning rate {divergence.A.LearningRate:R}  |  {divergence.B.LearningRate:R}"));
            }

            if (divergence.Later.Count > 0)
            {
                terminal.Result($"  and so, in the same step: {string.Join(", ", divergence.Later.Select(phase => PhaseWord.Of(divergence, phase)))}");
            }

            if (divergence.Phase is Phase.Forward or Phase.Backward or Phase.Update && divergence.WeightsEqualAt is { } at && at < divergence.Step - 1)
            {
                terminal.Result(string.Create(
                    CultureInfo.InvariantCulture, $"  weights were last digested, and the same, after step {at}: what differs may have done so since"));
            }
        }

        foreach (var note in ledger.Notes)
        {
            terminal.Result($"  note: {note}");
        }
    }

    private static string Summary(LedgerFinding ledger) => ledger.Comparison switch
    {
        null => "not compared",
        { Answer: LedgerAnswer.WithoutConsequence } all =>
            $"the same in {(all.EqualSteps == 2 ? "its one step" : $"all {all.EqualSteps - 1} steps")}, but for what changed no batch, loss, "
            + "gradient or weight",
        { Answer: LedgerAnswer.Identical } all =>
            string.Create(CultureInfo.InvariantCulture, $"the same in {(all.EqualSteps == 2 ? "its one step" : $"all {all.EqualSteps - 1} steps")}"),
        { Answer: LedgerAnswer.SameSoFar } some =>
            string.Create(CultureInfo.InvariantCulture, $"the same as far as both go, {Counted.Of(Math.Max(0, some.EqualSteps - 1), "step")}"),
        { Answer: LedgerAnswer.Damaged } damaged =>
            string.Create(CultureInfo.InvariantCulture, $"the same for {Counted.Of(Math.Max(0, damaged.EqualSteps - 1), "step")}, up to a damaged record"),
        { EqualSteps: 0 } => "they differ before the first step",
        { EqualSteps: 1 } => "they differ in the first step",
        { } differing => string.Create(CultureInfo.InvariantCulture, $"the same for {Counted.Of(differing.EqualSteps - 1, "step")}, and then they differ"),
    };

    private static string Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "none";
}
