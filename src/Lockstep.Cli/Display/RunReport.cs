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
        RunStatus.Finished => record.Verdict is { IsYes: false } ? ExitCode.No : ExitCode.Success,
        RunStatus.Interrupted => ExitCode.Interrupted,
        _ => ExitCode.Failed,
    };

    public static void Print(Terminal terminal, RunFolder folder, RunRecord record)
    {
        terminal.Result($"run        {record.Name}  ({Word(record)})");
        terminal.Result(folder.Bundle is { } bundle ? $"bundle     {bundle}" : $"folder     {Shown(folder.FullPath)}");
        terminal.Result($"lock ID    {record.LockId}");
        if (record.ResultId is not null)
        {
            terminal.Result($"result ID  {record.ResultId}");
        }

        foreach (var (name, value) in record.Metrics)
        {
            terminal.Result(string.Create(CultureInfo.InvariantCulture, $"  {name,-14} {value:0.######}"));
        }

        if (record.Selection is { } best)
        {
            terminal.Result(string.Create(CultureInfo.InvariantCulture, $"best       epoch {best.Epoch} by {best.Metric} ({best.Value:0.######})"));
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
            terminal.Error($"{Word(record.Status)}: {record.Reason}");
        }

        if (record.Verdict is { } verdict)
        {
            Print(terminal, verdict);
        }

        if (terminal.WantsEvents)
        {
            terminal.Event(TrainingEvents.Finished(RunAnswer.Of(folder, record)));
        }

        terminal.Json(RunAnswer.Of(folder, record));
    }

    /// <summary>How far a run has come, as it is listed.</summary>
    public static string Word(RunRecord record) => record.StatusWord;

    /// <summary>The first digits of an ID.</summary>
    public static string Short(string? id) => id is { Length: > 0 } ? id[..Math.Min(id.Length, 8)] : "-";

    public static string Word<T>(T value)
        where T : struct, Enum => EnumWord.Of(value);

    /// <summary>Relative to the current folder where that is shorter to read.</summary>
    public static string Shown(string path) => ShownPath.Of(path);

    /// <summary>A file of a run; of a bundled one, which lies somewhere else for a moment only, by its place in the bundle.</summary>
    public static string Shown(RunFolder run, string path) => run.Bundle is { } bundle ? $"{bundle}:{Path.GetRelativePath(run.FullPath, path)}" : Shown(path);

    private static void Print(Terminal terminal, Verdict verdict)
    {
        terminal.Result($"verdict    {Word(verdict.Kind)}{verdict.Kind switch
        {
            VerdictKind.Identical => $": the same bits as {verdict.Against}",
            VerdictKind.Equivalent => string.Create(CultureInfo.InvariantCulture, $" to {verdict.Against}, within {verdict.Tolerance:R}:"),
            VerdictKind.NothingToCompare => $" with {verdict.Against}:",
            VerdictKind.Undecided => $": not to be compared with {verdict.Against}:",
            _ => $" from {verdict.Against}:",
        }}");
        foreach (var reason in verdict.Reasons)
        {
            terminal.Result($"  {reason}");
        }

        if (verdict.Distance?.Weights is { Differing: > 0 } weights)
        {
            terminal.Result($"  {SideBySide.Weights(weights, terminal.IsVerbose)}");
        }

        foreach (var allowed in verdict.Allowed)
        {
            terminal.Result($"  allowed: {allowed}");
        }

        if (verdict.Builds is { } builds)
        {
            terminal.Result($"builds     Lockstep {builds.Before} before, {builds.Now} now");
        }
    }
}
