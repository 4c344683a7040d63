using System.CommandLine;
using System.Globalization;
using Lockstep.Answers;
using Lockstep.Cli.Display;
using Lockstep.Cli.Frame;
using Lockstep.Compare;
using Lockstep.Files;
using Lockstep.Ledgers;
using Lockstep.Ledgers.Commands;
using Lockstep.Runs;
using Lockstep.Sharing.Bundles;
using Lockstep.Text;

namespace Lockstep.Cli.Commands;

/// <summary>Shows what a run's ledger holds.</summary>
internal static class LedgerCommand
{
    public static Command Create() => new("ledger", "Look into a run's ledger, the record of each of its steps.") { CreateShow() };

    private static Command CreateShow()
    {
        var run = RunOptions.Run();
        var runs = RunOptions.Runs();
        var step = new Option<long?>("--step") { HelpName = "N", Description = "Show this step, from 1; 0 is the state before the first." };
        var process = new Option<string?>("--process")
        {
            HelpName = "NAME",
            Description = "Of a command with several processes, the one whose step is shown; the first by default.",
        };
        return new Command("show", "Check a run's whole ledger and say what it holds; with --step, show one step.") { run, runs, step, process }.WithHelp("""
            Examples:
              lockstep ledger show 2026-01-05_small-cnn_plain_v1
              lockstep ledger show 3f2a91 --step 57 --json
              lockstep ledger show 2026-01-05_train --step 57 --process 'train.py rank 1'

            Exit codes: 0 sound; 1 damaged; 2 wrong usage; 3 there is no ledger that can be read.
            """).Runs((parsed, terminal, cancellation) =>
        {
            using var named = new NamedRuns(parsed.GetRequiredValue(runs), terminal.Message, cancellation);
            var folder = named.Find(parsed.GetRequiredValue(run));
            if (!Presence.IsFile(folder.LedgerPath))
            {
                throw new LockstepException($"{folder.Name} has no ledger: {LedgerFinding.WhyNone(folder)}.");
            }

            if (CommandLedgerFile.IsThere(folder.LedgerPath))
            {
                return Task.FromResult(CommandLedgerReport.Show(terminal, folder, parsed.GetValue(step), parsed.GetValue(process), cancellation));
            }

            if (parsed.GetValue(process) is { } other)
            {
                throw new UsageException($"--process {other}: the ledger of {folder.Name} is of a training, which is one process.");
            }

            using var ledger = Ledger.Open(folder.LedgerPath);
            if (parsed.GetValue(step) is not { } wanted)
            {
                return Task.FromResult(ShowAll(terminal, folder, ledger, cancellation));
            }

            if (wanted < 0 || wanted >= ledger.Count)
            {
                throw new UsageException($"--step {wanted}: the ledger of {folder.Name} holds steps 0 to {ledger.Count - 1}.");
            }

            Show(terminal, ledger, ledger.Read(wanted), SampleNames.Read(folder));
            return Task.FromResult(ExitCode.Success);
        });
    }

    private static int ShowAll(Terminal terminal, RunFolder folder, Ledger ledger, CancellationToken cancellation)
    {
        var damage = ledger.FindDamage(0, ledger.Count, cancellation);
        var header = ledger.Header;
        var chain = damage is null && ledger.Count > 0 ? Hex(ledger.Read(ledger.Count - 1).Chain) : null;
        terminal.Result($"ledger     {RunReport.Shown(folder, ledger.Path)}");
        terminal.Result($"level      {EnumWord.Of(header.Level)}{(header.Layers.Count > 0 ? $", {Counted.Of(header.Layers.Count, "layer")}" : "")}");
        terminal.Result($"steps      {Math.Max(0, ledger.Count - 1)}, of at most {Counted.Of(header.Slots, "sample")}");
        terminal.Result($"weights    {Counted.Of(header.Parameters, "parameter")}, digested "
            + $"{(header.Interval == 1 ? "at each step" : $"every {header.Interval} steps and at the end of each epoch")}");
        if (header.Digests == DigestKind.Sums)
        {
            terminal.Result("digests    of tensors are sums, made on the device");
        }

        terminal.Result($"seed       {header.Seed}");
        terminal.Result($"lock ID    {header.LockId}");
        if (chain is not null)
        {
            terminal.Result($"chain      {chain}");
        }

        if (ledger.TornBytes > 0)
        {
            terminal.Result($"torn tail  {ledger.TornBytes} bytes of a record that was being written; left out");
        }

        terminal.Result($"state      {(damage is null ? "sound" : $"damaged: {damage}")}");
        terminal.Json(LedgerContent.Of(ledger, damage, chain));
        return damage is null ? ExitCode.Success : ExitCode.No;
    }

    private static void Show(Terminal terminal, Ledger ledger, StepRecord step, IReadOnlyDictionary<uint, string> names)
    {
        var layers = ledger.Header.Layers;
        terminal.Result(string.Create(CultureInfo.InvariantCulture, $"step           {step.Step}, epoch {step.Epoch}"));
        if (step.Step > 0)
        {
            terminal.Result(string.Create(CultureInfo.InvariantCulture, $"loss           {step.Loss:R} (bits {BitConverter.SingleToInt32Bits(step.Loss):x8})"));
            terminal.Result(string.Create(CultureInfo.InvariantCulture, $"learning rate  {step.LearningRate:R}"));
            terminal.Result($"images         {Hex(step.Images)}");
            terminal.Result($"targets        {Hex(step.Targets)}");
            terminal.Result($"gradients      {(step.Gradients is { } gradients ? Hex(gradients) : "not taken")}");
        }

        terminal.Result($"weights        {(step.Weights is { } weights ? Hex(weights) : "not taken")}");
        terminal.Result($"random state   {Hex(step.Random)}");
        terminal.Result($"chain          {Hex(step.Chain)}");
        for (var place = 0; place < step.Ids.Count; place++)
        {
            terminal.Result(string.Create(CultureInfo.InvariantCulture, $"sample {step.Ids[place],7}  decoded {step.Decoded[place]:x16}  augmented "
                + $"{step.Augmented[place]:x16}  {names.GetValueOrDefault(step.Ids[place])}")
                .TrimEnd());
        }

        for (var layer = 0; layer < layers.Count; layer++)
        {
            terminal.Result(
                $"layer {layers[layer]}  activations {Seen(step.Activations[layer]) ?? "not seen"}  gradients {Seen(step.LayerGradients[layer]) ?? "none"}");
        }

        terminal.Json(LedgerContent.Of(ledger, step, names));
    }

    private static string? Seen(UInt128 digest) => digest == 0 ? null : Hex(digest);

    private static string Hex(UInt128 digest) => digest.ToString("x32", CultureInfo.InvariantCulture);
}
