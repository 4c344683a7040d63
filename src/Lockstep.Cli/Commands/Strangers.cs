using Lockstep.Cli.Frame;
using Lockstep.Runs;

namespace Lockstep.Cli.Commands;

/// <summary>A bundle is somebody else's: what it would run is shown, and run only where the user says so.</summary>
internal static class Strangers
{
    /// <param name="isTrusted">Whether it is run without asking.</param>
    /// <param name="would">What it would do, to follow "would".</param>
    /// <exception cref="UsageException">The user did not say so.</exception>
    public static void Refuse(Terminal terminal, RunFolder run, bool isTrusted, string would)
    {
        if (run.Bundle is null || isTrusted)
        {
            return;
        }

        if (Console.IsInputRedirected || Console.IsErrorRedirected)
        {
            throw new UsageException($"{run.Bundle} would {would}\nLook at it, and run it with --trust.");
        }

        terminal.Warning($"{run.Bundle} would {would}");
        Console.Error.Write("Run it? [y/N] ");
        if (Console.ReadLine()?.Trim().ToLowerInvariant() is not ("y" or "yes"))
        {
            throw new UsageException("Nothing was run.");
        }
    }
}
