using System.Text;
using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;
using Lockstep.Tests.Shared;

namespace Lockstep.Cli.Tests;

/// <summary>Runs every command of docs/guide.md and compares what it prints; LOCKSTEP_UPDATE_GOLDEN=1 writes the output into the guide anew.</summary>
public sealed partial class GuideTests
{
    [Fact]
    public async Task The_guide_prints_what_it_says()
    {
        Assert.SkipUnless(Directory.Exists("/usr/lib/python3/dist-packages/torch"), "needs PyTorch: install python3-torch");
        var guide = await File.ReadAllTextAsync(GuidePath, TestContext.Current.CancellationToken);
        var rewritten = await WithinOneDayAsync(TimeProvider.System, () => RewrittenAsync(guide));
        if (Environment.GetEnvironmentVariable("LOCKSTEP_UPDATE_GOLDEN") == "1")
        {
            await File.WriteAllTextAsync(GuidePath, rewritten, TestContext.Current.CancellationToken);
        }

        Assert.Equal(Masked(guide), Masked(rewritten));
    }

    [Fact]
    public void The_guide_shows_the_example_as_it_is()
    {
        var shown = Assert.Single(CSharpBlock().Matches(File.ReadAllText(GuidePath))).Groups[1].Value;
        Assert.Contains(shown, File.ReadAllText(Repository.PathOf("examples/own-augmentation/Program.cs")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transcript_that_midnight_fell_into_is_made_again()
    {
        var clock = new SetClock { Now = new DateTimeOffset(2026, 2, 28, 23, 59, 0, TimeSpan.Zero) };
        var made = 0;
        Task<string> MakeAsync()
        {
            clock.Now += TimeSpan.FromMinutes(2);
            return Task.FromResult($"made {++made}");
        }

        Assert.Equal("made 2", await WithinOneDayAsync(clock, MakeAsync));
        Assert.Equal("made 3", await WithinOneDayAsync(clock, MakeAsync));
    }

    /// <summary>
    /// Makes it anew where another day has begun meanwhile: runs are named by day (UTC) and numbered within it,
    /// so that later commands would find others.
    /// </summary>
    private static async Task<string> WithinOneDayAsync(TimeProvider clock, Func<Task<string>> makeAsync)
    {
        while (true)
        {
            var day = clock.GetUtcNow().Date;
            var made = await makeAsync();
            if (clock.GetUtcNow().Date == day)
            {
                return made;
            }
        }
    }

    private static async Task<string> RewrittenAsync(string guide)
    {
        using var place = new Workplace();
        File.Delete(place.PathOf("recipe.yaml"));
        Install(place, "lockstep", Path.Combine(AppContext.BaseDirectory, "Lockstep.Cli.dll"));
        Install(place, "own-augmentation", OwnAugmentationTests.Program);
        File.CreateSymbolicLink(place.PathOf(".bin/python3"), "/usr/bin/python3"); // Debian's, whatever else is on PATH
        File.Copy(Repository.PathOf("examples/pytorch/train.py"), place.PathOf("train.py"));
        var rewritten = new StringBuilder();
        var at = 0;
        foreach (Match block in ConsoleBlock().Matches(guide))
        {
            rewritten.Append(guide, at, block.Index - at).Append("```console\n");
            foreach (var command in block.Groups[1].Value.Split('\n').Where(line => line.StartsWith("$ ", StringComparison.Ordinal)))
            {
                rewritten.Append(command).Append('\n').Append(await OutputOf(place, command[2..]));
            }

            rewritten.Append("```\n");
            at = block.Index + block.Length;
        }

        return rewritten.Append(guide, at, guide.Length - at).ToString();
    }

    private static string GuidePath
    {
        get
        {
            var folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "Lockstep.slnx")))
            {
                folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside a clone.");
            }

            return Path.Combine(folder, "docs", "guide.md");
        }
    }

    /// <summary>Puts a program where the guide's commands find it by its name.</summary>
    private static void Install(Workplace place, string name, string program)
    {
        var path = Path.Combine(Directory.CreateDirectory(place.PathOf(".bin")).FullName, name);
        File.WriteAllText(path, $"#!/bin/sh\nexec dotnet '{program}' \"$@\"\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static async Task<string> OutputOf(Workplace place, string command)
    {
        var result = await CliWrap.Cli.Wrap("bash").WithArguments(["-c", $"exec 2>&1; {command}"]).WithWorkingDirectory(place.Folder)
            .WithEnvironmentVariables(variables => variables.Set("PATH", $"{place.PathOf(".bin")}:{Environment.GetEnvironmentVariable("PATH")}")
                .Set("TERM", "dumb").Set("LC_ALL", "C.UTF-8").Set("EXAMPLES", Repository.PathOf("examples"))
                .Set("GIT_AUTHOR_NAME", "Ada")
                .Set("GIT_AUTHOR_EMAIL", "ada@example.com").Set("GIT_COMMITTER_NAME", "Ada").Set("GIT_COMMITTER_EMAIL", "ada@example.com"))
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(TestContext.Current.CancellationToken);
        var output = result.StandardOutput.Replace(place.Folder, "/home/ada", StringComparison.Ordinal);
        return output.Length == 0 || output.EndsWith('\n') ? output : output + "\n";
    }

    /// <summary>
    /// Without what differs from machine to machine: IDs, dates, counts of a confusion matrix, and figures with a decimal
    /// point, whose columns may be wider there.
    /// </summary>
    private static string Masked(string text) =>
        Figure().Replace(
            Counts().Replace(
                Best().Replace(Date().Replace(Hexadecimal().Replace(Wrap().Replace(Tied().Replace(text, ""), ", "), "ID"), "DATE"), "BEST"),
                "$1 COUNTS"), "FIGURE");

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }

    [GeneratedRegex("```console\n(.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex ConsoleBlock();

    [GeneratedRegex("```csharp\n(.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex("\\b[0-9a-f]{8,64}\\b")]
    private static partial Regex Hexadecimal();

    /// <summary>Where a list of values goes on in a new line depends on how long they are.</summary>
    [GeneratedRegex(",\n +")]
    private static partial Regex Wrap();

    /// <summary>Metrics that two runs differ in on one processor, and on another not, since as many images are right.</summary>
    [GeneratedRegex("^  (?:best|bestEpoch|valAccuracy): .*\n", RegexOptions.Multiline)]
    private static partial Regex Tied();

    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}")]
    private static partial Regex Date();

    [GeneratedRegex("(bestEpoch +|best +epoch )[0-9]+")]
    private static partial Regex Best();

    /// <summary>A row of a confusion matrix: another processor may take another image for something else.</summary>
    [GeneratedRegex("^(\\S+)(?: +[0-9]+){5,}$", RegexOptions.Multiline)]
    private static partial Regex Counts();

    [GeneratedRegex(" *-?[0-9]+\\.[0-9]+(?:e[-+][0-9]+)?|(?<= )threads=[0-9]+|(?<=after )[0-9]+|(?<=weights: )[0-9]+(?= of)|(?<=files +[0-9]+, "
        + ")[0-9]+(?= bytes\nsha256)")]
    private static partial Regex Figure();
}
