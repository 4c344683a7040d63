using System.Globalization;
using Lockstep.Exec.Processes;
using Lockstep.Files;

namespace Lockstep.Exec;

/// <summary>How a command's end is told.</summary>
public static class CommandExit
{
    /// <summary>The exit code where Lockstep itself failed, or the gate stayed shut.</summary>
    public const int Own = 125;

    internal static string Told(CommandEnd end) =>
        end.Signal is { } signal ? $"signal {signal}" : string.Create(CultureInfo.InvariantCulture, $"exit code {end.ExitCode}");

    internal static string Problem(CommandEnd end, string program) => end.Outcome switch
    {
        CommandOutcome.NotFound => $"{ShownPath.Of(program)}: no such program. Name one that is on PATH, or by a path such as ./train.sh.",
        CommandOutcome.NotExecutable => $"{ShownPath.Of(program)}: not a program that can be executed. "
            + (program.EndsWith(".py", StringComparison.Ordinal) ? $"Run it by 'lockstep exec -- python3 {ShellWord.Of(program)}', or make" : "Make")
            + $" it executable with 'chmod +x {ShellWord.Of(program)}'.",
        _ => "what watched over the command was killed, and the command with it",
    };
}
