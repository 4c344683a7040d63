using CliWrap;
using CliWrap.Buffered;

namespace Lockstep.Tests.Shared;

/// <summary>Debian's Python, the second opinion on formats and numbers.</summary>
internal static class Python
{
    private const string Program = "/usr/bin/python3";

    /// <summary>Runs a program and returns what it prints; skips the test where there is no Python.</summary>
    /// <param name="arguments">As for <c>python3</c>: a file, or <c>-c</c> and the program's text, and what follows.</param>
    public static async Task<string> RunAsync(string folder, params string[] arguments)
    {
        Assert.SkipUnless(File.Exists(Program), $"needs {Program} (apt-get install python3)");
        var result = await CliWrap.Cli.Wrap(Program).WithArguments(arguments).WithWorkingDirectory(folder)
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(TestContext.Current.CancellationToken);
        Assert.True(result.ExitCode == 0, $"exit code {result.ExitCode}\n{result.StandardOutput}\n{result.StandardError}");
        return result.StandardOutput;
    }
}
