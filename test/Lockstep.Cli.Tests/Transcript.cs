using System.Text;
using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;
using Lockstep.Tests.Shared;

namespace Lockstep.Cli.Tests;

/// <summary>Runs every command of a page's console blocks and compares what it prints; LOCKSTEP_UPDATE_GOLDEN=1 writes the output into the page anew.</summary>
internal static partial class Transcript
{
    /// <param name="page">From the repository's root.</param>
    /// <param name="arrange">Puts into the place what the page begins with.</param>
    public static async Task MatchesAsync(string page, Action<Workplace> arrange)
    {
        Assert.SkipUnless(Directory.Exists("/usr/lib/python3/dist-packages/torch"), "needs PyTorch: install python3-torch");
        var path = Repository.PathOf(page);
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var rewritten = await WithinOneDayAsync(TimeProvider.System, () => RewrittenAsync(text, arrange));
        if (Environment.GetEnvironmentVariable("LOCKSTEP_UPDATE_GOLDEN") == "1")
        {
            await File.WriteAllTextAsync(path, rewritten, TestContext.Current.CancellationToken);
        }

        Assert.Equal(Masked(text), Masked(rewritten));
    }

    /// <summary>
    /// Makes it anew where another day has begun meanwhile: runs are named by day (UTC) and numbered within it,
    /// so that later commands would find others.
    /// </summary>
    public static async Task<string> WithinOneDayAsync(TimeProvider clock, Func<Task<string>> makeAsync)
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

    /// <summary>Puts a program where the guide's commands find it by its name.</summary>
    public static void Install(Workplace place, string name, string program)
    {
        var path = Path.Combine(Directory.CreateDirectory(place.PathOf(".bin")).FullName, name);
        File.WriteAllText(path, $"#!/bin/sh\nexec dotnet '{program}' \"$@\"\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static async Task<string> RewrittenAsync(string page, Action<Workplace> arrange)
    {
        using var place = new Workplace();
        arrange(place);
        return await RewrittenAsync(page, place);
    }

    /// <summary>The page with what its commands print here, in a place that has <c>lockstep</c> on its <c>PATH</c>.</summary>
    public static async Task<string> RewrittenAsync(string page, Workplace place)
    {
        Install(place, "lockstep", Workplace.Program);
        File.CreateSymbolicLink(place.PathOf(".bin/python3"), "/usr/bin/python3"); // Debian's, whatever else is on PATH
        var rewritten = new StringBuilder();
        var at = 0;
        foreach (Match block in ConsoleBlock().Matches(page))
        {
            rewritten.Append(page, at, block.Index - at).Append("```console\n");
            foreach (var command in block.Groups[1].Value.Split('\n').Where(line => line.StartsWith("$ ", StringComparison.Ordinal)))
            {
                rewritten.Append(command).Append('\n').Append(await OutputOf(place, command[2..]));
            }

            rewritten.Append("```\n");
            at = block.Index + block.Length;
        }

        return rewritten.Append(page, at, page.Length - at).ToString();
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
    public static string Masked(string text) =>
        Figure().Replace(
            Counts().Replace(
                Best().Replace(Date().Replace(Hexadecimal().Replace(Wrap().Replace(Tied().Replace(text, ""), ", "), "ID"), "DATE"), "BEST"),
                "$1 COUNTS"), "FIGURE");

    [GeneratedRegex("```console\n(.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex ConsoleBlock();

    /// <summary>Not the decimals of a number, of which there may be fewer on another machine.</summary>
    [GeneratedRegex("(?<![0-9][.])\\b[0-9a-f]{8,64}\\b")]
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
