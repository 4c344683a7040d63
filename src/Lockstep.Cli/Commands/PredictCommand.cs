using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Cli.Frame;
using Lockstep.Files;
using Lockstep.Samples.Formats;
using Lockstep.Sharing.Bundles;
using Lockstep.Vision.Answers;
using Lockstep.Vision.Evaluation;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Work;

namespace Lockstep.Cli.Commands;

/// <summary>Says what a run's model sees in images.</summary>
internal static class PredictCommand
{
    public static Command Create(Extensions extensions)
    {
        var run = RunOptions.Run();
        var paths = new Argument<string[]>("PATH")
        {
            Description = "An image, or a folder, whose images are taken with those of the folders in it.",
            Arity = ArgumentArity.OneOrMore
        };
        var checkpoint = RunOptions.Checkpoint();
        var top = new Option<int>("--top") { HelpName = "K", Description = "How many classes are named for each image.", DefaultValueFactory = _ => 1 };
        var model = RunOptions.Model();
        var runs = RunOptions.Runs();
        return new Command("predict", "Predict the classes of images by a run's model: path, class and score, in the order given.")
        {
            run, paths, checkpoint, top, model, runs
        }.WithHelp("""
            Images are made ready exactly as for validation. The data set isn't needed. A broken image is named, and the others are
            predicted all the same. On stdout one line per image, its fields separated by tabs.

            Examples:
              lockstep predict 2026-01-05_small-cnn_plain_v1 photo.jpg
              lockstep predict runs/best inbox/ --top 3 --json

            Exit codes: 0 all predicted; 1 some image is broken; 2 wrong usage; 3 failed.
            """).Runs(async (parsed, terminal, cancellation) =>
        {
            var count = parsed.GetValue(top);
            if (count < 1)
            {
                throw new UsageException($"--top {count}: expected at least 1.");
            }

            using var named = new NamedRuns(parsed.GetRequiredValue(runs), terminal.Message, cancellation);
            var trained = TrainedRun.Open(named.Find(parsed.GetRequiredValue(run)).OfTraining(), new MovedFiles(Model: parsed.GetValue(model)), extensions);
            var path = trained.CheckpointPath(parsed.GetRequiredValue(checkpoint));
            string[] images = [.. parsed.GetRequiredValue(paths).SelectMany(place => ImagesAt(terminal, place))];
            foreach (var warning in trained.Warnings())
            {
                terminal.Warning(warning);
            }

            var predictor = new Predictor(trained.Recipe, path, trained.Classes.Count, trained.InputSize, extensions);
            var answers = new JsonArray();
            var broken = await Task.Run(() => Print(terminal, trained, predictor.Predict(images, count, cancellation), answers), cancellation)
                .ConfigureAwait(false);
            if (predictor.Draws)
            {
                terminal.Warning(Validation.DrawsWarning);
            }

            terminal.Json(PredictionAnswer.Of(trained, parsed.GetRequiredValue(checkpoint), answers));
            return broken == 0 ? ExitCode.Success : ExitCode.No;
        });
    }

    /// <returns>How many images are broken.</returns>
    private static int Print(Terminal terminal, TrainedRun run, IEnumerable<PredictedImage> images, JsonArray answers)
    {
        var broken = 0;
        foreach (var image in images)
        {
            if (image.Problem is { } problem)
            {
                broken++;
                terminal.Error(problem);
            }
            else
            {
                terminal.Result($"{PlainText.OnOneLine(image.Path)}\t"
                    + string.Join('\t', image.Top.Select(one =>
                        string.Create(CultureInfo.InvariantCulture, $"{run.Classes[one.Class]}\t{one.Score:F4}"))));
            }

            if (terminal.WantsJson)
            {
                answers.Add(PredictionAnswer.Of(run, image));
            }
        }

        return broken;
    }

    private static IEnumerable<string> ImagesAt(Terminal terminal, string path)
    {
        if (Presence.IsFile(path))
        {
            return [path];
        }

        if (!Presence.IsFolder(path))
        {
            throw new UsageException($"{path}: no such image or folder.");
        }

        var images = ImageFiles.In(path);
        if (images.RelPaths.Count == 0)
        {
            throw new UsageException($"{path}: no image is in it, by the files' names.{(images.Unread is null ? "" : $" {images.Unread}")}");
        }

        if (images.Unread is { } unread)
        {
            terminal.Warning($"{path}: {unread}");
        }

        return images.RelPaths.Select(name => Path.Combine(path, name));
    }
}
