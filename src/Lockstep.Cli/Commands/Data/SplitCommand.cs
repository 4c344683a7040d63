using System.CommandLine;
using Lockstep.Answers;
using Lockstep.Cli.Display;
using Lockstep.Cli.Frame;
using Lockstep.Files;
using Lockstep.Recipes;
using Lockstep.Samples;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;

namespace Lockstep.Cli.Commands.Data;

/// <summary>Writes down which sample trains and which validates.</summary>
internal static class SplitCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "A sealed data set's folder." };
        var val = new Option<double>("--val")
        {
            HelpName = "PART",
            Description = "The share of the samples that validates, above 0 and below 1.",
            DefaultValueFactory = _ => 0.2
        };
        var seed = new Option<long>("--seed") { HelpName = "N", Description = "Where the draw starts.", DefaultValueFactory = _ => 0 };
        var stratify = new Option<bool>("--stratify") { Description = "Split each class by itself, so that both sides have the same mix." };
        var format = new Option<string>("--format")
        {
            HelpName = "NAME",
            Description = "The data set's format; auto goes by the files' names.",
            DefaultValueFactory = _ => DatasetFormats.Auto
        };
        var output =
            new Option<string?>("--output", "-o") { HelpName = "FILE", Description = "Where to write it; DIR's name with .split.tsv here without it." };
        return new Command("split", "Draw once which samples train and which validate, into a file that recipes refer to as split.file.")
        {
            folder, val, seed, stratify, format, output
        }.WithHelp("""
            Example:
              lockstep data split data/cats-dogs-v1 --val 0.1 --seed 7 --stratify -o cats-dogs.split.tsv

            The same data set, share, seed and stratification give the same file. Where the data set has a validation set of its own, the file has the same.
            """).Writes(parsed => [PlaceOf(parsed.GetValue(output), parsed.GetRequiredValue(folder))], parsed => parsed.GetValue(folder))
            .Runs((parsed, terminal, cancellation) =>
        {
            var snapshot = NamedSnapshot.Sealed(parsed.GetRequiredValue(folder));
            var (share, start) = (parsed.GetValue(val), parsed.GetValue(seed));
            if (share is not (> 0 and < 1) || start < 0)
            {
                throw new UsageException("--val must lie above 0 and below 1, and --seed be 0 or more; "
                    + $"found {share.ToString(System.Globalization.CultureInfo.InvariantCulture)} and {start}.");
            }

            var manifest = Manifest.Load(snapshot.ManifestPath);
            var dataset = Dataset.Read(
                snapshot, manifest, NamedFormat.ReadAs(parsed.GetRequiredValue(format)), new SplitRecipe(null, share, start, parsed.GetValue(stratify)), null);
            var path = PlaceOf(parsed.GetValue(output), snapshot.Folder);
            var how = string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"lockstep data split --val {share} --seed {start}{(parsed.GetValue(stratify) ? " --stratify" : "")}");
            if (dataset.HasOwnSplit)
            {
                how = "lockstep data split; what validates is said by the data set itself";
                terminal.Warning(
                    $"{ShownPath.Of(snapshot.Folder)} says itself what validates, and the file says the same: --val, --seed and --stratify have no say.");
            }

            DataReport.Tell(terminal, dataset.Notes);
            AtomicFile.WriteAllText(path, SplitFile.Write(dataset, manifest.Id, how));
            var digest = SplitFile.Load(path).Digest;
            terminal.Result($"split      {ShownPath.Of(path)}");
            terminal.Result($"sha256     {digest}");
            terminal.Result($"samples    {dataset.Train.Count} train, {dataset.Validation.Count} validate, {dataset.Test.Count} test");
            terminal.Result($"In a recipe: split: {{file: {ShownPath.Of(path)}}}");
            terminal.Json(SplitFileAnswer.Of(path, digest, manifest, dataset));
            return Task.FromResult(ExitCode.Success);
        });
    }

    private static string PlaceOf(string? output, string folder) => Path.GetFullPath(output ?? Path.GetFileName(new Snapshot(folder).Folder) + ".split.tsv");
}
