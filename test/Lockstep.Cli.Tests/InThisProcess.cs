namespace Lockstep.Cli.Tests;

/// <summary>
/// Commands that are called, not started: for many that end before they begin. Classes that do so are in the collection of
/// AugmentCheckTests, since the console is one.
/// </summary>
internal static class InThisProcess
{
    public static async Task<(int Code, string Output, string Errors)> RunAsync(IEnumerable<string> arguments)
    {
        var before = Console.Error;
        using var output = new StringWriter();
        using var errors = new StringWriter();
        Console.SetError(errors);
        try
        {
            var code = await LockstepCommands.RunAsync([.. arguments], answers: output);
            return (code, output.ToString(), errors.ToString());
        }
        finally
        {
            Console.SetError(before);
        }
    }
}
