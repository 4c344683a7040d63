using System.Reflection.PortableExecutable;
using CliWrap.Buffered;

namespace Lockstep.Cli.Tests;

/// <summary>What a short command waits for: most of it is what the runtime has to compile, which no build can have ready. It is counted, not timed.</summary>
public sealed class StartTests
{
    [Theory]
    [InlineData(150, "true")]
    [InlineData(200, "/usr/bin/python3", "-c", "pass")]
    public async Task Few_methods_are_compiled_where_a_command_is_run(int most, params string[] command)
    {
        Assert.SkipUnless(HoldsMachineCode(), "Lockstep was built without machine code, as where its compiler isn't for the machine");
        using var place = new Workplace();
        await place.RunAsync(["exec", "--", .. command]); // the first hashes libraries
        var told = place.PathOf("compiled.txt");
        var result = await place.Lockstep(["exec", "--", .. command])
            .WithEnvironmentVariables(variables => variables
                .Set("XDG_CACHE_HOME", place.PathOf("cache")).Set("DOTNET_JitStdOutFile", told).Set("DOTNET_JitDisasmSummary", "1"))
            .ExecuteBufferedAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, ""), (result.ExitCode, result.StandardOutput));

        // What ran often is compiled once more, in the background, after a tenth of a second: that depends on how long it all takes.
        string[] methods = [.. File.ReadLines(told).Where(line => !line.Contains("Tier1", StringComparison.Ordinal))];
        Assert.InRange(methods.Length, 1, most);
    }

    private static bool HoldsMachineCode()
    {
        using var assembly = new PEReader(File.OpenRead(typeof(LockstepCommands).Assembly.Location));
        return assembly.PEHeaders.CorHeader?.ManagedNativeHeaderDirectory.Size > 0;
    }
}
