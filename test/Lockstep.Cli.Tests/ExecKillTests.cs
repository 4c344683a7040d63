using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Lockstep.Cli.Tests;

/// <summary>LOCKSTEP_KILLS=20 in the environment makes each case 20 times, Lockstep's own at 20 moments; without it Lockstep is killed once.</summary>
public sealed class ExecKillTests
{
    private static readonly int Times = int.TryParse(
        Environment.GetEnvironmentVariable("LOCKSTEP_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var times) ? times : 0;

    public static TheoryData<string, bool, bool> Cases => Times == 0
        ? new() { { "KILL", true, false } }
        : new(
            from signal in (string[])["TERM", "KILL"]
            from parent in (bool[])[true, false]
            from command in (bool[])[true, false]
            where parent || command
            select (signal, parent, command));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Of_a_run_that_is_killed_no_process_is_left_its_folder_is_whole_and_its_status_true(string signal, bool parent, bool command)
    {
        for (var i = 0; i < Math.Max(1, Times); i++)
        {
            using var place = new Workplace();
            var mark = $"600.{Path.GetFileName(place.Folder).GetHashCode(StringComparison.Ordinal) & 0xfff_ffff}";
            using var process = Start(place, mark, lives: command || Times == 0);
            if (command || Times == 0)
            {
                await WaitForAsync(() => File.Exists(place.PathOf("pid")) && new FileInfo(place.PathOf("pid")).Length > 0);
            }
            else
            {
                // From its start to beyond its end.
                await Task.Delay(TimeSpan.FromSeconds(1.5 * i / Times), TestContext.Current.CancellationToken);
            }

            var pid = command ? (await File.ReadAllTextAsync(place.PathOf("pid"), TestContext.Current.CancellationToken)).Trim() : "";
            var targets = parent ? $"{process.Id} {pid}" : pid;
            await place.ShellAsync($"kill -{signal} {targets} || true");
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            await WaitForAsync(() => !Processes().Any(line => line.Contains(mark, StringComparison.Ordinal)));
            await CheckAsync(place, signal, parent, command, process.ExitCode);
        }
    }

    private static Process Start(Workplace place, string mark, bool lives)
    {
        var script = lives
            ? $"sleep {mark} & setsid sleep {mark} & (env -i setsid sleep {mark} &); echo 1 > made.txt; echo $$ > pid; exec sleep {mark}"
            : $"sleep 0.3; echo 1 > made.txt; : {mark}";
        return Process.Start(new ProcessStartInfo("dotnet", [Workplace.Program, "exec", "--name", "a", "--", "sh", "-c", script])
        {
            WorkingDirectory = place.Folder,
            RedirectStandardError = true,
        })!;
    }

    private static async Task CheckAsync(Workplace place, string signal, bool parent, bool command, int exitCode)
    {
        if (!Directory.Exists(place.PathOf("runs/a")))
        {
            return; // killed before there was one
        }

        if (!File.Exists(place.PathOf("runs/a/run.json")))
        {
            // Killed between the folder and the record, which is written first of all.
            Assert.Equal("KILL", signal);
            Assert.Contains("damaged", (await place.RunAsync("runs")).StandardOutput, StringComparison.Ordinal);
            return;
        }

        var shown = await place.RunAsync("runs", "show", "a");
        var run = (JsonObject)JsonNode.Parse(await File.ReadAllTextAsync(place.PathOf("runs/a/run.json"), TestContext.Current.CancellationToken))!;
        var status = run.Text("status");
        if (!parent)
        {
            Assert.Equal(("failed", signal == "TERM" ? 143 : 137), (status, exitCode));
        }
        else if (status == "running")
        {
            // What killed it left no time to write an end: it is listed as what it is.
            Assert.Equal("KILL", signal);
            Assert.Contains("interrupted (process gone)", shown.StandardOutput, StringComparison.Ordinal);
            Assert.Contains("run it anew with 'lockstep exec'", shown.StandardError, StringComparison.Ordinal);
        }
        else
        {
            // Of both, one is first.
            Assert.Contains(status, (string[])(command ? ["interrupted", "failed"] : ["interrupted", "finished"]));
        }

        if (status != "running")
        {
            await place.ShellAsync("cd runs/a && sha256sum -c --strict --quiet SHA256SUMS && ! find . -name '*.tmp*' -o -name .exec | grep .");
        }
    }

    private static IEnumerable<string> Processes()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            string line;
            try
            {
                line = File.ReadAllText($"{folder}/cmdline");
            }
            catch (IOException)
            {
                continue; // it is gone
            }

            yield return line;
        }
    }

    private static async Task WaitForAsync(Func<bool> condition)
    {
        for (var clock = Stopwatch.StartNew(); !condition(); await Task.Delay(50, TestContext.Current.CancellationToken))
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), "It did not come to that in a minute.");
        }
    }
}
