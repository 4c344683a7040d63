using CliWrap.Buffered;
using Lockstep.Tests.Shared;

namespace Lockstep.Cli.Tests;

public sealed class ExampleTests
{
    [Fact]
    public async Task The_first_five_losses_add_up_to_the_number_that_its_README_says_and_PyTorch_prints()
    {
        Assert.Contains(
            "\n$ dotnet run --project examples/first-five-losses\n12.200364\n",
            File.ReadAllText(Repository.PathOf("examples/first-five-losses/README.md")),
            StringComparison.Ordinal);
        Assert.Equal("12.200364\n", await OutputOfAsync("first-five-losses"));
    }

    /// <summary>Runs what the build made of an example, in the configuration that these tests were built in.</summary>
    private static async Task<string> OutputOfAsync(string example)
    {
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var program = Repository.PathOf($"artifacts/bin/{example}/{configuration}/{example}.dll");
        Assert.SkipUnless(File.Exists(program), $"needs {program} ('dotnet build' or 'dotnet test' in the clone's root makes it)");
        return (await CliWrap.Cli.Wrap("dotnet").WithArguments([program]).ExecuteBufferedAsync(TestContext.Current.CancellationToken)).StandardOutput;
    }
}
