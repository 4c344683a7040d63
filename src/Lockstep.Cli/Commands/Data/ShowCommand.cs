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
using Lockstep.Vision.Inspection;

namespace Lockstep.Cli.Commands.Data;

/// <summary>Describes a data set: what it holds, and what a user should know before training on it.</summary>
internal static class ShowCommand
{
    private const int Shown = 10;

    /// <summary>Null: parted by the recipe.</summary>
    private static readonly Part?[] PartsInOrder = [Part.Train, Part.Val, Part.Test, null];

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
            var portrait = await Task.Run(
                () => DatasetPortrait.Of(
                    snapshot, NamedSnapshot.ManifestOf(snapshot, cancellation), DatasetFormats.Auto, !parsed.GetValue(headersOnly), cancellation),
                cancellation).ConfigureAwait(false);
            Print(terminal, snapshot, portrait);
            foreach (var warning in Gaps(portrait))
            {
                terminal.Warning(warning);
            }

            terminal.Json(ToJson(snapshot, portrait));
            return ExitCode.Success;
        });
    }

    private static void Print(Terminal terminal, Snapshot snapshot, DatasetPortrait portrait)
    {
        terminal.Result($"folder      {ShownPath.Of(snapshot.Folder)}{(snapshot.HasManifest ? "" : "  (not sealed)")}");
        terminal.Result($"manifest    {portrait.Manifest.Id}");
        terminal.Result($"files       {portrait.Manifest.Files.Count}, {portrait.Manifest.Bytes} bytes");
        terminal.Result($"images      {portrait.Samples.Count}, format {portrait.Format} ({portrait.Layout})");
        terminal.Result($"read as     {portrait.Reading}");
        PrintClasses(terminal, portrait);
        PrintSizes(terminal, portrait);
        terminal.Result($"modes       {Listed(portrait.Modes.Select(mode => $"{mode.Mode} {mode.Count}"))}");
        if (portrait.ToBeTurned > 0)
        {
            terminal.Result($"to turn     {portrait.ToBeTurned} by EXIF orientation");
        }

        PrintDuplicates(terminal, portrait.Duplicates);
        terminal.Result($"unreadable  {portrait.Unreadable.Count}{(portrait.IsDecoded ? "" : " by their headers; not decoded")}");
        foreach (var sample in portrait.Unreadable.Take(Shown))
        {
            terminal.Result($"  {sample.Sample.Name}: {sample.Reason}");
        }

        PrintMore(terminal, portrait.Unreadable.Count);
        DataReport.Tell(terminal, portrait.Notes);
    }

    private static void PrintClasses(Terminal terminal, DatasetPortrait portrait)
    {
        var parts = UsedParts(portrait);
        var shown = ClassRows<string>.Of(portrait.Classes, name => parts.Sum(part => portrait.Count(name, part)));
        var width = Math.Max(10, shown.Rows.Max(Cells.Of));
        terminal.Result($"classes     {portrait.Classes.Count}");
        terminal.Result($"  {"".PadRight(width)}{string.Concat(parts.Select(part => WordOf(part).PadLeft(10)))}");
        foreach (var name in shown.Rows)
        {
            terminal.Result($"  {Cells.Left(name, width)}{string.Concat(parts.Select(part => Text(portrait.Count(name, part)).PadLeft(10)))}");
        }

        if (shown.Rest is { } rest)
        {
            terminal.Result($"  {rest}");
        }
    }

    private static void PrintSizes(Terminal terminal, DatasetPortrait portrait)
    {
        var sizes = portrait.Sizes;
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
        var classes = groups.Count(group => group.StraddlesClasses);
        var parts = groups.Count(group => group.StraddlesParts);
        terminal.Result(groups.Count == 0
            ? "duplicates  none"
            : $"duplicates  {Counted.Of(groups.Count, "picture is", "pictures are")} there more than once; {classes} of them under several classes, "
                + $"{parts} on several sides of the split");
        foreach (var group in groups.Take(Shown))
        {
            var notes = string.Concat(group.StraddlesClasses ? " [several classes]" : "", group.StraddlesParts ? " [several splits]" : "");
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

    private static JsonObject ToJson(Snapshot snapshot, DatasetPortrait portrait) => new()
    {
        ["folder"] = snapshot.Folder,
        ["sealed"] = snapshot.HasManifest,
        ["manifestId"] = portrait.Manifest.Id,
        ["files"] = portrait.Manifest.Files.Count,
        ["bytes"] = portrait.Manifest.Bytes,
        ["format"] = portrait.Format,
        ["layout"] = portrait.Layout,
        ["readAs"] = portrait.Reading,
        ["notes"] = DataAnswer.Of(portrait.Notes),
        ["images"] = portrait.Samples.Count,
        ["classes"] = ClassesJson(portrait),
        ["sizes"] = new JsonArray(
            [.. portrait.Sizes.Select(size => new JsonObject { ["width"] = size.Width, ["height"] = size.Height, ["count"] = size.Count })]),
        ["modes"] = new JsonObject(portrait.Modes.Select(mode => KeyValuePair.Create(mode.Mode, (JsonNode?)mode.Count))),
        ["toBeTurned"] = portrait.ToBeTurned,
        ["duplicates"] = new JsonArray([.. portrait.Duplicates.Select(group => new JsonObject
        {
            ["names"] = new JsonArray([.. group.Samples.Select(sample => JsonValue.Create(sample.Name))]),
            ["straddlesClasses"] = group.StraddlesClasses,
            ["straddlesParts"] = group.StraddlesParts,
        })]),
        ["warnings"] = new JsonArray([.. Gaps(portrait).Select(warning => JsonValue.Create(warning))]),
        ["decoded"] = portrait.IsDecoded,
        ["unreadable"] = new JsonArray([.. portrait.Unreadable.Select(sample => new JsonObject { ["name"] = sample.Sample.Name, ["reason"] = sample.Reason })]),
    };

    /// <summary>What the data set leaves to a recipe is trained on, and part of it validated.</summary>
    private static IReadOnlyList<string> Gaps(DatasetPortrait portrait) => ClassGaps.In(
        [
            .. portrait.Classes.Select(name => new ClassCount(
                name, portrait.Count(name, Part.Train) + portrait.Count(name, null), portrait.Count(name, Part.Val), portrait.Count(name, Part.Test)))
        ],
        isParted: portrait.Samples.Any(sample => sample.Sample.Part == Part.Val));

    private static JsonArray ClassesJson(DatasetPortrait portrait)
    {
        var parts = UsedParts(portrait);
        return new([.. portrait.Classes.Select(name => new JsonObject(
            [new("name", name), .. parts.Select(part => KeyValuePair.Create(WordOf(part), (JsonNode?)portrait.Count(name, part)))]))]);
    }

    private static Part?[] UsedParts(DatasetPortrait portrait)
    {
        var used = portrait.Samples.Select(sample => sample.Sample.Part).ToHashSet();
        return [.. PartsInOrder.Where(used.Contains)];
    }

    private static string WordOf(Part? part) => part?.Word() ?? "unparted";

    private static string Listed(IEnumerable<string> items) => string.Join(", ", items);

    private static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);
}
