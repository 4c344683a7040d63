using System.Globalization;
using Lockstep.Answers;
using Lockstep.Cli.Frame;
using Lockstep.Code;
using Lockstep.Exec;
using Lockstep.Files;
using Lockstep.Runs;
using Lockstep.Text;

namespace Lockstep.Cli.Display;

/// <summary>What became of a command, on stderr: stdout is the command's.</summary>
internal static class CommandReport
{
    private const int MostWarnings = 10;

    /// <param name="prepared">What was run; its own warnings were said before.</param>
    public static void Print(Terminal terminal, PreparedCommand prepared, RunFolder folder, RunRecord record, int exitCode)
    {
        string[] warnings = [.. record.Warnings.Except(prepared.Warnings)];
        foreach (var warning in warnings.Take(MostWarnings))
        {
            terminal.Warning(warning);
        }

        if (warnings.Length > MostWarnings)
        {
            terminal.Warning($"{warnings.Length - MostWarnings} more: see {ShownPath.Of(folder.LogPath)}");
        }

        terminal.ResultBeside($"run        {record.Name}  ({record.StatusWord})");
        terminal.ResultBeside($"folder     {ShownPath.Of(folder.FullPath)}");
        terminal.ResultBeside($"lock ID    {record.LockId}");
        terminal.ResultBeside($"result ID  {record.ResultId ?? "none: there is nothing to compare"}");
        if (prepared.Git is { IsDirty: true } && folder.TryReadCode() is { } code)
        {
            terminal.ResultBeside($"code       {code.Told}");
        }

        foreach (var (name, value) in record.Metrics)
        {
            terminal.ResultBeside(string.Create(CultureInfo.InvariantCulture, $"  {name,-14} {value:0.######}"));
        }

        foreach (var line in InvariantLines.Of(record.Invariants))
        {
            terminal.ResultBeside(line);
        }

        if (record.Reason is { } reason)
        {
            terminal.ResultBeside($"{EnumWord.Of(record.Status)}: {reason}");
        }

        if (record.Verdict is { } verdict)
        {
            foreach (var line in VerdictLines.Of(verdict, terminal.IsVerbose))
            {
                terminal.ResultBeside(line);
            }
        }
        else if (record.ResultId is not null)
        {
            terminal.Message($"Run it again and compare: lockstep rerun {folder.Reference}");
        }

        if (terminal.WantsJson)
        {
            terminal.Json(RunAnswer.Of(folder, record, exitCode));
        }
    }

    /// <summary>What would be run, and with what around it.</summary>
    public static void PrintPlan(Terminal terminal, PreparedCommand prepared)
    {
        var recipe = prepared.Recipe.Recipe;
        terminal.Result($"command    {string.Join(' ', recipe.Command.Select(ShellWord.Of))}");
        terminal.Result($"folder     {prepared.Folder}");
        foreach (var data in prepared.Data)
        {
            terminal.Result($"data       {ShownPath.Of(data.Snapshot.Folder)}: {Counted.Of(data.Gate.Manifest.Files.Count, "file")}, "
                + $"manifest {data.Gate.Manifest.Id[..12]}, {data.Gate.How}");
        }

        terminal.Result($"code       {(prepared.Git is { } git ? Told(git) : "not in a git repository")}");
        terminal.Result(string.Create(CultureInfo.InvariantCulture, $"seed       {recipe.Seed}; determinism {recipe.Determinism}; "
            + $"{(recipe.Threads is { } threads ? Counted.Of(threads, "thread") : "threads as they are")}; ledger {recipe.Ledger}"));
        terminal.Result(
            $"outputs    {(recipe.Outputs.Count > 0 ? string.Join(", ", recipe.Outputs) : "the files that it writes below the folder and leaves there")}");
        terminal.Result($"Python     {(recipe.Inject ? "gets a start-up module that seeds and records" : "is left as it is")}; "
            + $"network {(recipe.Network ? "as it is" : "refused")}");
        foreach (var warning in prepared.Warnings)
        {
            terminal.Warning(warning);
        }

        terminal.Json(CommandPlanAnswer.Of(prepared));
    }

    private static string Told(GitState git) => $"commit {git.Commit ?? "none"}{(git.IsDirty ? ", dirty: there are changes that are not committed" : "")}";
}
