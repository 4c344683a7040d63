using System.CommandLine;
using Lockstep.Answers;
using Lockstep.Cli.Frame;
using Lockstep.Files;
using Lockstep.Snapshots;

namespace Lockstep.Cli.Commands.Data;

/// <summary>Says what changed between two versions of a data set.</summary>
internal static class DataDiffCommand
{
    public static Command Create()
    {
        var before = new Argument<string>("A") { Description = "A sealed folder, or a manifest file." };
        var after = new Argument<string>("B") { Description = "Another one." };
        return new Command("diff", "List what was added, removed, changed and renamed from A to B, by their manifests.") { before, after }.WithHelp("""
            Examples:
              lockstep data diff data/cats-dogs-v1 data/cats-dogs-v2
              lockstep data diff runs/2026-01-05_resnet18_plain_v1/locks/manifest.json data/cats-dogs-v1

            Exit codes: 0 the same files; 1 they differ; 2 wrong usage; 3 a manifest can't be read.
            """).Runs((parsed, terminal, _) =>
        {
            var (first, second) = (Load(parsed.GetRequiredValue(before)), Load(parsed.GetRequiredValue(after)));
            var diff = ManifestDiff.Between(first, second);
            Print(terminal, diff, first, second);
            return Task.FromResult(diff.IsEmpty ? ExitCode.Success : ExitCode.No);
        });
    }

    private static Manifest Load(string path) => Presence.IsFile(path) ? Manifest.Load(path) : Manifest.Load(NamedSnapshot.Sealed(path).ManifestPath);

    /// <summary>A line for each file.</summary>
    public static void PrintFiles(Terminal terminal, ManifestDiff diff)
    {
        foreach (var file in diff.Added)
        {
            terminal.Result($"added    {file.RelPath} ({file.Bytes} bytes)");
        }

        foreach (var file in diff.Removed)
        {
            terminal.Result($"removed  {file.RelPath} ({file.Bytes} bytes)");
        }

        foreach (var (was, now) in diff.Changed)
        {
            terminal.Result($"changed  {now.RelPath} ({was.Bytes} bytes, now {now.Bytes})");
        }

        foreach (var (was, now) in diff.Renamed)
        {
            terminal.Result($"renamed  {was.RelPath} to {now.RelPath}");
        }
    }

    private static void Print(Terminal terminal, ManifestDiff diff, Manifest before, Manifest after)
    {
        PrintFiles(terminal, diff);
        foreach (var folder in FolderCount.Between(before, after).Where(folder => folder.Before != folder.After))
        {
            terminal.Result($"class    {folder.Name}: {Counted.Of(folder.Before, "file")}, now {folder.After}");
        }

        terminal.Result(diff.IsEmpty
            ? $"the same {Counted.Of(after.Files.Count, "file")}, manifest {after.Id[..12]}"
            : $"{diff.Added.Count} added, {diff.Removed.Count} removed, {diff.Changed.Count} changed, {diff.Renamed.Count} renamed; "
                + $"{Counted.Of(before.Files.Count, "file")} in {before.Id[..12]}, {after.Files.Count} in {after.Id[..12]}");
        terminal.Json(DataDiffAnswer.Of(diff, before, after));
    }
}
