using System.Text.RegularExpressions;

namespace Lockstep.Cli.Tests;

/// <summary>No command writes into a sealed folder. Most of them are called in this process: the refusal comes before any work.</summary>
[Collection(nameof(AugmentCheckTests))]
public sealed partial class WrittenPlacesTests
{
    /// <summary>Every command that writes; AT is the place that it is told to write to.</summary>
    private static readonly string[] Writers =
    [
        "init AT", "demo --keep AT", "train r.yaml --runs AT", "exec --runs AT -- true",
        "ablate s.yaml --runs AT", "ablate s.yaml -o AT", "ablate s.yaml --junit AT/j.xml",
        "rerun x --runs AT", "rerun x --junit AT/j.xml", "diff a b --junit AT/j.xml",
        "diff a b --picture AT/p.svg", "smoke r.yaml --junit AT/j.xml", "smoke r.yaml --markdown AT/m.md", "smoke r.yaml --sarif AT/s.json",
        "smoke r.yaml --golden AT/g.json --update-golden",
        "audit . --junit AT/j.xml", "audit . --markdown AT/m.md", "audit . --sarif AT/s.json", "audit . --baseline AT/b.json --update-baseline",
        "audit . --pairs AT/p.html",
        "bisect a --keep AT", "bundle x -o AT/x.zip", "code restore x AT",
        "env restore x --venv AT", "env dockerfile x -o AT", "env sbom x -o AT/b.json", "augment preview r.yaml -o AT/p.png",
        "data get mnist --into AT/mnist", "data snapshot src AT/v2", "data pull src v1 AT/v1", "data push AT ds", "data seal AT",
        "data split ds -o AT/s.tsv", "data index ds -o AT/i.json", "data pixels ds -o AT/p.txt",
        "data export ds --bagit -o AT/bag", "data export ds --dvc -o AT/ds.dvc", "data export ds --croissant -o AT/c.json",
    ];

    /// <summary>Options that take a file or folder, and only read it.</summary>
    private static readonly string[] Readers = ["--data", "--model", "--resume", "--recipe", "--from", "--against", "--repository", "--group", "--find-links"];

    /// <summary>Of commands that write no run there; one takes a run away.</summary>
    private static readonly string[] ReadersOfRuns =
        [
            "evaluate", "predict", "runs", "runs show", "runs remove", "diff", "bisect", "explain", "bundle", "ledger show", "code restore", "code diff",
            "env restore", "env dockerfile", "env sbom", "audit"
        ];

    [Fact]
    public async Task No_command_writes_into_a_sealed_folder_by_whatever_way_it_is_named()
    {
        using var place = new Workplace().WithDigits(perClass: 2);
        await place.JsonAsync(0, "data", "seal", "digits");
        await place.ShellAsync("mkdir src digits-link-at && ln -s digits link && ln -s ../digits/3 digits-link-at/three");
        var before = await place.ShellAsync("find digits | sort");
        foreach (var writer in Writers)
        {
            foreach (var at in (string[])["digits/inner", "digits/3", "digits/not/there", "link/inner", "digits-link-at/three"])
            {
                string[] arguments = [.. writer.Split(' ').Select(word => word switch
                {
                    "ds" or "src" => place.PathOf(word == "ds" ? "digits" : "src"),
                    "r.yaml" => place.PathOf("recipe.yaml"),
                    _ => word.Replace("AT", place.PathOf(at), StringComparison.Ordinal),
                }), .. writer.Contains("r.yaml", StringComparison.Ordinal) ? (string[])["--set", $"dataset={place.PathOf("digits")}"] : []];
                var (code, _, errors) = await InThisProcess.RunAsync(arguments);
                var refused = writer.StartsWith("exec ", StringComparison.Ordinal) ? 125 : 2;
                Assert.True(
                    code == refused && errors.Contains("Nothing was written; name another place.", StringComparison.Ordinal),
                    $"{writer} at {at}: {code} {errors}");
            }
        }

        Assert.Equal(before, await place.ShellAsync("find digits | sort"));
    }

    [Fact]
    public async Task Every_option_that_takes_a_file_or_folder_is_known_to_write_or_to_read()
    {
        var open = new List<string>();
        foreach (var command in await CommandHelp.CommandsAsync())
        {
            var help = await CommandHelp.TextAsync(command);
            foreach (var option in OptionOfPlace().Matches(help).Select(match => match.Groups[1].Value).Except(Readers))
            {
                var spelled = option == "--output" ? "-o" : option;
                if (!(option == "--runs" && ReadersOfRuns.Contains(command)) && !Writers.Any(
                    writer => writer.StartsWith(command + " ", StringComparison.Ordinal) && writer.Contains($" {spelled} ", StringComparison.Ordinal)))
                {
                    open.Add($"{command} {option}");
                }
            }
        }

        Assert.Empty(open);
    }

    [Fact]
    public async Task Where_nothing_is_said_the_current_folder_counts_and_so_does_that_of_the_store()
    {
        using var place = new Workplace().WithDigits(perClass: 2);
        await place.JsonAsync(0, "data", "seal", "digits");
        await place.ShellAsync("mkdir src && cp recipe.yaml src/it.png");
        foreach (var command in (string[])["data split .", "bundle x", "data snapshot ../src ../v1"])
        {
            Assert.Contains(
                "Nothing was written; name another place.\nexit 2",
                await place.ShellAsync($"cd digits && dotnet '{Workplace.Program}' {command} 2>&1 || echo \"exit $?\""),
                StringComparison.Ordinal);
        }

        Assert.Equal(0, (await place.RunAsync("data", "verify", "digits")).ExitCode);
    }

    [Fact]
    public async Task A_data_set_that_is_not_sealed_is_not_written_to_either_by_what_reads_it()
    {
        using var place = new Workplace().WithDigits(perClass: 2);
        foreach (var arguments in (string[][])[["data", "index", "digits", "-o", "digits/i.json"], ["train", "recipe.yaml", "--runs", "digits/runs"]])
        {
            var result = await place.RunAsync(arguments);
            Assert.Equal(2, result.ExitCode);
            Assert.Contains("lies in the data set's folder", result.StandardError, StringComparison.Ordinal);
        }

        Assert.Equal(10, Directory.EnumerateFileSystemEntries(place.PathOf("digits")).Count());
    }

    [GeneratedRegex(@"^  (?:-[a-z], )?(--[a-z-]+) <[^>]*(?:FILE|DIR|OUT|PATH|FOLDER|PREVIOUS)[^>]*>", RegexOptions.Multiline)]
    private static partial Regex OptionOfPlace();
}
