using System.CommandLine;
using System.Globalization;
using Lockstep.Cli.Display;
using Lockstep.Cli.Frame;
using Lockstep.Files;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;
using Lockstep.Vision.Answers;
using Lockstep.Vision.Inspection;

namespace Lockstep.Cli.Commands.Data;

/// <summary>Describes a data set: what it holds, and what a user should know before training on it.</summary>
internal static class ShowCommand
{
    private const int Shown = 10;

    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "The data set's folder." };
        var headersOnly = new Option<bool>("--no-decode") { Description = "Read the files' headers only: quicker, and blind to damage inside." };
        return new Command("show", "Describe DIR: classes, splits, image sizes and modes, duplicates, images that can't be read.") { folder, headersOnly }
            .WithHelp("""
                Example:
                  lockstep data show data/cats-dogs-v1
                """).Runs(async (parsed, terminal, cancellation) =>
        {
            var snapshot = NamedSnapshot.Existing(parsed.GetRequiredValue(folder));
            var summary = await Task.Run(
                () => DatasetSummary.Of(
                    snapshot, NamedSnapshot.ManifestOf(snapshot, cancellation), DatasetFormats.Auto, !parsed.GetValue(headersOnly), cancellation),
                cancellation).ConfigureAwait(false);
            Print(terminal, snapshot, summary);
            foreach (var warning in summary.Gaps)
            {
                terminal.Warning(warning);
            }

            terminal.Json(DatasetSummaryAnswer.Of(snapshot, summary));
            return ExitCode.Success;
        });
    }

    private static void Print(Terminal terminal, Snapshot snapshot, DatasetSummary summary)
    {
        terminal.Result($"folder      {ShownPath.Of(snapshot.Folder)}{(snapshot.HasManifest ? "" : "  (not sealed)")}");
        terminal.Result($"manifest    {summary.Manifest.Id}");
        terminal.Result($"files       {summary.Manifest.Files.Count}, {summary.Manifest.Bytes} bytes");
        terminal.Result($"images      {summary.Samples.Count}, format {summary.Format} ({summary.Layout})");
        terminal.Result($"read as     {summary.Reading}");
        PrintClasses(terminal, summary);
        PrintSizes(terminal, summary);
        terminal.Result($"modes       {Listed(summary.Modes.Select(mode => $"{mode.Mode} {mode.Count}"))}");
        if (summary.ToBeTurned > 0)
        {
            terminal.Result($"to turn     {summary.ToBeTurned} by EXIF orientation");
        }

        PrintDuplicates(terminal, summary.Duplicates);
        terminal.Result($"unreadable  {summary.Unreadable.Count}{(summary.IsDecoded ? "" : " by their headers; not decoded")}");
        foreach (var sample in summary.Unreadable.Take(Shown))
        {
            terminal.Result($"  {sample.Sample.Name}: {sample.Reason}");
        }

        PrintMore(terminal, summary.Unreadable.Count);
        DataReport.Tell(terminal, summary.Notes);
    }

    private static void PrintClasses(Terminal terminal, DatasetSummary summary)
    {
        var splits = summary.Splits;
        var shown = ClassRows<string>.Of(summary.Classes, name => splits.Sum(split => summary.Count(name, split)));
        var width = Math.Max(10, shown.Rows.Max(Cells.Of));
        terminal.Result($"classes     {summary.Classes.Count}");
        terminal.Result($"  {"".PadRight(width)}{string.Concat(splits.Select(split => WordOf(split).PadLeft(10)))}");
        foreach (var name in shown.Rows)
        {
            terminal.Result($"  {Cells.Left(name, width)}{string.Concat(splits.Select(split => Text(summary.Count(name, split)).PadLeft(10)))}");
        }

        if (shown.Rest is { } rest)
        {
            terminal.Result($"  {rest}");
        }
    }

    private static void PrintSizes(Terminal terminal, DatasetSummary summary)
    {
        var sizes = summary.Sizes;
        if (sizes.Count == 0)
        {
            return;
        }

        var range = sizes.Count == 1 ? "" : $"; widths {sizes.Min(size => size.Width)} to {sizes.Max(size => size.Width)}, "
            + $"heights {sizes.Min(size => size.Height)} to {sizes.Max(size => size.Height)}";
        terminal.Result($"sizes       {sizes.Count} (width × height){range}");
        foreach (var (width, height, count) in sizes.Take(Shown / 2))
        {
            terminal.Result($"  {$"{width}×{height}",-12}{Text(count),8}");
        }

        if (sizes.Count > Shown / 2)
        {
            terminal.Result($"  {"others",-12}{Text(sizes.Skip(Shown / 2).Sum(size => size.Count)),8}");
        }
    }

    private static void PrintDuplicates(Terminal terminal, IReadOnlyList<DuplicateGroup> groups)
    {
        var classes = groups.Count(group => group.IsInSeveralClasses);
        var splits = groups.Count(group => group.IsInSeveralSplits);
        terminal.Result(groups.Count == 0
            ? "duplicates  none"
            : $"duplicates  {Counted.Of(groups.Count, "picture is", "pictures are")} there more than once; {classes} of them under several classes, "
                + $"{splits} in several splits");
        foreach (var group in groups.Take(Shown))
        {
            var notes = string.Concat(group.IsInSeveralClasses ? " [several classes]" : "", group.IsInSeveralSplits ? " [several splits]" : "");
            terminal.Result($"  {Listed(group.Samples.Take(Shown).Select(sample => sample.Name))}"
                + $"{(group.Samples.Count > Shown ? $" and {group.Samples.Count - Shown} more" : "")}{notes}");
        }

        PrintMore(terminal, groups.Count);
    }

    private static void PrintMore(Terminal terminal, int count)
    {
        if (count > Shown)
        {
            terminal.Result($"  … and {count - Shown} more; --json lists all");
        }
    }

    private static string WordOf(Split? split) => split?.Word() ?? "no split";

    private static string Listed(IEnumerable<string> items) => string.Join(", ", items);

    private static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);
}
