using System.CommandLine;

namespace Lockstep.Cli.Commands.Env;

/// <summary>Options that several of these commands share.</summary>
internal static class EnvOptions
{
    /// <param name="name">As the help names it.</param>
    public static Argument<string> Lock(string name) => new(name)
    {
        Description = "A run's folder or bundle, its name, 'latest', or the first digits (4 or more) of its lock ID or result ID; or a file with a lock.",
    };

    public static Option<string?> Python() => new("--python")
    {
        HelpName = "PROGRAM",
        Description = "The Python to look at: its path, or its name on PATH. Without it, the one that the recipe's command calls, or else that of the "
            + "environment that is active, of .venv or venv here, or python3.",
    };
}
