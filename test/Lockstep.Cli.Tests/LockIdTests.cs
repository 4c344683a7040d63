using System.Text.RegularExpressions;
using Lockstep.Tests.Shared;

namespace Lockstep.Cli.Tests;

/// <summary>The documentation says how to recompute the IDs without Lockstep; its very words are run.</summary>
public sealed partial class LockIdTests
{
    // Adam's eps of 1e-8 is what Python writes with another exponent; the others go through every form a number has.
    [Theory]
    [InlineData("model=linear")]
    [InlineData("optimizer={name: sgd, momentum: 0.9}", "augment.normalize={mean: [0.5, 1e-7, 123456789.125], std: [1, 0.00001, 1e+25]}")]
    public async Task The_Python_program_of_the_formats_gives_the_lock_ID_of_a_real_run(params string[] settings)
    {
        using var place = new Workplace().WithDigits(perClass: 3);
        var run = await place.JsonAsync(
            0, ["train", "recipe.yaml", "--set", "train.epochs=1", .. settings.SelectMany(setting => (string[])["--set", setting])]);
        Assert.Equal(run.Text("lockId") + "\n", await Python.RunAsync(run.Text("folder"), "-c", ProgramWith("locks/")));
    }

    [Fact]
    public async Task The_shell_line_of_the_formats_gives_the_manifest_ID_of_a_real_snapshot()
    {
        using var place = new Workplace().WithDigits(perClass: 3);
        var line = ShellBlock()
            .Matches(Page("snapshots")).Select(block => block.Groups[1].Value).Single(block => block.Contains("manifest.json", StringComparison.Ordinal));
        var sealedId = (await place.JsonAsync(0, "data", "seal", "digits")).Text("id");
        Assert.Equal(sealedId + "  -\n", await place.ShellAsync($"cd digits\n{line}"));
    }

    private static string ProgramWith(string text) =>
        PythonBlock().Matches(Page("run-folder")).Select(block => block.Groups[1].Value).Single(block => block.Contains(text, StringComparison.Ordinal));

    private static string Page(string name) => File.ReadAllText(Repository.PathOf($"docs/formats/{name}.md"));

    [GeneratedRegex("^```python\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex PythonBlock();

    [GeneratedRegex("^```sh\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ShellBlock();
}
