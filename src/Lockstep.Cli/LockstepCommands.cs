using Lockstep.Cli.Frame;
using Lockstep.Vision.Extending;

namespace Lockstep.Cli;

/// <summary>Every command of Lockstep, for a program that adds something of its own.</summary>
public static class LockstepCommands
{
    /// <summary>Runs the command that the arguments name. Stdout is for its answer alone, from then on: what else is printed goes to stderr.</summary>
    /// <param name="arguments">As Main gets them.</param>
    /// <param name="extend">Adds augmentations and models that recipes then can name.</param>
    /// <param name="answers">Gets the answer in place of stdout, which is then left as it is; null for stdout.</param>
    /// <returns>The exit code: 0 success or yes; 1 a negative answer; 2 wrong usage or recipe; 3 failed; 130 interrupted.</returns>
    public static async Task<int> RunAsync(string[] arguments, Action<Extensions>? extend = null, TextWriter? answers = null)
    {
        Stdout.Claim(answers);
        return await CommandLine.RunAsync(arguments, extend is null ? () => Extensions.None : Extended(extend)).ConfigureAwait(false);
    }

    private static Func<Extensions> Extended(Action<Extensions> extend)
    {
        var extensions = new Extensions();
        extend(extensions);
        return () => extensions;
    }
}
