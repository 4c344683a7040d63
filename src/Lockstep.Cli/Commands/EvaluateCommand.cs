using System.CommandLine;
using System.Globalization;
using Lockstep.Archives;
using Lockstep.Cli.Display;
using Lockstep.Cli.Frame;
using Lockstep.Files;
using Lockstep.Runs;
using Lockstep.Samples.Formats;
using Lockstep.Sharing.Bundles;
using Lockstep.Text;
using Lockstep.Vision.Answers;
using Lockstep.Vision.Evaluation;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Reports;
using Lockstep.Vision.Tasks;
using Lockstep.Vision.Work;

namespace Lockstep.Cli.Commands;

/// <summary>Says how a run's model does on its validation images, or on another data set.</summary>
internal static class EvaluateCommand
{
    /// <summary>With more classes than that the matrix is no table for a terminal.</summary>
    private const int MostColumns = 12;

    private const int WidestName = 40;

    public static Command Create(Extensions extensions)
    {
        var run = RunOptions.Run();
        var data = new Option<string?>("--data")
        {
            HelpName = "DIR",
            Description = "A sealed data set: the run's own, where it has moved, or another one, whose classes the run knows; all of that is taken."
        };
        var split = new Option<string?>("--split")
        {
            HelpName = "train|val|test",
            Description = "The split of the data set that is taken: val of the run's own where not given. Of another one, where that has splits."
        };
        var save = new Option<bool>("--save")
        {
            Description = "Keep the figures in the finished run: artifacts/test.json, or train.json or val.json, and report.html. No part of the result ID."
        };
        var checkpoint = RunOptions.Checkpoint();
        var model = RunOptions.Model();
        var runs = RunOptions.Runs();
        return new Command("evaluate", "Accuracy, precision, recall, F1, calibration and confusion matrix of a run's model, on its validation images, "
            + "another split or another data set.") { run, data, split, save, checkpoint, model, runs }.WithHelp("""
            The figures are scikit-learn's on the same predictions; 'lockstep predict' is for images without labels.

            Examples:
              lockstep evaluate 2026-01-05_small-cnn_plain_v1
              lockstep evaluate 2026-01-05_small-cnn_plain_v1 --split test --save
              lockstep evaluate 3f2a91 --data data/second-hospital-v1 --json

            Exit codes: 0 done; 1 the data is not what its manifest says; 2 wrong usage; 3 failed.
            """).Runs(async (parsed, terminal, cancellation) =>
        {
            using var named = new NamedRuns(parsed.GetRequiredValue(runs), terminal.Message, cancellation);
            var wanted = SplitOf(parsed.GetValue(split));
            var trained = TrainedRun.Open(named.Find(parsed.GetRequiredValue(run)).OfTraining(), new MovedFiles(Model: parsed.GetValue(model)), extensions);
            var path = trained.CheckpointPath(parsed.GetRequiredValue(checkpoint));
            if (parsed.GetValue(save))
            {
                RefuseSaving(trained);
            }

            foreach (var warning in trained.Warnings())
            {
                terminal.Warning(warning);
            }

            var evaluated = await Task.Run(() => EvaluatedData.Find(trained, parsed.GetValue(data), wanted, cancellation), cancellation).ConfigureAwait(false);
            if (parsed.GetValue(save) && !evaluated.IsOwn)
            {
                throw new UsageException(
                    $"--save: keeps figures of the run's own data set, and {parsed.GetValue(data)} is another. Write them elsewhere with --json.");
            }

            if (evaluated.TrainedOn > 0 && evaluated.Split != Split.Train)
            {
                terminal.Warning($"Data: {evaluated.TrainedOn} of the {evaluated.Samples.Count} images {(evaluated.TrainedOn == 1 ? "has" : "have")} the "
                    + $"content of images that {trained.Record.Name} was trained on, so the figures say less of images that it has never seen.");
            }

            DataReport.Tell(terminal, evaluated.IsOwn ? [] : evaluated.Data.Notes);
            var validation = await Task.Run(() => evaluated.Evaluate(trained, path, extensions, cancellation), cancellation).ConfigureAwait(false);
            Print(terminal, trained, parsed.GetRequiredValue(checkpoint), evaluated, validation);
            if (validation.Draws)
            {
                terminal.Warning(Validation.DrawsWarning);
            }

            var answer = EvaluationAnswer.Of(trained, parsed.GetRequiredValue(checkpoint), path, evaluated, validation);
            if (parsed.GetValue(save) && evaluated.Split is { } saved)
            {
                terminal.Result($"saved as {ShownPath.Of(Path.Combine(trained.Folder.FullPath, SavedEvaluations.Save(trained.Folder, saved, answer)))}, "
                    + "and in report.html");
            }

            terminal.Json(answer);
            return ExitCode.Success;
        });
    }

    /// <exception cref="UsageException">No such word.</exception>
    private static Split? SplitOf(string? word) => word switch
    {
        null => null,
        "train" => Split.Train,
        "val" => Split.Val,
        "test" => Split.Test,
        _ => throw new UsageException($"--split {word}: expected train, val or test."),
    };

    /// <exception cref="UsageException">Nothing can be kept in the run, or not yet.</exception>
    private static void RefuseSaving(TrainedRun run)
    {
        if (run.Folder.Bundle is { } bundle)
        {
            throw new UsageException(
                $"--save: {bundle} is a bundle, and nothing is written into one. Unpack it with '{ArchiveCommand.ToUnpack(bundle)}', and evaluate its folder.");
        }

        run.Folder.RefuseSealedAround();
        if (run.Record.Status != RunStatus.Finished)
        {
            throw new UsageException($"--save: {run.Record.Name} is {EnumWord.Of(run.Record.Status)}, and its weights may change yet. "
                + $"Figures are kept in finished runs only; 'lockstep train --resume {ShownPath.Of(run.Folder.FullPath)}' resumes one that was stopped.");
        }
    }

    private static void Print(Terminal terminal, TrainedRun run, string checkpoint, EvaluatedData data, IValidation validation)
    {
        void Line(FormattableString text) => terminal.Result(FormattableString.Invariant(text));
        Line($"run          {run.Record.Name}  ({run.Record.StatusWord})");
        Line($"checkpoint   {checkpoint}{(checkpoint == "best" && run.Record.Selection is { } best ? $", of epoch {best.Epoch}" : "")}");
        terminal.Result($"data         {SplitText(data.Split)}{ShownPath.Of(data.Snapshot.Folder)}, manifest {data.Gate.Manifest.Id[..12]}: "
            + Counted.Of(data.Samples.Count, "image"));
        if (data.WithoutImages is [var first, ..] absent)
        {
            terminal.Result(string.Create(
                CultureInfo.InvariantCulture,
                $"classes      {data.Data.Classes.Count - absent.Count} of {data.Data.Classes.Count} have images here; {absent.Count} do not, "
                + $"'{first}' {(absent.Count == 1 ? "alone" : "first")}"));
        }

        if (validation is Validation classes)
        {
            Print(terminal, ClassificationReport.Of(classes), data.IsOwn ? classes.Loss : null);
            return;
        }

        foreach (var figure in validation.Summary)
        {
            terminal.Result(figure);
        }
    }

    /// <param name="loss">Null where it is not known.</param>
    private static void Print(Terminal terminal, ClassificationReport report, double? loss)
    {
        void Line(FormattableString text) => terminal.Result(FormattableString.Invariant(text));
        Line($"accuracy     {report.Accuracy:P2}");
        if (report.PerClass.Count > ClassificationReport.Several)
        {
            Line($"top 5        {report.TopSeveral:P2}");
        }

        if (loss is not null)
        {
            Line($"loss         {loss:F6}");
        }

        if (report.RocAuc is { } auc)
        {
            Line($"ROC AUC      {auc:F6}, of '{report.PerClass[1].Name}' against '{report.PerClass[0].Name}'");
        }

        Line($"calibration  expected error {report.CalibrationError:F4}, {ClassificationReport.Bins} bins");
        terminal.Result("");
        var shown = report.ShownClasses;
        ClassFigures[] rows = [.. shown, report.MacroAverage, report.WeightedAverage];
        var width = Math.Min(WidestName, rows.Max(row => Cells.Of(row.Name)));
        terminal.Result($"{Cells.Left("class", width)}  precision  recall      F1  support");
        foreach (var (index, row) in rows.Index())
        {
            if (index == shown.Count)
            {
                terminal.Result("");
            }

            Line($"{Cells.Left(Cells.Fit(row.Name, width), width)}  {row.Precision,9:F4}  {row.Recall,6:F4}  {row.F1,6:F4}  {row.Support,7}");
        }

        if (shown.Count < report.PerClass.Count)
        {
            Line($"{ClassificationReport.LowestOf(shown.Count, report.PerClass.Count)}. All of them: --json.");
        }

        if (report.MacroClasses < report.PerClass.Count)
        {
            Line($"The macro average is over {report.MacroClasses} of the {report.PerClass.Count} classes: those that have an image or are predicted.");
        }

        terminal.Result("");
        Print(terminal, report.Confusion);
    }

    private static string SplitText(Split? split) =>
        split switch { Split.Train => "training split of ", Split.Val => "validation split of ", Split.Test => "test split of ", _ => "" };

    /// <summary>The whole matrix, or, of many classes, what is mistaken for what most often.</summary>
    private static void Print(Terminal terminal, ConfusionMatrix confusion)
    {
        var classes = confusion.Classes;
        if (classes.Count > MostColumns)
        {
            terminal.Result("mistaken most often (all of it with --json)");
            foreach (var (actual, predicted) in confusion.Mistakes().Take(MostColumns))
            {
                terminal.Result(string.Create(CultureInfo.InvariantCulture, $"  {Cells.Fit(classes[actual], WidestName)} for "
                    + $"{Cells.Fit(classes[predicted], WidestName)}: {confusion[actual, predicted]} of {confusion.Support(actual)}"));
            }

            return;
        }

        var name = Math.Min(WidestName, classes.Max(Cells.Of));
        var cell = Math.Max(4, Math.Min(8, name));
        terminal.Result("confusion matrix: a row for each true class, a column for each predicted one");
        terminal.Result($"{Cells.Left("", name)}  {string.Join("  ", classes.Select(text => Cells.Right(Cells.Fit(text, cell), cell)))}");
        foreach (var actual in Enumerable.Range(0, classes.Count))
        {
            terminal.Result($"{Cells.Left(Cells.Fit(classes[actual], name), name)}  "
                + string.Join("  ", Enumerable.Range(0, classes.Count)
                    .Select(predicted => confusion[actual, predicted].ToString(CultureInfo.InvariantCulture).PadLeft(cell))));
        }
    }
}
