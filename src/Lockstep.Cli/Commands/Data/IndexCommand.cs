using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Answers;
using Lockstep.Cli.Display;
using Lockstep.Cli.Frame;
using Lockstep.Files;
using Lockstep.Samples;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Work;

namespace Lockstep.Cli.Commands.Data;

/// <summary>Says which record of which file is which sample, and how many each class has.</summary>
internal static class IndexCommand
{
    public static Command Create(Extensions extensions)
    {
        var folder = new Argument<string>("DIR") { Description = "The data set's folder." };
        var format = new Option<string?>("--format")
        {
            HelpName = "FORMAT",
            Description = $"{string.Join(", ", DatasetFormats.Names)}; by the files' names without it."
        };
        var recipe =
            new Option<string?>("--recipe") { HelpName = "RECIPE", Description = "The recipe whose data.format and split count; the defaults without it." };
        var output = new Option<string?>("--output", "-o")
        {
            HelpName = "FILE",
            Description = "Write the index there: a JSON object with manifestId, format, split, classes and samples."
        };
        return new Command("index", "List every sample of DIR: its file, its record in it, its class, and whether it trains, validates or tests.")
        {
            folder, format, recipe, output
        }.WithHelp("""
            Examples:
              lockstep data index data/cifar-10-batches-bin                     how many of each class
              lockstep data index data/cifar-10-batches-bin -o index.json       and every sample, in a file
              lockstep data index data/cifar-10-batches-bin --json | jq '.samples[0]'
              lockstep data index data/cats-v1 --recipe recipe.yaml             split as the recipe says

            Exit codes: 0 done; 1 the data is not what its manifest says; 2 wrong usage; 3 it is no labelled data set.
            """).Writes(parsed => [parsed.GetValue(output)], parsed => parsed.GetValue(folder)).Runs(async (parsed, terminal, cancellation) =>
        {
            var snapshot = NamedSnapshot.Existing(parsed.GetRequiredValue(folder));
            var file = RecipeFor(parsed.GetValue(recipe), snapshot, parsed.GetValue(format), extensions);
            var settings = file.Recipe.Recipe;
            var index = await Task.Run(
                () =>
                {
                    var manifest = Gate.Pass(
                        snapshot, expected: null, settings.Data.Verify, settings.Data.Manifest, TimeProvider.System, hashedBytes: null,
                        "so nothing was written", cancellation).Manifest;
                    return new ClassIndex(manifest, Dataset.ReadToList(snapshot, manifest, settings.Data, settings.Split, file.Source.Split), settings.Split);
                },
                cancellation).ConfigureAwait(false);
            if (parsed.GetValue(output) is { } target)
            {
                AtomicFile.Write(target, index.WriteTo);
                Print(terminal, index);
                terminal.Result($"index      {ShownPath.Of(Path.GetFullPath(target))}");
                terminal.Json(ClassIndexAnswer.Of(index, Path.GetFullPath(target)));
            }
            else if (terminal.WantsJson)
            {
                index.WriteTo(Stdout.Bytes);
            }
            else
            {
                Print(terminal, index);
                terminal.Message("Every sample: -o FILE or --json.");
            }

            return ExitCode.Success;
        });
    }

    /// <summary>The recipe given, or one of defaults alone.</summary>
    private static RecipeFile RecipeFor(string? recipe, Snapshot snapshot, string? format, Extensions extensions)
    {
        if (format is not null && !DatasetFormats.Names.Contains(format, StringComparer.Ordinal))
        {
            throw new UsageException($"--format {format}: expected one of {string.Join(", ", DatasetFormats.Names)}.");
        }

        string[] overrides = format is null ? [] : [$"data.format={format}"];
        return recipe is null ? RecipeFile.Of(new JsonObject { ["dataset"] = snapshot.Folder }, overrides) : RecipeFile.Load(recipe, overrides, extensions);
    }

    private static void Print(Terminal terminal, ClassIndex index)
    {
        terminal.Result($"manifest   {index.Manifest.Id}");
        terminal.Result($"format     {index.Dataset.Format}");
        terminal.Result($"read as    {index.Dataset.Reading}");
        string[] head = ["class", "count", "train", "val", "test"];
        string[] Row(ClassCount count) =>
            [count.Name, .. new[] { count.All, count.Train, count.Validation, count.Test }.Select(number => number.ToString(CultureInfo.InvariantCulture))];
        var shown = ClassRows<ClassCount>.Of(index.Counts(), count => count.All);
        string[][] rows = [
            head,
            .. shown.Rows.Select(Row),
            ["all", .. Row(new ClassCount("", index.Dataset.Train.Count, index.Dataset.Validation.Count, index.Dataset.Test.Count))[1..]]
        ];
        var width = rows.Max(row => Cells.Of(row[0]));
        foreach (var row in rows)
        {
            terminal.Result(Cells.Left(row[0], width) + string.Concat(row[1..].Select(cell => cell.PadLeft(9))));
        }

        if (shown.Rest is { } rest)
        {
            terminal.Result(rest);
        }

        if (index.Dataset.SplitIsOf is { } other)
        {
            terminal.Warning($"the split file was made for manifest {other}, and this is {index.Manifest.Id}; it names the same samples of the same classes.");
        }

        DataReport.Tell(terminal, index.Dataset.Notes);
    }
}
