using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Runs;

namespace Lockstep.Cli.Tests;

/// <summary>Kills 'evaluate --save' while it writes; LOCKSTEP_KILLS says how often, for a longer proof.</summary>
public sealed class EvaluateKillTests
{
    [Fact]
    public async Task Killed_while_it_saves_the_run_is_whole_with_the_figures_or_without_once_the_next_command_has_seen_it()
    {
        using var place = new Workplace().WithDigits(perClass: 4);
        await place.TrainedAsync("--name", "whole");
        var kills = int.Parse(Environment.GetEnvironmentVariable("LOCKSTEP_KILLS") ?? "4", CultureInfo.InvariantCulture);
        var (mended, saved) = (0, 0);
        for (var kill = 0; kill < kills; kill++)
        {
            var run = $"killed-{kill}";
            await place.ShellAsync($"cp -r runs/whole runs/{run}");
            var running = place.Lockstep("evaluate", run, "--save").ExecuteAsync(TestContext.Current.CancellationToken);
            var isBegun = Begun(place.PathOf($"runs/{run}"), kill);
            while (!running.Task.IsCompleted && !isBegun())
            {
                Thread.Yield();
            }

            Kill(running.ProcessId);
            await running;

            var told = await place.RunAsync("bundle", run, "-o", $"{run}.zip");
            Assert.True(told.ExitCode == 0, told.StandardError);
            mended += told.StandardError.Contains("was killed", StringComparison.Ordinal) ? 1 : 0;
            await place.ShellAsync(
                $"cd runs/{run}; sha256sum -c --strict --quiet SHA256SUMS; test $(find . -type f | wc -l) = $(( $(wc -l < SHA256SUMS) + 1 ))");
            var folder = RunFolder.Open(place.PathOf($"runs/{run}"));
            var isSaved = folder.TryReadArtifact("val.json") is { } figures && JsonNode.Parse(figures) is JsonObject;
            Assert.Equal(isSaved, folder.TryReadArtifact("report.html")?.Contains("<h2>Validation split</h2>", StringComparison.Ordinal));
            saved += isSaved ? 1 : 0;
        }

        TestContext.Current.SendDiagnosticMessage($"{kills} kills: {mended} runs were mended, {saved} have the figures");
        Assert.True(mended > 0 || saved is > 0, $"{kills} kills, none while anything was written");
    }

    private static void Kill(int process)
    {
        try
        {
            using var running = Process.GetProcessById(process);
            running.Kill();
        }
        catch (ArgumentException)
        {
            // It has ended.
        }
    }

    /// <summary>Whether one of its writes is seen, another for each kill.</summary>
    private static Func<bool> Begun(string run, int kill) => (kill % 4) switch
    {
        0 => () => Directory.Exists(Path.Combine(run, ".adding.tmp")),
        1 => () => File.Exists(Path.Combine(run, ".adding.tmp", "SHA256SUMS")),
        2 => () => Directory.Exists(Path.Combine(run, ".adding")),
        _ => () => File.Exists(Path.Combine(run, "artifacts", "val.json")),
    };
}
