using Lockstep.Cli.Frame;
using Lockstep.Exec;
using Lockstep.Runs;

namespace Lockstep.Cli.Display;

/// <summary>A command that runs: what it prints is its own, and what Lockstep says goes to stderr before and after.</summary>
internal static class CommandDisplay
{
    /// <param name="rerun">What it repeats; null for a run of its own.</param>
    public static (RunRecord Record, int ExitCode) Run(
        Terminal terminal, PreparedCommand prepared, RunFolder folder, CommandRerun? rerun, CancellationToken cancellation)
    {
        foreach (var warning in rerun is null ? prepared.Warnings : [])
        {
            terminal.Warning(warning);
        }

        var streams = terminal.WantsJson
            ? StreamsToErrors()
            : new CommandStreams(Stdout.Bytes, Console.OpenStandardError(), Stdout.IsTerminal, !Console.IsErrorRedirected);
        return new CommandRun(prepared, folder, streams, TimeProvider.System).Execute(rerun, cancellation);
    }

    /// <summary>For a command whose output is not the answer.</summary>
    public static CommandStreams StreamsToErrors()
    {
        var errors = Console.OpenStandardError();
        return new CommandStreams(errors, errors, !Console.IsErrorRedirected, !Console.IsErrorRedirected);
    }
}
