using System.Text.Json.Nodes;

namespace Lockstep.Cli.Tests;

/// <summary>What people are told, where names are odd or the advice of another command would be wrong.</summary>
public sealed class MessageTests
{
    [Fact]
    public async Task Control_characters_of_a_name_reach_no_terminal()
    {
        const string Odd = "\u001b[2J\u0007it";
        using var place = new Workplace().WithDigits(perClass: 2);
        await place.JsonAsync(0, "data", "seal", "digits");
        Directory.CreateDirectory(place.PathOf("bad"));
        File.WriteAllText(place.PathOf($"bad/{Odd}.png"), "torn");
        File.WriteAllText(place.PathOf("bad/two\nlines.png"), "torn");
        File.WriteAllText(place.PathOf($"digits/0/{Odd}.png"), "torn");
        File.WriteAllText(place.PathOf($"{Odd}.yaml"), "seed: [");
        Directory.CreateDirectory(place.PathOf($"{Odd}"));
        foreach (var command in (string[][])
        [
            ["data", "seal", "bad"], ["data", "seal", Odd], ["data", "show", Odd], ["data", "show", "bad"], ["data", "verify", "digits"],
            ["data", "list", Odd], ["data", "push", "digits", $"x3://{Odd}"],
            ["train", $"{Odd}.yaml"], ["train", "recipe.yaml", "--set", $"{Odd}=1"], ["recipe", "check", "recipe.yaml", "--set", $"dataset={Odd}"],
            ["runs", "show", Odd], ["runs", "--runs", Odd],
            ["predict", Odd, "digits"], ["diff", Odd, Odd], [Odd], ["data", Odd], ["train", $"--{Odd}"],
        ])
        {
            var result = await place.RunAsync(command);
            Assert.DoesNotContain(result.StandardOutput + result.StandardError, character => char.IsControl(character) && character is not ('\n' or '\t'));
            Assert.Contains("it", result.StandardOutput + result.StandardError, StringComparison.Ordinal);
        }

        Assert.Contains("\n  two\\u000alines.png has a line break", (await place.RunAsync("data", "seal", "bad")).StandardError, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TERM=xterm", "\u001b[91merror:\u001b[0m No run 'none'")]
    [InlineData("TERM=dumb", "error: No run 'none'")]
    [InlineData("TERM=xterm NO_COLOR=1", "error: No run 'none'")]
    public async Task The_mark_of_an_error_has_a_colour_where_a_terminal_shows_it_and_nobody_objects(string variables, string said)
    {
        using var place = new Workplace();
        var shown = await place.ShellAsync($"env -u NO_COLOR {variables} script -qec 'dotnet {Workplace.Program} runs show none' /dev/null || test $? = 2");

        Assert.Contains(said, shown, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', (await place.RunAsync("runs", "show", "none")).StandardError);
    }

    [Fact]
    public async Task Columns_stand_under_each_other_whatever_the_classes_are_called()
    {
        using var place = new Workplace().WithDigits(perClass: 6);
        await place.ShellAsync("mv digits/0 digits/猫 && mv digits/1 'digits/😀 smile' && mv digits/2 digits/e\u0301tat && rm -r digits/3 digits/4 digits/5 "
            + "digits/6 digits/7 digits/8 digits/9");
        await place.JsonAsync(0, "data", "seal", "digits");
        var run = await place.JsonAsync(0, "train", "recipe.yaml");
        foreach (var (command, lines) in new (string[], int)[]
        {
            (["data", "show", "digits"], 3), (["data", "index", "digits"], 3), (["evaluate", run.Text("run")], 6)
        })
        {
            // Each of the three classes has a row in each table.
            var rows = (await place.RunAsync(command)).StandardOutput.Split('\n').Where(line => line.Any(char.IsAsciiDigit))
                .Where(line => line.TrimStart().StartsWith('猫')
                    || line.TrimStart().StartsWith("😀", StringComparison.Ordinal) || line.TrimStart().StartsWith("e\u0301tat", StringComparison.Ordinal))
                .ToArray();
            Assert.Equal(lines, rows.Length);
            Assert.All(rows.Chunk(3), table => Assert.Single(table.Select(CellsOf).Distinct()));
        }
    }

    /// <summary>Of the names above.</summary>
    private static int CellsOf(string line) => line.EnumerateRunes().Sum(rune => rune.Value switch { 0x732b or 0x1f600 => 2, 0x301 => 0, _ => 1 });

    [Fact]
    public async Task An_evaluation_that_stops_is_not_told_of_training()
    {
        using var place = new Workplace().WithDigits();
        var run = await place.TrainedAsync();
        await place.ShellAsync("cp -r digits torn && : > torn/4/0000.png && printf 'no image' > torn/5/0000.png");
        await place.JsonAsync(0, "data", "seal", "digits");
        await place.JsonAsync(0, "data", "seal", "torn");
        place.ChangeOneByte("digits/3/0003.png");

        var changed = await place.RunAsync("evaluate", run.Text("run"), "--data", "digits");
        Assert.Equal(1, changed.ExitCode);
        Assert.Contains("so nothing was evaluated:\n  3/0003.png has SHA-256", changed.StandardError, StringComparison.Ordinal);

        var broken = await place.RunAsync("evaluate", run.Text("run"), "--data", "torn");
        Assert.Equal(3, broken.ExitCode);
        Assert.Contains("not a whole image", broken.StandardError, StringComparison.Ordinal);
        Assert.Contains("Nothing was evaluated. Replace or remove the file", broken.StandardError, StringComparison.Ordinal);
        Assert.DoesNotContain("on_broken", broken.StandardError, StringComparison.Ordinal);

        var index = await place.RunAsync("data", "index", "digits");
        Assert.Contains("so nothing was written", index.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_this_version_reads_otherwise_is_not_to_be_brought_back()
    {
        using var place = new Workplace().WithDigits();
        await place.JsonAsync(0, "data", "seal", "digits");
        var run = await place.JsonAsync(0, "train", "recipe.yaml", "--name", "old");
        var (folder, path) = (run.Text("folder"), Path.Combine(run.Text("folder"), "locks/data.json"));
        var data = JsonNode.Parse(File.ReadAllText(path))!;
        data["relevant"]!["samples"]!["splitSha256"] = new string('1', 64);
        File.WriteAllText(path, data.ToJsonString());
        await place.ShellAsync($"cd '{folder}' && find . -type f ! -name SHA256SUMS ! -name run.json -printf '%P\\n' | LC_ALL=C sort | xargs sha256sum > "
            + "../sums && sha256sum run.json >> ../sums && LC_ALL=C sort -k2 ../sums > SHA256SUMS");

        var evaluated = await place.RunAsync("evaluate", "old");
        Assert.Contains("Evaluate with the version that made the run, 0.1.0", evaluated.StandardError, StringComparison.Ordinal);
        var rerun = await place.RunAsync("rerun", "old");
        Assert.Equal(1, rerun.ExitCode);
        Assert.Contains("this Lockstep reads the folder otherwise: there is nothing to bring back. Use the version that made the run, "
            + "0.1.0", rerun.StandardError, StringComparison.Ordinal);

        await place.ShellAsync($"sed -i 's/^  format: .*/  format: idx/' '{folder}/recipe.yaml'");
        var unread = await place.RunAsync("evaluate", "old");
        Assert.Equal(3, unread.ExitCode);
        Assert.Contains("\nThe files are those of the run, and this Lockstep reads the folder otherwise. Evaluate with the version that made the run, "
            + "0.1.0", unread.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_of_another_machine_is_not_called_gone()
    {
        using var place = new Workplace().WithDigits();
        await place.TrainedAsync("--name", "here");
        await place.ShellAsync("cp -r runs/here runs/there && sed -i 's/finished/running/' runs/*/run.json && sed -i 's/\"host\": .*/\"host\": "
            + "\"gpu-7\",/' runs/there/run.json && grep -q gpu-7 runs/there/run.json");
        var listed = await place.RunAsync("runs");
        Assert.Matches("here +interrupted \\(process gone\\) [^$]*there +running \\(on gpu-7\\) ", listed.StandardOutput);
        Assert.Contains("there runs on gpu-7, or was killed there: which, can't be told from here. If it was killed, go on with it: "
            + "lockstep train --resume there", listed.StandardError, StringComparison.Ordinal);
        var shown = await place.JsonAsync(0, "runs", "show", "there");
        Assert.Equal(("running", "gpu-7", null), (shown.Text("status"), shown.Text("runsOn"), shown["processGone"]));
        Assert.Contains("there runs on gpu-7", (await place.RunAsync("runs", "show", "there")).StandardError, StringComparison.Ordinal);
    }
}
