using System.CommandLine;
using System.Globalization;
using Lockstep.Cli.Frame;
using Lockstep.Samples;
using Lockstep.Snapshots;
using Lockstep.Vision.Answers;
using Lockstep.Vision.Augmentation.Check;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Work;

namespace Lockstep.Cli.Commands.Augment;

/// <summary>Does the same seed give the same images, each time and with any number of workers?</summary>
internal static class CheckCommand
{
    private const int LeastImages = 1;
    private const int MostWorkers = 256;

    public static Command Create(Extensions extensions)
    {
        var recipe = RunOptions.Recipe();
        var images = new Option<int>("--images")
        {
            HelpName = "N",
            Description = "On how many training images, drawn by the recipe's seed; all where there are fewer.",
            DefaultValueFactory = _ => 100
        };
        var workers =
            new Option<string>("--workers") { HelpName = "N[,N…]", Description = "Numbers of loader workers to compare.", DefaultValueFactory = _ => "0,1,4" };
        var set = RunOptions.Set();
        return new Command("check", "Check that the same seed gives the same images: each augmentation by itself, "
            + "and all of them with several numbers of workers.") { recipe, images, workers, set }.WithHelp("""
            Each augmentation gets the same image and seed twice in a row, after other images, and on several threads at once;
            then the whole pipeline is read with each number of workers. What differs is named, and the first image on which it does.

            Example:
              lockstep augment check recipe.yaml --images 500 --workers 0,1,8

            Exit codes: 0 always the same; 1 not, with what differs; 2 wrong usage or recipe; 3 failed.
            """).Runs(async (parsed, terminal, cancellation) =>
        {
            var count = parsed.GetValue(images) is var number and >= LeastImages ? number : throw new UsageException(
                $"--images {parsed.GetValue(images)}: expected at least {LeastImages}.");
            var numbers = NumbersOf(parsed.GetRequiredValue(workers));
            var file = RecipeFile.Load(parsed.GetRequiredValue(recipe), parsed.GetRequiredValue(set), extensions);
            var report = await Task.Run(() => Run(file, count, numbers, cancellation), cancellation).ConfigureAwait(false);
            Print(terminal, report);
            terminal.Json(AugmentationCheckAnswer.Of(report));
            return report.Passed ? ExitCode.Success : ExitCode.No;
        });
    }

    private static int[] NumbersOf(string text) => [.. text.Split(',').Select(word =>
        int.TryParse(word, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number)
            && number <= MostWorkers
            ? number
            : throw new UsageException($"--workers {text}: '{word}' is no number from 0 to {MostWorkers}. Expected such as 0,1,4."))];

    private static AugmentationReport Run(RecipeFile file, int images, int[] workers, CancellationToken cancellation)
    {
        var (snapshot, recipe) = (file.FindSnapshot(), file.Recipe.Recipe);
        var data = Dataset.Read(snapshot, NamedSnapshot.ManifestOf(snapshot, cancellation), recipe.Data, recipe.Split, file.Source.Split);
        return new AugmentationCheck(recipe, file.Extensions, snapshot, data, images, workers).Run(cancellation);
    }

    private static void Print(Terminal terminal, AugmentationReport report)
    {
        terminal.Result($"check {(report.Passed ? "passed" : "failed")}: "
            + $"{(report.Augmentations.Count == 0 ? "no augmentation" : string.Join(", ", report.Augmentations))}; {report.Images} images; "
            + $"{string.Join(", ", report.Workers)} workers");
        foreach (var finding in report.Findings)
        {
            terminal.Result($"  {finding}");
        }
    }
}
