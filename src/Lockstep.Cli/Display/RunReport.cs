using System.Globalization;
using Lockstep.Answers;
using Lockstep.Cli.Frame;
using Lockstep.Files;
using Lockstep.Runs;
using Lockstep.Text;

namespace Lockstep.Cli.Display;

/// <summary>A run as the commands print it.</summary>
internal static class RunReport
{
    public static int ExitCodeOf(RunRecord record) => record.Status switch
    {
        RunStatus.Finished => record.Verdict is { IsYes: false } || (record.Verdict is null && record.BreaksInvariants) ? ExitCode.No : ExitCode.Success,
        RunStatus.Interrupted => ExitCode.Interrupted,
        _ => ExitCode.Failed,
    };

    public static void Print(Terminal terminal, RunFolder folder, RunRecord record)
    {
        terminal.Result($"run        {record.Name}  ({record.StatusWord})");
        terminal.Result(folder.Bundle is { } bundle ? $"bundle     {bundle}" : $"folder     {ShownPath.Of(folder.FullPath)}");
        terminal.Result($"lock ID    {record.LockId}");
        if (record.ResultId is not null)
        {
            terminal.Result($"result ID  {record.ResultId}");
        }

        if (folder.TryReadCode() is { } code)
        {
            terminal.Result($"code       {code.Told}");
        }

        foreach (var (name, value) in record.Metrics)
        {
            terminal.Result(string.Create(CultureInfo.InvariantCulture, $"  {name,-14} {value:0.######}"));
        }

        if (record.Selection is { } best)
        {
            terminal.Result(string.Create(CultureInfo.InvariantCulture, $"best       epoch {best.Epoch} by {best.Metric} ({best.Value:0.######})"));
        }

        foreach (var line in InvariantLines.Of(record.Invariants))
        {
            terminal.Result(line);
        }

        if (record.WrittenAs is { } before)
        {
            terminal.Result($"trained as {before}; the folder was renamed or copied since");
        }

        if (record.StepsLeftOut is { } left)
        {
            terminal.Result($"left out   {Counted.Of(left, "step")}, whose gradients overflowed in 16 bits");
        }

        if (record.Reason is not null)
        {
            terminal.Error($"{EnumWord.Of(record.Status)}: {record.Reason}");
        }

        if (record.Verdict is { } verdict)
        {
            foreach (var line in VerdictLines.Of(verdict, terminal.IsVerbose))
            {
                terminal.Result(line);
            }
        }

        if (terminal.WantsEvents)
        {
            terminal.Event(TrainingEvents.Finished(RunAnswer.Of(folder, record)));
        }

        terminal.Json(RunAnswer.Of(folder, record));
    }

    /// <summary>The first digits of an ID.</summary>
    public static string Short(string? id) => id is { Length: > 0 } ? id[..Math.Min(id.Length, 8)] : "-";

    /// <summary>A file of a run; of a bundled one, which lies somewhere else for a moment only, by its place in the bundle.</summary>
    public static string Shown(RunFolder run, string path) =>
        run.Bundle is { } bundle ? $"{bundle}:{Path.GetRelativePath(run.FullPath, path)}" : ShownPath.Of(path);
}
