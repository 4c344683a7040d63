using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Ablation.Suites;
using Lockstep.Exec.Processes;
using Lockstep.Recipes;
using Lockstep.Runs;

namespace Lockstep.Ablation.Running;

/// <summary>Makes the runs of a suite that aren't there yet, each in a process of its own, several at a time.</summary>
/// <param name="program">How this program is started with arguments.</param>
public sealed class SuiteRunner(
    Suite suite, SuiteFolder folder, string runs, RecipeAdditions additions, Func<IReadOnlyList<string>, ProcessStartInfo> program,
    IProgress<SuiteProgress> progress)
{
    private const int Interrupted = 130;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    private readonly MemoryRoom memory = new(AvailableMemory);
    private bool isOneAtATime;

    /// <summary>How many runs the cores have room for at once, where the suite doesn't say.</summary>
    /// <remarks>A command's threads are not known, unless its recipe says them; and two of one working folder may write the same files.</remarks>
    public static int JobsFor(Suite suite) =>
        Math.Max(1, Environment.ProcessorCount / Math.Max(1, suite.Arms.Max(arm => arm.Threads ?? Environment.ProcessorCount)));

    /// <summary>Makes what is missing; a run that fails keeps no other from being made.</summary>
    /// <param name="jobs">At most so many at a time, from 1.</param>
    /// <exception cref="OperationCanceledException">It was stopped; the runs are left so that they can go on.</exception>
    public async Task RunAsync(IReadOnlyList<PlannedRun> planned, int jobs, CancellationToken cancellation)
    {
        isOneAtATime = jobs == 1;
        var waiting = new Queue<PlannedRun>(planned.Where(run => !IsFinished(run)));
        var tasks = new List<Task>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            while (waiting.Count > 0 || tasks.Count > 0)
            {
                while (waiting.Count > 0 && tasks.Count < jobs && (tasks.Count == 0 || memory.HasFor(waiting.Peek().Arm)) && !stop.IsCancellationRequested)
                {
                    var run = waiting.Dequeue();
                    tasks.Add(MakeAsync(run, stop.Token));
                }

                cancellation.ThrowIfCancellationRequested();
                // Others end, or memory comes free.
                await Task.WhenAny([.. tasks, Task.Delay(BetweenLooks, stop.Token)]).ConfigureAwait(false);
                foreach (var done in tasks.Where(task => task.IsCompleted).ToArray())
                {
                    tasks.Remove(done);
                    await done.ConfigureAwait(false);
                }
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(tasks.Select(task => task.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default)))
                .ConfigureAwait(false);
        }
    }

    private bool IsFinished(PlannedRun run)
    {
        var look = RunLook.At(run, runs, additions);
        var isFinished = look.State == RunState.Finished && !LacksTest(look);
        if (isFinished)
        {
            progress.Report(new SuiteProgress(run, RunEvent.Found, Value: ValueOf(look)));
            Remember(run, folder.MeasuredOf(run.Name).PeakBytes);
        }

        return isFinished;
    }

    private bool LacksTest(RunLook look) =>
        suite.TestFigure is not null && look is { State: RunState.Finished, Folder: { } made } && TestFigures.Of(made) is null;

    private async Task MakeAsync(PlannedRun run, CancellationToken cancellation)
    {
        var look = await WaitForOtherAsync(run, cancellation).ConfigureAwait(false);
        if (look.State == RunState.Finished && !LacksTest(look))
        {
            progress.Report(new SuiteProgress(run, RunEvent.Found, Value: ValueOf(look)));
            return;
        }

        var (code, errors) = (0, "");
        if (look.State == RunState.Stopped)
        {
            (code, errors) = await StartAsync(run, ["train", "--resume", look.Folder!.FullPath, "--runs", runs, "--json-progress"], cancellation)
                .ConfigureAwait(false); // a run that was stopped has a folder
            if (code != 0 && code != Interrupted && RunLook.At(run, runs, additions).State != RunState.Finished)
            {
                // Its locks can't be met any more, such as after an update: what it was is worth nothing to the others.
                look = RunLook.At(run, runs, additions) with { State = RunState.Failed };
            }
        }

        if (look.State is RunState.Failed or RunState.Absent)
        {
            look.Folder?.Remove();
            var separator = run.Arguments.ToList().IndexOf("--");
            string[] place = ["--name", run.Name, "--runs", runs];
            (code, errors) = await StartAsync(
                run,
                separator < 0 ? [.. run.Arguments, .. place] : [.. run.Arguments.Take(separator), .. place, .. run.Arguments.Skip(separator)],
                cancellation).ConfigureAwait(false);
        }

        cancellation.ThrowIfCancellationRequested();
        look = RunLook.At(run, runs, additions);
        if (LacksTest(look))
        {
            (code, errors) = await StartAsync(run, TestFigures.ArgumentsFor(look.Folder!, runs), cancellation, isMeasured: false)
                .ConfigureAwait(false); // a finished run has a folder
            cancellation.ThrowIfCancellationRequested();
            look = RunLook.At(run, runs, additions);
        }

        Told(run, look, code, errors);
    }

    private void Told(PlannedRun run, RunLook look, int code, string errors)
    {
        if (look is { State: RunState.Finished, Record: { } record } && !LacksTest(look))
        {
            progress.Report(new SuiteProgress(run, RunEvent.Finished, Value: ValueOf(look), Seconds: (record.Ended - record.Started)?.TotalSeconds));
            return;
        }

        var said = errors.Split('\n').LastOrDefault(line => line.StartsWith("error: ", StringComparison.Ordinal))?["error: ".Length..];
        progress.Report(new SuiteProgress(
            run,
            RunEvent.Failed,
            Reason: (look.State == RunState.Finished ? null : look.Record?.Reason) ?? said
                ?? string.Create(CultureInfo.InvariantCulture, $"its process ended with code {code}")));
    }

    private async Task<RunLook> WaitForOtherAsync(PlannedRun run, CancellationToken cancellation)
    {
        var look = RunLook.At(run, runs, additions);
        if (look is { State: RunState.Running, Record.IsElsewhere: true })
        {
            throw new LockstepException($"{run.Name} runs on another machine, {look.Record.Host}, as its record says. Let it end there, "
                + $"or take it away with 'lockstep runs remove {look.Folder!.Reference}'.");
        }

        if (look.State == RunState.Running)
        {
            progress.Report(new SuiteProgress(run, RunEvent.Waiting, Reason: "another process makes it"));
        }

        while (look.State == RunState.Running)
        {
            await Task.Delay(BetweenLooks, cancellation).ConfigureAwait(false);
            look = RunLook.At(run, runs, additions);
        }

        return look;
    }

    /// <param name="isMeasured">Whether what it takes is what the run takes.</param>
    private async Task<(int Code, string Errors)> StartAsync(
        PlannedRun run, IReadOnlyList<string> arguments, CancellationToken cancellation, bool isMeasured = true)
    {
        progress.Report(new SuiteProgress(run, RunEvent.Started));
        ChildRun? child = null;
        child = new ChildRun
        {
            Epoch = (epoch, epochs) =>
            {
                // A training has had all that it takes by then: a batch, and the validation images.
                Remember(run, child?.PeakBytes);
                progress.Report(new SuiteProgress(run, RunEvent.Epoch, epoch, epochs));
            },
        };
        memory.Begin(run, () => child.Bytes);
        // Of several at once nobody can say which took how much.
        var energy = isOneAtATime ? new EnergyCounters() : null;
        int code;
        try
        {
            code = await child.RunAsync(program(arguments), cancellation).ConfigureAwait(false);
        }
        finally
        {
            memory.End(run);
        }

        Remember(run, child.PeakBytes);
        if (code == 0 && isMeasured)
        {
            folder.Measured(run.Name, child.PeakBytes, energy?.Joules());
        }

        return (code, child.Errors);
    }

    /// <summary>What a run took counts for the next ones of its arm; a command's own is in its record.</summary>
    private void Remember(PlannedRun run, long? peakBytes)
    {
        var place = Path.Combine(runs, run.Name);
        var ofCommand = suite.IsOfCommand && RunFolder.IsOne(place)
            && CommandRecord.Read(RunFolder.Open(place), command => command["usage"]?["peakBytes"] as JsonValue) is { } recorded
            && recorded.TryGetValue<long>(out var bytes) ? bytes : (long?)null;
        if (peakBytes is not null || ofCommand is not null)
        {
            memory.Took(run.Arm, (peakBytes ?? 0) + (ofCommand ?? 0));
        }
    }

    private double? ValueOf(RunLook look) => look is { Folder: { } made, Record: { } record } ? TestFigures.ValueOf(suite, made, record) : null;

    private static long? AvailableMemory()
    {
        try
        {
            var line = File.ReadLines("/proc/meminfo").FirstOrDefault(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal));
            return line is not null &&
                long.TryParse(line.AsSpan(13).TrimEnd("kB").Trim(), CultureInfo.InvariantCulture, out var kilobytes) ? kilobytes << 10 : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
