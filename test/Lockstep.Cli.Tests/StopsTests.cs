using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Lockstep.Files;
using Lockstep.Runs;

namespace Lockstep.Cli.Tests;

/// <summary>The proof: real processes, stopped at any moment and resumed, end in the bits of one that was never stopped.</summary>
/// <remarks>LOCKSTEP_STOPS says how many runs are stopped by each signal; one without it.</remarks>
public sealed partial class StopsTests
{
    private const int Terminate = 15;
    private const int Kill = 9;

    [Theory]
    [InlineData(Terminate)]
    [InlineData(Kill)]
    public async Task A_run_that_is_stopped_and_resumed_ends_in_the_bits_of_one_that_never_was(int signal)
    {
        using var place = new Workplace().WithDigits(perClass: 30);
        File.WriteAllText(place.PathOf("recipe.yaml"), """
            seed: 7
            dataset: digits
            model: {name: mlp, dropout: 0.2, hidden: [32]}
            optimizer: {name: sgd, momentum: 0.9, weight_decay: 0.001, no_decay: [bias]}
            schedule: one_cycle
            train: {batch_size: 8, epochs: 20, lr: 0.05, ema: {decay: 0.95}, accumulate: 2, early_stopping: {patience: 15}}
            augment: {rotation_degrees: 10, mixup: {}}
            checkpoint: {every_steps: 5}
            threads: 1

            """);
        var whole = await place.TrainedAsync("--name", "whole");
        var length = new FileInfo(place.PathOf("runs/whole/metrics.jsonl")).Length;

        var delays = new Lockstep.Randomness.RandomStream(2026, Lockstep.Randomness.RandomPurpose.Subset, epoch: (uint)signal, sample: 0);
        var runs = int.Parse(Environment.GetEnvironmentVariable("LOCKSTEP_STOPS") ?? "1", CultureInfo.InvariantCulture);
        var stops = 0;
        string DigestOf(string file) => Sha256.OfFile(place.PathOf(file), TestContext.Current.CancellationToken).Digest;
        for (var run = 1; run <= runs; run++)
        {
            var name = $"stopped-{run}";
            string[] command = ["train", "recipe.yaml", "--name", name, "-q"];
            for (var attempt = 1; ; attempt++)
            {
                // Where it is to be stopped is drawn by the length of its metrics, whatever the speed of the machine, and some
                // milliseconds; the third attempt is left alone.
                var before = attempt == 1 ? 0 : new FileInfo(place.PathOf($"runs/{name}/metrics.jsonl")).Length;
                var until = before + (long)((length - before) * delays.NextUniform(0, 0.7));
                var later = TimeSpan.FromMilliseconds(delays.NextUniform(0, 30));
                var exitCode = await RunAsync(
                    place, command, signal, attempt < 3 ? () => Reaches(place.PathOf($"runs/{name}/metrics.jsonl"), until) : null, later);
                if (exitCode == 0)
                {
                    break;
                }

                stops++;
                Assert.Contains(exitCode, (int[])[130, 128 + signal]);
                command = ["train", "--resume", name, "-q"];
            }

            var folder = RunFolder.Open(place.PathOf($"runs/{name}"));
            var record = folder.ReadRecord();
            Assert.Equal((RunStatus.Finished, whole.Text("resultId")), (record.Status, record.ResultId));
            foreach (var file in (string[])[
                "checkpoints/last.safetensors", "checkpoints/last.raw.safetensors", "checkpoints/best.safetensors", "ledger.bin",
                "artifacts/confusion_matrix.json"
            ])
            {
                Assert.Equal(DigestOf($"runs/whole/{file}"), DigestOf($"runs/{name}/{file}"));
            }

            Assert.Equal(Values(place.PathOf("runs/whole/metrics.jsonl")), Values(folder.MetricsPath));
            await place.ShellAsync($"cd runs/{name} && sha256sum -c --strict --quiet SHA256SUMS");
            Assert.False(Directory.Exists(folder.ResumePath));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{runs} runs, {stops} stops by signal {signal}, all {runs} with result ID {whole.Text("resultId")}");
        Assert.True(stops >= runs, $"only {stops} stops in {runs} runs");
    }

    [Theory]
    [InlineData(Terminate)]
    [InlineData(Kill)]
    public async Task A_run_that_is_stopped_in_its_last_moments_is_sealed_or_resumed_to_the_same_result_and_never_finished_without_its_files(int signal)
    {
        using var place = new Workplace().WithDigits(perClass: 30);
        var whole = await place.TrainedAsync("--name", "whole");
        var files = Files(RunFolder.Open(whole.Text("folder")));
        var delays = new Lockstep.Randomness.RandomStream(2027, Lockstep.Randomness.RandomPurpose.Subset, epoch: (uint)signal, sample: 0);
        var runs = int.Parse(Environment.GetEnvironmentVariable("LOCKSTEP_STOPS") ?? "1", CultureInfo.InvariantCulture);
        var resumed = 0;
        for (var run = 1; run <= runs; run++)
        {
            var name = $"late-{run}";
            var record = place.PathOf($"runs/{name}/run.json");
            // From the end of training on; the later moments are drawn.
            await RunAsync(place, ["train", "recipe.yaml", "--name", name, "-q"], signal, () => Says(record, "resultId"), TimeSpan.FromMilliseconds(
                run == 1 ? 0 : delays.NextUniform(0, 600)));
            var folder = RunFolder.Open(place.PathOf($"runs/{name}"));
            if (folder.ReadRecord().Status != RunStatus.Finished)
            {
                resumed++;
                Assert.Equal(0, await RunAsync(place, ["train", "--resume", name, "-q"], signal, isTime: null, default));
            }

            Assert.Equal((RunStatus.Finished, whole.Text("resultId")), (folder.ReadRecord().Status, folder.ReadRecord().ResultId));
            Assert.Equal(files, Files(folder));
            await place.ShellAsync($"cd runs/{name} && sha256sum -c --strict --quiet SHA256SUMS");
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{runs} runs stopped in their last moments by signal {signal}: {resumed} were resumed, the others had ended");
    }

    [Fact]
    public async Task A_disk_that_fills_at_any_write_of_the_last_phase_leaves_a_run_that_says_so_and_can_be_completed()
    {
        using var place = new Workplace().WithDigits(perClass: 12);
        var whole = await place.TrainedAsync("--name", "whole", "--set", "train.epochs=1");
        // What the last phase writes, in all; so much room is left of it, from none to nearly all.
        var artifacts = new DirectoryInfo(Path.Combine(whole.Text("folder"), "artifacts"))
            .EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => (file.Length + 4095) / 4096 * 4);
        var all = new DirectoryInfo(whole.Text("folder")).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => (file.Length + 4095) / 4096 * 4);
        var sizes = Environment.GetEnvironmentVariable("LOCKSTEP_STOPS") is { } many ? int.Parse(many, CultureInfo.InvariantCulture) : 2;
        var rooms = string.Join(' ', Enumerable.Range(1, sizes).Select(step => all - artifacts + (artifacts * step / (sizes + 1)) + 8));
        var text = await place.ShellWithDiskAsync(megabytes: 1, $$"""
            for room in {{rooms}}; do
              mount -o remount,size=${room}k disk
              code=0; dotnet '{{Workplace.Program}}' train recipe.yaml --set train.epochs=1 --runs disk/runs --name full -q >out 2>err || code=$?
              grep -q '"status": "finished"' disk/runs/full/run.json && said=finished || said=unfinished
              test $said = unfinished || (cd disk/runs/full; sha256sum -c --strict --quiet SHA256SUMS)
              test $said = finished || { test $code = 3; grep -q 'No space' err; }
              mount -o remount,size=64m disk
              test $said = finished || dotnet '{{Workplace.Program}}' train --resume full --runs disk/runs -q >out 2>err
              (cd disk/runs/full; sha256sum -c --strict --quiet SHA256SUMS; grep -q '"status": "finished"' run.json; find . -type f | wc -l)
              echo $said $code; rm -r disk/runs
            done
            """);
        Assert.Contains("unfinished 3", text, StringComparison.Ordinal);
        Assert.Equal(sizes, text.Split($"{RunFolder.Open(whole.Text("folder")).Files().Count() + 1}\n").Length - 1);
    }

    private static string[] Files(RunFolder run) =>
        [.. run.Files().Where(path => !path.Contains("tfevents", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static bool Says(string path, string what)
    {
        try
        {
            return File.ReadAllText(path).Contains(what, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // not yet there
        }
    }

    private static IEnumerable<Metric> Values(string path) => MetricsLog.Read(path).Select(metric => metric with { Time = default });

    private static bool Reaches(string path, long bytes) => new FileInfo(path) is { Exists: true } file && file.Length > bytes;

    private static async Task<int> RunAsync(Workplace place, string[] arguments, int signal, Func<bool>? isTime, TimeSpan later)
    {
        using var process = new Process();
        process.StartInfo = new ProcessStartInfo("dotnet", [
            Workplace.Program, .. arguments
        ])
        { WorkingDirectory = place.Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        process.StartInfo.Environment["XDG_CACHE_HOME"] = place.PathOf("cache");
        process.Start();
        var output = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(
            TestContext.Current.CancellationToken));
        if (isTime is not null)
        {
            while (!process.HasExited && !isTime())
            {
                await Task.Delay(2, TestContext.Current.CancellationToken);
            }

            await Task.Delay(later, TestContext.Current.CancellationToken);
            _ = process.HasExited ? 0 : Signal(process.Id, signal);
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var said = $"{await output.Item1}{await output.Item2}";
        Assert.True(process.ExitCode is 0 or 130 or 128 + Kill or 128 + Terminate, $"exit code {process.ExitCode} of {string.Join(' ', arguments)}\n{said}");
        return process.ExitCode;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
