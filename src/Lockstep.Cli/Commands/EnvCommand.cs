using System.CommandLine;
using Lockstep.Cli.Commands.Env;

namespace Lockstep.Cli.Commands;

/// <summary>The environments of recorded runs.</summary>
internal static class EnvCommand
{
    public static Command Create() => new("env", "Bring back the environment of a run, describe it as an image, or list what is in it.")
    {
        EnvRestoreCommand.Create(), EnvDockerfileCommand.Create(), EnvSbomCommand.Create(),
    };
}
