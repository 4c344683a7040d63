using System.Runtime.CompilerServices;
using Lockstep.Exec.Processes;

namespace Lockstep.Tests.Exec.Processes;

/// <summary>The tests' own program as one that runs a command, so that a test can kill it.</summary>
internal static class CommandHost
{
    public const string Argument = "run-a-command";

    [ModuleInitializer]
    internal static void RunIfAsked()
    {
        var arguments = Environment.GetCommandLineArgs();
        if (arguments.Length < 4 || arguments[1] != Argument)
        {
            return;
        }

        var end = CommandProcess.Run(
            new CommandStart
            {
                Arguments = arguments[3..],
                Folder = arguments[2],
                OutputFile = Path.Combine(arguments[2], "output.txt"),
                Output = Console.OpenStandardOutput(),
                Errors = Console.OpenStandardError(),
                Patience = TimeSpan.FromSeconds(2),
            },
            CancellationToken.None);
        foreach (var notice in end.Notices)
        {
            Console.Error.WriteLine(notice);
        }

        Environment.Exit(end.ExitCode);
    }
}
