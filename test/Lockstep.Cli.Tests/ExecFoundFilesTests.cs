using System.Text.Json.Nodes;

namespace Lockstep.Cli.Tests;

/// <summary>What a command left counts whatever its name was made by, and what a second run finds of it is said.</summary>
public sealed class ExecFoundFilesTests
{
    [Theory]
    [InlineData("echo same > a.txt; mkdir tmp; echo $B > tmp/w; rm -rf ck-5; mv tmp ck-5", "ck-5/w: line 1 is '1' and '2'.")]
    [InlineData("echo 1 > c1; echo 2 > c2; ln -sfn c$B best", "best: leads to c1 in the first run, to c2 in the second.")]
    [InlineData("echo same > a.txt; ln -sfn $PWD/a.txt b; ln -sfn ../$B out", "out: leads to ../1 in the first run, to ../2 in the second.")]
    public async Task Folders_that_were_renamed_and_links_are_part_of_the_result(string script, string said)
    {
        using var place = new Workplace();
        File.WriteAllText(place.PathOf("s.sh"), script);
        await place.ShellAsync($"B=1 dotnet {Workplace.Program} exec --name a -q -- sh s.sh");
        var same = await place.ShellAsync($"B=1 dotnet {Workplace.Program} rerun a 2>&1");
        var other = await place.ShellAsync($"B=2 dotnet {Workplace.Program} rerun a --name c 2>&1 || test $? = 1");

        Assert.Contains("verdict    identical", same, StringComparison.Ordinal);
        Assert.Contains(said, other, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(place.PathOf("runs"), "*", SearchOption.AllDirectories), path =>
            new FileInfo(path).LinkTarget is not null);
    }

    [Theory]
    [InlineData("test -e m && cat m >> n; test -e m || echo 1 > n; echo 2 > m", "B found m, which A makes, and read it; A did not.")]
    [InlineData("echo row >> rows.csv", "B found rows.csv, which A makes, and added to it; A did not.")]
    [InlineData("if test -e m; then cat m > n; else echo 1 > n; echo 2 > m; fi", "B found m, which A makes, and read it; A did not.")]
    public async Task A_file_of_the_first_run_that_the_second_finds_is_to_blame(string script, string said)
    {
        using var place = new Workplace();
        var result = await place.RunAsync("exec", "--twice", "--name", "a", "--", "sh", "-c", script);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"to blame: Data: {said} To begin alike, take it away before each run", result.StandardError, StringComparison.Ordinal);
        Assert.DoesNotContain("Randomness", result.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_both_runs_found_is_to_blame_and_what_was_added_alike_is_not()
    {
        using var place = new Workplace();
        File.WriteAllText(place.PathOf("n"), "1");
        var both = await place.RunAsync("exec", "--twice", "--name", "a", "--", "sh", "-c", "echo $(($(cat n) + 1)) > n");
        var alike = await place.ShellAsync(
            $"cd $(mktemp -d) && dotnet {Workplace.Program} exec --twice --name a -- sh -c 'date +%N > t.bin; echo 1 >> r.log' 2>&1 || test $? = 1");

        Assert.Contains("to blame: Data: both runs found n and changed it", both.StandardError, StringComparison.Ordinal);
        Assert.Contains("to blame: Randomness", alike, StringComparison.Ordinal);
        Assert.DoesNotContain("added to", alike, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo 1 > a.txt", "nothing to compare with a:")]
    [InlineData("echo 1 > a.txt; echo 1 > b.txt", "diverged from a:")]
    public async Task Of_a_rerun_that_fails_the_exit_code_is_said_first_and_what_it_printed_at_last(string made, string verdict)
    {
        using var place = new Workplace();
        var script = $"if test -e a.txt; then {made["echo 1 > a.txt".Length..].TrimStart(';', ' ')}\necho no module yaml >&2; exit 3; else {made}; fi";
        var result = await place.RunAsync("exec", "--twice", "--name", "a", "--", "sh", "-c", script);
        var diff = await place.JsonAsync(1, "diff", "a", "latest", "--json");

        Assert.Contains(
            $"{verdict}\n  it failed with exit code 3, where a ended with 0\n  it printed at last: no module yaml\n",
            result.StandardError,
            StringComparison.Ordinal);
        Assert.DoesNotContain("to blame", result.StandardError, StringComparison.Ordinal);
        Assert.DoesNotContain("makes only what is missing", result.StandardError, StringComparison.Ordinal);
        Assert.Equal("exit code: 0 in A, 3 in B", (string?)diff["results"]![0]);
    }

    [Fact]
    public async Task Where_a_link_leads_is_kept_as_text_without_moments_and_places_of_this_machine()
    {
        using var place = new Workplace();
        File.WriteAllText(place.PathOf("s.sh"), "d=run_$(date +%Y%m%d_%H%M%S); mkdir $d; echo 1 > $d/w; ln -s $PWD/$d latest");
        await place.RunAsync("exec", "--name", "a", "-q", "--", "sh", "s.sh");
        var files = (JsonArray)JsonNode.Parse(File.ReadAllText(place.PathOf("runs/a/command.json")))!["outputs"]!["files"]!;
        var link = files.Single(file => (string?)file!["name"] == "latest")!;

        Assert.StartsWith("run_20", (string?)link["link"], StringComparison.Ordinal);
        Assert.Equal(("run_{time}", "link", null), ((string?)link["pairLink"], (string?)link["format"], (string?)link["kept"]));
    }
}
