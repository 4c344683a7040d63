using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Runs;

namespace Lockstep.Cli.Commands;

/// <summary>Lists runs and shows one.</summary>
internal static class RunsCommand
{
    public static Command Create()
    {
        var runs = RunOptions.Runs();
        var command = new Command("runs", "List the runs, oldest first; 'runs show RUN' shows one.") { runs }.WithHelp("""
            Examples:
              lockstep runs
              lockstep runs show 2026-01-05_small-cnn_plain_v1 --json
            """).Runs((parsed, terminal, _) =>
        {
            List(terminal, new RunIndex(parsed.GetRequiredValue(runs)));
            return Task.FromResult(ExitCode.Success);
        });
        command.Add(CreateShow());
        return command;
    }

    private static Command CreateShow()
    {
        var run = RunOptions.Run();
        var runs = RunOptions.Runs();
        return new Command("show", "Show one run: status, IDs, metrics, and the four locks.") { run, runs }.Runs((parsed, terminal, cancellation) =>
        {
            using var named = new NamedRuns(parsed.GetRequiredValue(runs), cancellation);
            Show(terminal, named.Find(parsed.GetRequiredValue(run)));
            return Task.FromResult(ExitCode.Success);
        });
    }

    private static void List(Terminal terminal, RunIndex index)
    {
        var found = index.List();
        if (found.Count == 0)
        {
            terminal.Message($"No runs in {index.Folder}. Make one with 'lockstep train RECIPE', or 'lockstep demo'.");
        }

        var width = found.Select(run => run.Record.Name.Length).DefaultIfEmpty(0).Max();
        foreach (var (_, record) in found)
        {
            var accuracy = record.Metrics.TryGetValue("valAccuracy", out var value) ? value.ToString("P2", CultureInfo.InvariantCulture) : "";
            terminal.Result($"{record.Name.PadRight(width)}  {RunReport.Word(record.Status),-11}  {accuracy,8}  lock {record.LockId[..8]}  result {record.ResultId?[..8] ?? "-",-8}{(record.Verdict is { } verdict ? $"  {RunReport.Word(verdict.Kind)} to {verdict.Against}" : "")}".TrimEnd());
        }

        terminal.Json(new JsonObject { ["runs"] = new JsonArray([.. found.Select(run => RunReport.ToJson(run.Folder, run.Record))]) });
    }

    private static void Show(Terminal terminal, RunFolder folder)
    {
        var record = folder.ReadRecord();
        var locks = folder.ReadLocks();
        if (terminal.WantsJson)
        {
            var answer = RunReport.ToJson(folder, record);
            answer["locks"] = new JsonObject(locks.All.Select(box => KeyValuePair.Create(box.Name, (JsonNode?)new JsonObject
            {
                ["relevant"] = box.Relevant.DeepClone(),
                ["informative"] = box.Informative.DeepClone(),
            })));
            terminal.Json(answer);
            return;
        }

        RunReport.Print(terminal, folder, record);
        terminal.Result(string.Create(CultureInfo.InvariantCulture, $"started    {record.Started:u}{(record.Ended is { } ended ? $", took {(ended - record.Started).TotalSeconds:F1} s" : "")}"));
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

    private static IEnumerable<(string Key, string Value)> Leaves(JsonNode? node, string key = "") => node is JsonObject map
        ? map.SelectMany(member => Leaves(member.Value, key.Length == 0 ? member.Key : $"{key}.{member.Key}"))
        : [(key, node?.ToJsonString() ?? "none")];
}
