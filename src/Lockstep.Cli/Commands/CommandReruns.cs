using Lockstep.Cli.Display;
using Lockstep.Cli.Frame;
using Lockstep.Code.Restoring;
using Lockstep.Compare;
using Lockstep.Exec;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Runs;

namespace Lockstep.Cli.Commands;

/// <summary>Runs a recorded command again, for <see cref="RerunCommand"/>.</summary>
/// <param name="Runs">The folder that holds the runs.</param>
/// <param name="Data">Where its snapshot lies now; null for where it lay.</param>
/// <param name="IsTrusted">Whether a bundle's command is run without asking.</param>
internal sealed record CommandReruns(
    Terminal Terminal, RunFolder Parent, string Runs, IReadOnlyList<Box> Allowed, string? Data, double? Tolerance, bool IsTrusted, CodeChoice Choice)
{
    public static bool IsFor(RunFolder parent) => parent.ReadRecord().Kind == RunKind.Command;

    public async Task<(CommandRerun Rerun, RunRecord Record, int ExitCode)> RunAsync(string? name, CancellationToken cancellation)
    {
        if (Parent.Bundle is not null)
        {
            Strangers.Refuse(Terminal, Parent, IsTrusted, $"run a command on this machine: {CommandOfParent()}");
        }

        using var rerun = await CommandRerun.PrepareAsync(
            Parent, Runs, Allowed, Data is null ? null : [Data], Tolerance, name, Choice, cancellation).ConfigureAwait(false);
        RerunCommand.Tell(Terminal, rerun.Code);
        foreach (var difference in rerun.Allowed)
        {
            Terminal.Warning($"allowed: {difference}");
        }

        var (record, exitCode) = CommandDisplay.Run(Terminal, rerun.Prepared, rerun.Folder, rerun, cancellation);
        if (rerun.Code.Root is not null && exitCode != 0 && CommandResult.Read(Parent)?.ExitCode == 0)
        {
            Terminal.Message("What git leaves out and the recorded run did not read is not in the restored tree. With --here the command runs in yours.");
        }

        return (rerun, record, exitCode);
    }

    public void WriteJUnit(string file, RunFolder folder, CancellationToken cancellation) =>
        JUnitReport.Write(
            file, "rerun", RunDiff.Between(
                Parent, folder, RecipeAdditions.None, cancellation, weights: null, Tolerance, kind: CommandDiff.Between(Parent, folder, cancellation)));

    private string CommandOfParent()
    {
        var recipe = RecipeReader.ResolveCommand(Parent.RecipePath, RegularFile.ReadAllBytes(Parent.RecipePath), [], Environment.ProcessorCount).Recipe;
        return string.Join(' ', recipe.Command.Select(ShellWord.Of));
    }
}
