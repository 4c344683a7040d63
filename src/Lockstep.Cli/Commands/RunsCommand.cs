using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Answers;
using Lockstep.Cli.Commands.Runs;
using Lockstep.Cli.Display;
using Lockstep.Cli.Frame;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Sharing.Bundles;
using Lockstep.Text;

namespace Lockstep.Cli.Commands;

/// <summary>Lists runs and shows one.</summary>
internal static class RunsCommand
{
    private const int MostMembers = 20;

    private static readonly JsonSerializerOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var runs = RunOptions.Runs();
        var command = new Command("runs", "List the runs, oldest first; 'runs show RUN' shows one, 'runs remove RUN' removes one.") { runs }.WithHelp("""
            Examples:
              lockstep runs
              lockstep runs show latest
              lockstep runs show 2026-01-05_small-cnn_plain_v1 --json

            A run is named by its folder. One whose process is gone without an end is 'interrupted (process gone)': resume it
            with 'lockstep train --resume RUN'. One that another machine began is 'running (on HOST)', since what became of its process
            can't be told from here. One whose record is absent or can't be read is 'damaged', with the reason. 'dirty' marks a run
            whose code had changes that no commit has, or files that git did not track; the run holds them.
            """).Runs((parsed, terminal, _) =>
        {
            List(terminal, new RunIndex(parsed.GetRequiredValue(runs)));
            return Task.FromResult(ExitCode.Success);
        });
        command.Add(CreateShow());
        command.Add(RemoveCommand.Create());
        return command;
    }

    private static Command CreateShow()
    {
        var run = RunOptions.Run();
        var runs = RunOptions.Runs();
        var show = new Command("show", "Show one run: status, IDs, metrics, the sum of the first five losses, and the four locks.") { run, runs };
        return show.Runs((parsed, terminal, cancellation) =>
        {
            using var named = new NamedRuns(parsed.GetRequiredValue(runs), terminal.Message, cancellation);
            Show(terminal, named.Find(parsed.GetRequiredValue(run)), cancellation);
            return Task.FromResult(ExitCode.Success);
        });
    }

    private static void List(Terminal terminal, RunIndex index)
    {
        var found = index.All();
        if (found.Count == 0)
        {
            terminal.Message($"No runs in {index.Folder}. Make one with 'lockstep train RECIPE', or 'lockstep demo'.");
        }

        var width = found.Select(run => Cells.Of(run.Folder.Name)).DefaultIfEmpty(0).Max();
        var status = found.Select(run => Cells.Of(StatusOf(run))).Append(11).Max();
        var dirty = found.Where(run => run.Record is not null && run.Folder.TryReadCode()?.IsDirty == true).Select(run => run.Folder.Name)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var run in found)
        {
            var mark = dirty.Count == 0 ? "" : dirty.Contains(run.Folder.Name) ? "  dirty" : "       ";
            terminal.Result(($"{Cells.Left(run.Folder.Name, width)}  {Cells.Left(StatusOf(run), status)}  "
                + (run.Record is { } record ? FiguresOf(record, mark) : run.Damage)).TrimEnd());
        }

        foreach (var gone in found.Where(run => run.Record is { IsProcessGone: true }))
        {
            terminal.Message($"{gone.Folder.Name} was killed. {GoOn(gone.Folder, gone.Record!)}");
        }

        foreach (var elsewhere in found.Where(run => run.Record is { IsElsewhere: true }))
        {
            terminal.Message(Elsewhere(elsewhere.Folder, elsewhere.Record?.Host));
        }

        terminal.Json(RunAnswer.Of(found));
    }

    private static string StatusOf(ListedRun run) => run.Record is { } record ? record.StatusWord : RunAnswer.Damaged;

    private static string FiguresOf(RunRecord record, string mark)
    {
        var accuracy = record.Metrics.TryGetValue("valAccuracy", out var value) ? value.ToString("P2", CultureInfo.InvariantCulture) : "";
        return $"{accuracy,8}  lock {RunReport.Short(record.LockId)}  result "
            + $"{RunReport.Short(record.ResultId),-8}{mark}"
            + (record.Verdict is { } verdict ? $"  {EnumWord.Of(verdict.Kind)} {Preposition(verdict.Kind)} {verdict.Against}" : "");
    }

    private static string Preposition(VerdictKind kind) => kind switch { VerdictKind.Diverged => "from", VerdictKind.Undecided => "against", _ => "to" };

    private static string Elsewhere(RunFolder folder, string? host) =>
        $"{folder.Name} runs on {host}, or was killed there: which, can't be told from here. If it was killed, go on with it: "
        + $"lockstep train --resume {folder.Reference}";

    private static string GoOn(RunFolder folder, RunRecord record) => record.Kind == RunKind.Command
        ? "A command can't be resumed: run it anew with 'lockstep exec'."
        : $"Go on with it: lockstep train --resume {folder.Reference}";

    private static void Show(Terminal terminal, RunFolder folder, CancellationToken cancellation)
    {
        RunRecord record;
        try
        {
            record = folder.ReadRecord();
        }
        catch (LockstepException exception)
        {
            terminal.Json(RunAnswer.OfDamaged(folder, exception.Message));
            throw;
        }

        if (record.IsProcessGone && folder.Bundle is null)
        {
            terminal.Message($"{folder.Name} was killed. {GoOn(folder, record)}");
        }

        if (record.IsElsewhere && folder.Bundle is null)
        {
            terminal.Message(Elsewhere(folder, record.Host));
        }

        var locks = folder.ReadLocks();
        var doubts = Compare.RecordDoubts.Of(folder.Name, folder, record).Changed;
        foreach (var doubt in doubts)
        {
            terminal.Warning(doubt);
        }

        var losses = Compare.FirstLosses.Of(folder, cancellation);
        if (terminal.WantsJson)
        {
            terminal.Json(RunAnswer.Of(folder, record, losses, locks, doubts));
            return;
        }

        RunReport.Print(terminal, folder, record);
        terminal.Result($"losses     {(losses.Shown is { } sum ? $"{sum}, {losses.What}" : $"none: {losses.Lack}")}");
        terminal.Result(string.Create(
            CultureInfo.InvariantCulture,
            $"started    {record.Started:u}{(record.Ended is { } ended ? $", took {(ended - record.Started).TotalSeconds:F1} s" : "")}"));
        foreach (var box in locks.All)
        {
            terminal.Result("");
            terminal.Result($"{box.Box}");
            foreach (var (key, value) in Leaves(box.Relevant))
            {
                terminal.Result($"  {key}: {value}");
            }
        }
    }

    /// <summary>The values of a lock; of a list of many files or packages, how many there are.</summary>
    private static IEnumerable<(string Key, string Value)> Leaves(JsonNode? node, string key = "") => node is JsonObject { Count: > MostMembers } many
        && many.All(member => member.Value is JsonValue)
        ? [(key, $"{many.Count} of them, see locks/")]
        : node is JsonObject map
        ? map.SelectMany(member => Leaves(member.Value, key.Length == 0 ? member.Key : $"{key}.{member.Key}"))
        : [(key, node?.ToJsonString(AsWritten) ?? "none")];
}
