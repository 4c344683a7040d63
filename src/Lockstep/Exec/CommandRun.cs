using System.Globalization;
using Lockstep.Exec.Metrics;
using Lockstep.Exec.Outputs;
using Lockstep.Exec.Packages;
using Lockstep.Exec.Parameters;
using Lockstep.Exec.Processes;
using Lockstep.Exec.Python;
using Lockstep.Exec.Streams;
using Lockstep.Files;
using Lockstep.Invariants;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Runs;

namespace Lockstep.Exec;

/// <summary>Runs a prepared command and leaves its folder whole, however it ends.</summary>
/// <param name="folder">Claimed already.</param>
/// <param name="streams">Where what the command prints goes.</param>
public sealed class CommandRun(PreparedCommand prepared, RunFolder folder, CommandStreams streams, TimeProvider clock)
{
    private readonly CommandRecipe recipe = prepared.Recipe.Recipe;
    private readonly RunSession session = new(
        folder,
        new RunRecord
        {
            Name = folder.Name,
            Kind = RunKind.Command,
            Status = RunStatus.Running,
            Host = Environment.MachineName,
            LockId = prepared.Locks.LockId,
            Started = clock.GetUtcNow(),
            LockstepVersion = LockstepBuild.This.Version,
            Warnings = prepared.Warnings,
            Tolerance = prepared.Recipe.Recipe.Tolerance,
        },
        clock);

    private int exitCode = CommandExit.Own;
    private InjectedCommand? injected;

    private RunRecord Record
    {
        get => session.Record;
        set => session.Record = value;
    }

    /// <summary>Makes the folder of a new run.</summary>
    /// <param name="name">Null for date, script, tag and the next free version.</param>
    public static RunFolder ClaimFolder(PreparedCommand prepared, string runs, string? name) => name is null
        ? RunFolder.CreateNext(
            runs, RunName.Stem(TimeProvider.System.GetUtcNow(), CommandName.Of(prepared.Recipe.Recipe.Command), prepared.Recipe.Recipe.Tag ?? "exec"))
        : RunFolder.Create(runs, name);

    /// <summary>Runs it to its end.</summary>
    /// <param name="rerun">What it repeats; null for a run of its own.</param>
    /// <returns>What <c>run.json</c> holds, and the command's exit code.</returns>
    public (RunRecord Record, int ExitCode) Execute(CommandRerun? rerun, CancellationToken stop)
    {
        if (rerun is not null)
        {
            Record = Record with { Parent = rerun.Parent.Name, Rerun = rerun.Request() };
        }

        using var hold = session.Begin(
            prepared.Recipe.ToYaml(), prepared.Source.FileName, prepared.Source.Bytes, prepared.Locks, prepared.Diff, WriteManifests);
        var record = session.Run(
            $"run {folder.Name}: {string.Join(' ', recipe.Command.Select(ShellWord.Of))}",
            Record.Warnings,
            log => WorkAndTidy(log, rerun, stop),
            _ => { });
        return (record, exitCode);
    }

    private void WriteManifests()
    {
        for (var index = 0; index < prepared.Data.Count; index++)
        {
            AtomicFile.WriteAllText(CommandFiles.ManifestPath(folder, index), prepared.Data[index].Gate.Manifest.ToJson());
        }
    }

    private void WorkAndTidy(RunLog log, CommandRerun? rerun, CancellationToken stop)
    {
        try
        {
            Work(log, rerun, stop);
        }
        catch
        {
            // What the command ended with is no success of a run that could not be recorded.
            exitCode = CommandExit.Own;

            // On a full disk this makes the room in which the failure is recorded.
            try
            {
                RemoveScratch();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It is left, and the first failure is told.
            }

            throw;
        }
    }

    private void Work(RunLog log, CommandRerun? rerun, CancellationToken stop)
    {
        string[] own = [folder.FullPath, Path.GetDirectoryName(folder.FullPath) ?? folder.FullPath];
        string[] excluded = [.. own, .. prepared.Data.Select(data => data.Snapshot.Folder), .. prepared.Data.Select(data => data.Link).OfType<string>()];
        var before = OutputScan.Of(prepared.Folder, excluded, clock, stop);
        var end = Run(stop);
        exitCode = end.ExitCode;
        log.Write(string.Create(CultureInfo.InvariantCulture, $"the command ended after {end.Elapsed.TotalSeconds:F1} s with {CommandExit.Told(end)}"));

        // What it left is recorded even where it was stopped: a stop that came is answered already.
        CommandUse? use = null;
        LockSet? locks = null;
        var summary = CommandLedger.Write(Path.Combine(folder.ScratchPath, "streams"), folder.LedgerPath, (ulong)recipe.Seed, told =>
        {
            use = CommandUse.Of(prepared, end, told, folder.ScratchPath, own, CancellationToken.None);
            locks = CommandLocks.After(prepared.Locks, use.Findings, use.Outside);
            PackageLists.Write(
                folder, told, CommandUse.LibrariesOf(told, folder.ScratchPath), use.Opened.Programs, prepared.Folder, CommandFiles.RootOf(prepared));
            return locks.LockId;
        }, CancellationToken.None);
        var copies = CommandCode.CopiesOf(prepared, use!, CancellationToken.None); // both are made before the ledger is begun
        folder.Write(locks! with { Code = copies.NotedIn(locks!.Code) }, prepared.Diff);
        copies.WriteTo(folder);
        Record = Record with { LockId = locks!.LockId };

        var outputs = OutputSet.Collect(
            new OutputRequest(prepared.Folder)
            {
                Rules = [.. recipe.Outputs.Select(OutputRule.Parse)],
                Ignore = recipe.Ignore,
                Before = before,
                Written = end.Opened is null ? null : end.Opened.Written,
                Links = end.Opened?.Links,
                Root = CommandFiles.RootOf(prepared),
                Excluded = excluded,
                Processes = end.Processes,
            },
            folder.OutputsPath,
            CancellationToken.None);
        var metrics = MetricsOf(outputs);
        var parameters = CommandParameters.Read(prepared.Folder, use!.Settings, summary.Of("argparse").Select(told => told.Body))
            .Named(prepared.Tree);
        var result = new CommandResult(CommandOutputs.Digests(outputs), summary.Weights, end.ExitCode);
        var story = new CommandStory(prepared, injected!, end, summary, use, outputs, metrics, parameters, result);
        AtomicFile.WriteAllText(folder.CommandPath, story.ToJson());
        RemoveScratch();

        string[] findings = [.. story.Findings, .. copies.Warning is { } left ? [left] : Array.Empty<string>()];
        foreach (var finding in findings)
        {
            log.Write($"warning: {finding}");
        }

        Record = Record with
        {
            Warnings = [.. Record.Warnings, .. findings],
            Metrics = metrics.Repeatable,
            Timings = TimingsOf(metrics, end),
        };
        Finish(end, result, metrics.All.Select(LineOf).ToArray(), rerun, stop);
    }

    /// <summary>How long it took, and what it told of time, speed and memory.</summary>
    private static NamedNumbers TimingsOf(CommandMetrics metrics, CommandEnd end) => metrics.OfTime.With("seconds", end.Elapsed.TotalSeconds);

    private void Finish(CommandEnd end, CommandResult result, IReadOnlyList<Metric> told, CommandRerun? rerun, CancellationToken stop)
    {
        if (end.Interrupted is { } signal || stop.IsCancellationRequested)
        {
            session.End(RunStatus.Interrupted, $"stopped by {end.Interrupted ?? "a signal"}; the command was ended with it");
            return;
        }

        if (end.Outcome is not (CommandOutcome.Exited or CommandOutcome.Signaled))
        {
            session.End(RunStatus.Failed, CommandExit.Problem(end, recipe.Command[0]));
            return;
        }

        Record = Record with { ResultId = result.IdWith(Record.Metrics) };
        Record = Record with { Invariants = InvariantChecks.OfRun(recipe.Invariants, told, folder.RunsPath) };
        var status = end.ExitCode == 0 ? RunStatus.Finished : RunStatus.Failed;
        var reason = status == RunStatus.Failed ? $"the command ended with {CommandExit.Told(end)}"
            : Record.ResultId is null ? "it left nothing to compare: no file, no metric, no step of an optimizer"
            : null;
        var verdict = rerun?.Judge(Record with { Status = status, Reason = reason });
        Record = Record with { Status = status, Reason = reason, Verdict = verdict };
    }

    private CommandEnd Run(CancellationToken stop)
    {
        injected = CommandInjection.Prepare(prepared, folder);
        return CommandProcess.Run(
            new CommandStart
            {
                Arguments = injected.Arguments,
                Folder = prepared.Folder,
                Environment = With(prepared.Variables, injected.Environment),
                OutputFile = folder.OutputPath,
                Output = streams.Output,
                Errors = streams.Errors,
                OutputIsTerminal = streams.OutputIsTerminal,
                ErrorsAreTerminal = streams.ErrorsAreTerminal,
                NoNetwork = !recipe.Network,
                WhenNotRecorded = () => Injection.RecordOpened(folder.ScratchPath),
            },
            stop);
    }

    private CommandMetrics MetricsOf(OutputSet outputs)
    {
        var metrics = CommandMetrics.Read(new MetricSources
        {
            MetricsFile = Presence.IsFile(folder.MetricsPath) ? folder.MetricsPath : null,
            OutputText = Presence.IsFile(folder.OutputPath) ? folder.OutputPath : null,
            Patterns = recipe.Metrics,
            Files =
            [
                .. outputs.Files.Where(file => file.Kept is not null)
                    .Select(file => new MetricFile(file.Name, Path.Combine(folder.OutputsPath, file.Kept ?? "")))
            ],
        });
        File.Delete(folder.MetricsPath);
        using var log = new MetricsLog(folder.MetricsPath);
        foreach (var metric in metrics.All)
        {
            log.Append(LineOf(metric));
        }

        return metrics;
    }

    private Metric LineOf(CommandMetric metric) =>
        new(metric.Step ?? 0, (int)(metric.Epoch ?? 0), metric.Phase ?? "", metric.Name, metric.Value, metric.Time ?? clock.GetUtcNow());

    /// <summary>What was needed while it ran, and the folders that only a training fills.</summary>
    private void RemoveScratch()
    {
        if (Presence.IsFolder(folder.ScratchPath))
        {
            Directory.Delete(folder.ScratchPath, recursive: true);
        }

        foreach (var empty in Directory.GetDirectories(folder.FullPath).Where(path => !Directory.EnumerateFileSystemEntries(path).Any()))
        {
            Directory.Delete(empty);
        }
    }

    private static Dictionary<string, string?> With(IReadOnlyDictionary<string, string?> variables, IReadOnlyDictionary<string, string?> others)
    {
        var all = new Dictionary<string, string?>(variables, StringComparer.Ordinal);
        if (others.Count > 0)
        {
            foreach (var (name, value) in others)
            {
                all[name] = value;
            }
        }

        return all;
    }
}
