using System.CommandLine;
using Lockstep.Cli.Frame;
using Lockstep.Files;
using Lockstep.Vision.Answers;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Augmentation.Preview;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Images;
using Lockstep.Vision.Work;

namespace Lockstep.Cli.Commands.Augment;

/// <summary>Draws what a recipe does to real images.</summary>
internal static class PreviewCommand
{
    private const int MostColumns = 100;
    private const int MostImages = 1000;

    public static Command Create(Extensions extensions)
    {
        var recipe = RunOptions.Recipe();
        var paths = new Argument<string[]>("PATH")
        {
            Description = "An image, or a folder, of which the first images are taken; without any, the first images of the training's epoch.",
            Arity = ArgumentArity.ZeroOrMore
        };
        var output = new Option<string>("--output", "-o") { HelpName = "FILE.png", Description = "Where to write the picture.", Required = true };
        var columns = new Option<int>("--columns") { HelpName = "N", Description = "How many epochs are shown, a column each.", DefaultValueFactory = _ => 6 };
        var epoch = new Option<int>("--epoch") { HelpName = "N", Description = "The first epoch shown.", DefaultValueFactory = _ => 1 };
        var images = new Option<int>("--images") { HelpName = "N", Description = "How many images are taken of a folder.", DefaultValueFactory = _ => 6 };
        var set = RunOptions.Set();
        return new Command("preview", "Draw what a recipe does to images: one row per image, the original first, then what the model sees of it, "
            + "epoch by epoch.") { recipe, paths, output, columns, epoch, images, set }.WithHelp("""
            An image of the recipe's data set is shown as training sees it in that epoch, to the pixel; any other as the sample
            of its row would be. Values are turned back from 'normalize' for the eye. The same recipe and images give the same file.

            Examples:
              lockstep augment preview recipe.yaml -o grid.png
              lockstep augment preview recipe.yaml data/cats-dogs-v1/cats/001.jpg --columns 10 --set augment.rotation_degrees=15 -o grid.png

            Exit codes: 0 written; 2 wrong usage or recipe; 3 failed.
            """).Writes(parsed => [parsed.GetValue(output)]).Runs(async (parsed, terminal, cancellation) =>
        {
            var (first, count, perFolder) = (Within(parsed.GetValue(epoch), "--epoch", int.MaxValue - MostColumns),
                Within(parsed.GetValue(columns), "--columns", MostColumns), Within(parsed.GetValue(images), "--images", MostImages));
            var file = RecipeFile.Load(parsed.GetRequiredValue(recipe), parsed.GetRequiredValue(set), extensions);
            var target = Path.GetFullPath(parsed.GetRequiredValue(output));
            var found = await Task.Run(() => new PreviewedImages(file, first, perFolder, cancellation).Find(parsed.GetValue(paths) ?? []), cancellation)
                .ConfigureAwait(false);
            CheckTarget(parsed.GetRequiredValue(output), file, [Path.GetFullPath(parsed.GetRequiredValue(recipe)), .. found.Select(image => image.FullPath)]);

            var preview = new AugmentationPreview(
                AugmentationPipeline.ForTraining(file.Recipe.Recipe.Augment,
                    (ulong)file.Recipe.Recipe.AugmentationSeed, extensions.Augmentations), first, count);
            var picture = await Task.Run(() => preview.Of([.. found.Select(image => image.Image)]), cancellation).ConfigureAwait(false);
            Write(target, ImagePng.Encode(picture));
            Print(terminal, file, target, picture, preview.Columns, found);
            return ExitCode.Success;
        });
    }

    private static int Within(int value, string option, int most) =>
        value >= 1 && value <= most ? value : throw new UsageException($"{option} {value}: expected a number from 1 to {most}.");

    private static void CheckTarget(string output, RecipeFile file, IReadOnlyList<string> inputs)
    {
        if (!output.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
        {
            throw new UsageException($"--output {output}: the picture is a PNG file; end its name in .png.");
        }

        SealedFolder.Refuse(output, file.TryFindSnapshot()?.Folder);

        if (inputs.Contains(Path.GetFullPath(output), StringComparer.Ordinal))
        {
            throw new UsageException($"--output {output}: that is a file that the preview reads; nothing was written. Name another one.");
        }
    }

    private static void Write(string path, byte[] png)
    {
        try
        {
            AtomicFile.WriteAllBytes(path, png);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException($"{path}: can't be written: {exception.Message}", exception);
        }
    }

    private static void Print(
        Terminal terminal, RecipeFile file, string path, Image picture, IReadOnlyList<string> columns, IReadOnlyList<PreviewedImages.Row> rows)
    {
        var name = AugmentationPipeline.NameOf(file.Recipe.Recipe.Augment);
        var isRandom = name != "plain";
        terminal.Result($"preview    {ShownPath.Of(path)}, {picture.Width}×{picture.Height} pixels (width × height)");
        terminal.Result($"augment    {(isRandom ? name : "nothing random: every epoch shows the same")}");
        terminal.Result($"columns    {string.Join(", ", columns)}");
        terminal.Result($"rows       {rows.Count}");
        foreach (var row in rows)
        {
            terminal.Result($"  {row.Image.Name}: "
                + $"{(row.IsOfDataset ? $"sample {row.Image.Sample}, as in training" : $"not of the recipe's data set; drawn as sample {row.Image.Sample}")}");
        }

        terminal.Json(AugmentationPreviewAnswer.Of(path, picture, isRandom, columns, rows.Select(row => (row.Image, row.IsOfDataset))));
    }
}
