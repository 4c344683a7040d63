using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Exec.Python;

namespace Lockstep.Tests.Exec.Injecting;

/// <summary>LOCKSTEP_REPEATS=5 in the environment runs the script that seeds nothing five times each way.</summary>
public sealed class SeedTests : IDisposable
{
    private static readonly int Times =
        int.TryParse(Environment.GetEnvironmentVariable("LOCKSTEP_REPEATS"), NumberStyles.None, CultureInfo.InvariantCulture, out var times) ? times : 2;

    private readonly ScriptFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_script_that_seeds_nothing_differs_bare_and_is_the_same_each_time_with_the_module()
    {
        ScriptFolder.DemandTorch();
        var (bare, injected) = (new List<ScriptRun>(), new List<ScriptRun>());
        for (var i = 0; i < Times; i++)
        {
            bare.Add(await folder.BareAsync(ScriptFolder.Python, "unseeded.py"));
            injected.Add(await folder.InjectedAsync(ScriptFolder.Python, "unseeded.py"));
        }

        Assert.Equal(Times, bare.Select(run => run.Output).Distinct().Count());
        Assert.Single(injected.Select(run => run.Output).Distinct());
        Assert.StartsWith("weights ", injected[0].Output, StringComparison.Ordinal);
        Assert.Single(injected.Select(Bytes).Distinct());
        Assert.Equal(13, injected[0].Steps.Count);
        Assert.Empty(injected[0].Events("error"));
        Assert.Contains("unseeded.py", injected[0].Said("generator", "file"));
        var other = await folder.InjectedAsync([ScriptFolder.Python, "unseeded.py"], settings => settings with { Seed = 8 });
        Assert.NotEqual(injected[0].Output, other.Output);
    }

    [Fact]
    public async Task A_script_that_seeds_itself_computes_what_it_computes_bare_and_its_seeds_are_on_record()
    {
        ScriptFolder.DemandTorch();
        var bare = await folder.BareAsync(ScriptFolder.Python, "seeded.py");
        var injected = await folder.InjectedAsync(ScriptFolder.Python, "seeded.py");
        Assert.Equal(bare.Output, injected.Output);
        Assert.Equal("", injected.Errors);
        var seeds = injected.Events("seed").Where(record => (string?)record.Event!["by"] == "script");
        Assert.Equal(["random 3 seeded.py:10", "numpy 4 seeded.py:11", "torch 5 seeded.py:12"], seeds.Select(record => Seed(record.Event!)));
    }

    [Theory]
    [InlineData("fork")]
    [InlineData("spawn")]
    [InlineData("forkserver")]
    public async Task Processes_draw_other_numbers_than_each_other_and_the_same_in_each_run(string way)
    {
        ScriptFolder.DemandTorch();
        var first = await folder.InjectedAsync(ScriptFolder.Python, "processes.py", way);
        var second = await folder.InjectedAsync(ScriptFolder.Python, "processes.py", way);
        Assert.Equal(first.Output, second.Output);
        Assert.EndsWith(" 3\n", first.Output, StringComparison.Ordinal);
        Assert.Empty(first.Events("error"));
    }

    [Fact]
    public async Task A_seed_from_the_clock_or_from_entropy_is_reported_and_kept()
    {
        ScriptFolder.DemandTorch();
        var run = await folder.InjectedAsync(ScriptFolder.Python, "clock.py");
        Assert.Equal(["clock", "clock", "entropy"], run.Said("clock_seed", "source"));
        Assert.Equal(["8", "9", "10"], run.Said("clock_seed", "line"));
    }

    [Fact]
    public async Task Entropy_of_the_operating_system_is_derived_in_strict_mode_alone()
    {
        var strict = new[] { await StrictAsync("entropy.py"), await StrictAsync("entropy.py") };
        Assert.Equal(strict[0].Output, strict[1].Output);
        Assert.NotEqual(
            (await folder.InjectedAsync(ScriptFolder.Python, "entropy.py")).Output,
            (await folder.InjectedAsync(ScriptFolder.Python, "entropy.py")).Output
        );
    }

    [Fact]
    public async Task Names_of_temporary_files_still_differ_so_that_they_do_not_collide()
    {
        string[] command = [ScriptFolder.Python, "-c", "import tempfile; print(tempfile.mktemp())"];
        Assert.NotEqual((await folder.InjectedAsync(command)).Output, (await folder.InjectedAsync(command)).Output);
    }

    [Fact]
    public async Task A_derived_seed_stays_when_other_lines_move()
    {
        const string Line = "import random; print(random.Random().random(), random.Random().random())\n";
        folder.Write("one.py", Line);
        folder.Write("again/one.py", Line);
        var first = await folder.InjectedAsync(ScriptFolder.Python, "one.py");
        folder.Write("one.py", "# a comment\nimport random as other\nother.Random()\n" + Line);
        var second = await folder.InjectedAsync(ScriptFolder.Python, "one.py");
        Assert.Equal(first.Output, second.Output);
        Assert.NotEqual(first.Output.Split(' ')[0], first.Output.Split(' ')[1].Trim());
    }

    private Task<ScriptRun> StrictAsync(string script) =>
        folder.InjectedAsync([ScriptFolder.Python, script], settings => settings with { Mode = InjectionMode.Strict });

    private static string Seed(JsonNode seed) => $"{seed["target"]} {seed["value"]} {seed["file"]}:{seed["line"]}";

    private static string Bytes(ScriptRun run) =>
        string.Join('\n', run.Records.Where(record => record.Kind == 2).Select(record => Convert.ToHexString(record.Body)));
}
