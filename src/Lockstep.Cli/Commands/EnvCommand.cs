using System.CommandLine;
using Lockstep.Cli.Commands.Env;
using Lockstep.Vision.Extending;

namespace Lockstep.Cli.Commands;

/// <summary>The commands on environments, one a file below <c>Env/</c>.</summary>
internal static class EnvCommand
{
    public static Command Create(Func<Extensions> extensions) => new("env", "Show, lock, check, compare and bring back environments of runs and machines.")
    {
        EnvShowCommand.Create(extensions),
        EnvLockCommand.Create(extensions),
        EnvVerifyCommand.Create(extensions),
        EnvDiffCommand.Create(),
        EnvRestoreCommand.Create(),
        EnvDockerfileCommand.Create(),
        EnvSbomCommand.Create(),
    };
}
