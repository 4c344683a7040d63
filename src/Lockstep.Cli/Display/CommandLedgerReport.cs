using System.Globalization;
using Lockstep.Answers;
using Lockstep.Cli.Frame;
using Lockstep.Ledgers.Commands;
using Lockstep.Runs;
using Lockstep.Text;

namespace Lockstep.Cli.Display;

/// <summary>Shows what the ledger of a command holds.</summary>
internal static class CommandLedgerReport
{
    private const int MostNames = 8;

    /// <param name="step">Null to show what all of it holds.</param>
    /// <param name="process">Label of the process whose step is shown; null for the first.</param>
    /// <returns>The exit code.</returns>
    public static int Show(Terminal terminal, RunFolder folder, long? step, string? process, CancellationToken cancellation)
    {
        using var ledger = CommandLedgerFile.Open(folder.LedgerPath);
        if (step is not { } wanted)
        {
            return process is null
                ? ShowAll(terminal, folder, ledger, cancellation)
                : throw new UsageException($"--process {process}: it goes with --step, which says what of the process to show.");
        }

        var index = IndexOf(ledger, folder, process);
        var found = ledger.Processes[index];
        var records = ledger.ReadStep(index, wanted, cancellation);
        if (records.Count == 0)
        {
            var last = ledger.Survey(cancellation).Processes[index].Steps;
            throw new UsageException($"--step {wanted}: {found.Label} of {folder.Name} has no such step; its steps are 0 to {last}.");
        }

        terminal.Result($"process        {PlainText.OnOneLine(found.Label)}");
        terminal.Result(string.Create(CultureInfo.InvariantCulture, $"step           {wanted}"));
        foreach (var record in records)
        {
            Show(terminal, record);
        }

        terminal.Json(CommandLedgerContent.Of(found, wanted, records));
        return ExitCode.Success;
    }

    private static int IndexOf(CommandLedgerFile ledger, RunFolder folder, string? process)
    {
        if (ledger.Processes.Count == 0)
        {
            throw new UsageException($"The ledger of {folder.Name} holds no process.");
        }

        if (process is null)
        {
            return 0;
        }

        var index = ledger.Processes.ToList().FindIndex(known => known.Label == process);
        var names = string.Join(", ", ledger.Processes.Take(MostNames).Select(known => $"'{PlainText.OnOneLine(known.Label)}'"));
        return index >= 0 ? index : throw new UsageException($"--process {process}: the ledger of {folder.Name} has no such process. It has {names}.");
    }

    private static int ShowAll(Terminal terminal, RunFolder folder, CommandLedgerFile ledger, CancellationToken cancellation)
    {
        var survey = ledger.Survey(cancellation);
        terminal.Result($"ledger     {RunReport.Shown(folder, ledger.Path)}");
        terminal.Result($"level      {EnumWord.Of(ledger.Header.Level)}");
        terminal.Result($"steps      {survey.Processes.Sum(process => process.Steps)}, of {Counted.Of(survey.Processes.Count, "process", "processes")}");
        terminal.Result("digests    of tensors are CRC-32, made in the process");
        terminal.Result($"seed       {ledger.Header.Seed}");
        terminal.Result($"lock ID    {ledger.Header.LockId}");
        if (ledger.TornBytes > 0)
        {
            terminal.Result("torn tail  it is cut off; what is missing is left out");
        }

        terminal.Result($"state      {(survey.Damage is null ? "sound" : $"damaged: {survey.Damage}")}");
        foreach (var process in survey.Processes)
        {
            terminal.Result("");
            terminal.Result($"process    {PlainText.OnOneLine(process.Process.Label)}, {Counted.Of(process.Steps, "step")}");
            foreach (var (optimizer, steps) in process.Optimizers)
            {
                var what = $"{Counted.Of(optimizer.Parameters.Count, "parameter")}, {Counted.Of(optimizer.Buffers.Count, "buffer")}";
                terminal.Result($"  {Name(optimizer)}: {Counted.Of(steps, "step")} of {what}");
            }

            if (process.Outputs > 0)
            {
                terminal.Result($"  modules: {Counted.Of(process.Outputs, "output")}");
            }

            terminal.Result($"  chain {process.Process.Chain.ToString("x32", CultureInfo.InvariantCulture)}");
        }

        terminal.Json(CommandLedgerContent.Of(ledger, survey));
        return survey.Damage is null ? ExitCode.Success : ExitCode.No;
    }

    private static void Show(Terminal terminal, CommandStep step)
    {
        terminal.Result(
            string.Create(
                CultureInfo.InvariantCulture,
                $"optimizer      {Name(step.Optimizer)}, {(step.OptimizerStep == 0 ? "before its first step" : $"its step {step.OptimizerStep}")}, "
                    + $"{(double.IsNaN(step.Epoch) ? "no loader" : $"epoch {step.Epoch + 1:R}")}"));
        terminal.Result($"learning rate  {string.Join(", ", step.Rates.Select(rate => rate.ToString("R", CultureInfo.InvariantCulture)))}");
        foreach (var loss in step.Losses)
        {
            terminal.Result(string.Create(CultureInfo.InvariantCulture, $"loss           {loss.Value:R} (digest {loss.Digest:x8})"));
        }

        foreach (var batch in step.Batches)
        {
            var samples = batch.Ids.Count == 0 ? "samples not known" : $"samples {string.Join(' ', batch.Ids)}";
            terminal.Result(string.Create(CultureInfo.InvariantCulture, $"batch          {batch.Digest:x8}, loader {batch.Loader}, {samples}"));
        }

        foreach (var output in step.Outputs)
        {
            terminal.Result(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"module         {output.Digest:x8}  {PlainText.OnOneLine(output.Module)}{(output.Count > 0 ? $", time {output.Count + 1}" : "")}"));
        }

        for (var index = 0; index < Math.Max(step.Parameters.Count, step.Gradients.Count); index++)
        {
            terminal.Result(
                $"parameter      {At(step.Parameters, index)}  gradient {At(step.Gradients, index)}  "
                    + PlainText.OnOneLine(step.Optimizer.NameOfParameter(index)));
        }

        for (var index = 0; index < step.Buffers.Count; index++)
        {
            terminal.Result($"buffer         {At(step.Buffers, index)}  {PlainText.OnOneLine(step.Optimizer.NameOfBuffer(index))}");
        }

        var states = CommandStep.Generators.Zip(step.Random, (name, digest) => $"{name} {(digest == 0 ? "none" : Hex(digest))}");
        terminal.Result($"random state   {string.Join(", ", states)}");
    }

    private static string Name(LedgerOptimizer optimizer) =>
        $"{optimizer.Number}{(optimizer.Class.Length > 0 ? $" ({PlainText.OnOneLine(optimizer.ShortClass)})" : "")}";

    private static string At(IReadOnlyList<uint> digests, int index) =>
        index < digests.Count && digests[index] is not 0 and var digest ? Hex(digest) : "none    ";

    private static string Hex(uint digest) => digest.ToString("x8", CultureInfo.InvariantCulture);
}
