using System.Diagnostics;
using System.Runtime.InteropServices;
using Lockstep.Exec.Processes.Opened;

namespace Lockstep.Exec.Processes;

/// <summary>Runs a command with all that it starts, and leaves nothing of it behind.</summary>
internal static class CommandProcess
{
    /// <param name="stop">Ends the command and all that it started: asked first, killed when their time is over.</param>
    /// <returns>When no process of it is left.</returns>
    /// <exception cref="LockstepException">It could not be started, for another reason than its own file.</exception>
    /// <remarks>Signals that this process gets meanwhile are passed on to the command and do nothing here. Where this process is killed, the command's
    /// processes are, too.</remarks>
    public static CommandEnd Run(CommandStart start, CancellationToken stop)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture is not (Architecture.X64 or Architecture.Arm64))
        {
            throw new LockstepException("A command can be run on Linux, on x64 and arm64, alone.");
        }

        var environment = EnvironmentOf(start);
        var clock = Stopwatch.StartNew();
        using var streams = new CommandPipes(start);
        var program = ProgramFile.Find(start.Arguments[0], start.Folder, environment.GetValueOrDefault("PATH"));
        if (program.Path is null)
        {
            return new CommandEnd
            {
                Outcome = program.Outcome,
                Output = new KeptOutput(0, 0, null),
                Usage = new CommandUsage(),
                Notices = [program.Problem ?? ""],
            };
        }

        var order = new GuardOrder
        {
            Program = program.Path,
            Arguments = start.Arguments,
            Folder = start.Folder,
            Environment = environment,
            Input = streams.Input,
            Output = streams.Output,
            Errors = streams.Errors,
            Terminal = streams.Terminal?.Path,
            OwnTerminal = streams.OwnSettings.Length > 0 ? start.Input : -1,
            OwnTerminalSettings = streams.OwnSettings,
            FixedAddresses = start.FixedAddresses,
            Filter =
                (start.RecordsOpened || start.NoNetwork) && SystemCalls.Known is { } calls ? socket => CallFilter.Of(calls, start.NoNetwork, socket) : null,
            NeedsFilter = start.NoNetwork,
        };
        using var adoption = new Adoption();
        using var signals = new ReceivedSignals(stop);
        using var guard = Guard.Start(order);
        streams.Begin();
        using var run = new RunningCommand(start, guard, streams, signals);
        return run.ToItsEnd() with { Program = program.Path, Elapsed = clock.Elapsed };
    }

    /// <summary>In the order of the names, so that the command's memory begins the same way each time.</summary>
    private static SortedList<string, string> EnvironmentOf(CommandStart start)
    {
        var all = new SortedList<string, string>(EnvironmentVariables.OfThisProcess(), StringComparer.Ordinal);
        foreach (var (name, value) in start.Environment)
        {
            all.Remove(name);
            if (value is not null)
            {
                all.Add(name, value);
            }
        }

        return all;
    }
}
