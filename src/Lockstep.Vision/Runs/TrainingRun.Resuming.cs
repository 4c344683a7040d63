using System.Globalization;
using Lockstep.Files;
using Lockstep.Runs;
using Lockstep.Vision.Training;
using Lockstep.Vision.Training.Resuming;

namespace Lockstep.Vision.Runs;

internal sealed partial class TrainingRun
{
    private readonly ResumePoints points = new(folder.ResumePath);
    private readonly ResumeSchedule schedule = new(prepared.Recipe.Recipe.Checkpoint, clock);
    private readonly EarlyStopping? stopping = prepared.Recipe.Recipe is { Train.EarlyStopping: { } early, Checkpoint.Metric: var metric }
        ? new EarlyStopping(
            early, metric, TaskCatalog.Of(prepared.Recipe.Recipe, prepared.Data).Choices.Single(choice => choice.Metric == metric).IsHigherBetter)
        : null;
    private (int Epoch, int Step)? saved; // where the newest checkpoint is, if this process wrote it or resumed from it

    /// <summary>Goes on with a stopped run, to the very bits of one that was never stopped.</summary>
    /// <param name="judge">Makes the verdict of a finished rerun.</param>
    /// <param name="said">Told what the user should know before training resumes.</param>
    /// <returns>What <c>run.json</c> holds.</returns>
    /// <exception cref="LockstepException">It is finished, still runs, or has no checkpoint that can be resumed from. The folder is as it was.</exception>
    public RunRecord Resume(Func<RunRecord, Verdict>? judge, Action<string> said, CancellationToken cancellation)
    {
        using var hold = session.Reopen();
        if (Record.Status == RunStatus.Finished && folder.IsSealed)
        {
            throw new LockstepException($"{folder.Name} is finished: there is nothing to resume. Train it again with 'lockstep rerun {folder.Reference}'.");
        }

        if (Record.ResultId is not null && HasItsResult)
        {
            const string Rest = "its training is done, and what is missing is written";
            said($"{folder.Name}: {Rest}");
            folder.Unseal();
            // Why it was stopped early stays.
            Record = Record with
            {
                Status = RunStatus.Running,
                Host = Environment.MachineName,
                Ended = null,
                Reason = Record.Reason?.StartsWith(StoppedEarly, StringComparison.Ordinal) == true ? Record.Reason.Split($" {TrainingIsDone}")[0] : null
            };
            return Run($"resumed: {Rest}", [], resumed: null, judge, cancellation);
        }

        Record = Record with { ResultId = null, Verdict = null };
        Trainer? trainer = NewTrainer();
        try
        {
            var warnings = new List<string>();
            var from = Restored(trainer, warnings);
            warnings.ForEach(said);
            var opening = from is null
                ? "no checkpoint was written before it was stopped, so it begins anew"
                : string.Create(CultureInfo.InvariantCulture, $"resumes from {from}, after step {trainer.Step}");
            said($"{folder.Name}: {opening}");
            var resumption = new Resumption(clock.GetUtcNow(), trainer.Step, trainer.Epoch);
            if (from is null)
            {
                folder.RemoveResults();
                trainer.Dispose();
                trainer = null;
            }

            points.RemoveUnfinished();
            foreach (var unusable in points.Names.TakeWhile(name => name != from))
            {
                // Else it would count as the newest, and be kept in the place of a sound one.
                points.Remove(unusable);
            }

            folder.Unseal();
            Record = Record with
            {
                Status = RunStatus.Running,
                Host = Environment.MachineName,
                Ended = null,
                Reason = null,
                Resumptions = [.. Record.Resumptions ?? [], resumption],
            };
            session.WriteRecord();
            var given = trainer;
            trainer = null; // from here on the run disposes it
            return Run($"resumed: {opening}", warnings, given, judge, cancellation);
        }
        finally
        {
            trainer?.Dispose();
        }
    }

    /// <summary>Whether the weights that the result ID is of are there, and the best ones.</summary>
    private bool HasItsResult => Presence.IsFile(folder.LastCheckpointPath)
        && Presence.IsFile(folder.BestCheckpointPath) && ResultId.Of(Sha256.OfFile(folder.LastCheckpointPath).Digest, Record.Metrics) == Record.ResultId;

    /// <summary>Puts the newest sound checkpoint into the trainer and the record, and cuts back what was written after it.</summary>
    /// <returns>The checkpoint's name; null where none was ever written.</returns>
    private string? Restored(Trainer trainer, List<string> warnings)
    {
        var names = points.Names;
        foreach (var name in names)
        {
            try
            {
                var point = points.Restore(name, trainer, MisfitOf);
                folder.CutMetrics(point.MetricsBytes);
                Record = Record with { Selection = point.Selection, Metrics = point.Metrics };
                if (stopping is not null && point.EarlyStopping is { } waited)
                {
                    stopping.Facts = waited;
                }

                saved = (trainer.Epoch, trainer.StepInEpoch);
                return name;
            }
            catch (LockstepException exception)
            {
                warnings.Add($"A checkpoint can't be used, and the one before it is tried. {exception.Message}");
            }
        }

        return names.Count == 0 ? null : throw new LockstepException(
            $"{folder.Name}: none of its {names.Count} checkpoints can be "
            + $"used:\n{string.Concat(warnings.Select(warning => $"  {warning[(warning.IndexOf(". ", StringComparison.Ordinal) + 2)..]}\n"))}To begin anew, "
            + $"delete {folder.ResumePath} and resume again; the result is the same.");
    }

    private string? MisfitOf(ResumePoint point)
    {
        if (point.LockId != Record.LockId)
        {
            return $"it is of another run, with lock ID {point.LockId}";
        }

        var bytes = new FileInfo(folder.MetricsPath) is { Exists: true } file ? file.Length : 0;
        if (point.MetricsBytes > bytes || point.MetricsBytes < 0)
        {
            return $"metrics.jsonl had {point.MetricsBytes} bytes when it was written, and has {bytes}";
        }

        if (!folder.MetricsHaveLineEndAt(point.MetricsBytes))
        {
            return $"metrics.jsonl had {point.MetricsBytes} bytes when it was written, and no line of it ends there";
        }

        return point.EarlyStopping is null == stopping is null ? null : "what it says of early stopping is not what the recipe says";
    }

    /// <summary>Writes a checkpoint to resume from; where that fails the run has those before.</summary>
    /// <param name="ends">Training stops here; else it goes on, with a checkpoint or without.</param>
    private void SaveResumePoint(Trainer trainer, MetricsLog metrics, RunLog log, bool ends = false)
    {
        var at = (trainer.Epoch, trainer.StepInEpoch);
        if (trainer.Step == 0 || saved == at)
        {
            return;
        }

        // Metrics or a ledger that can't be written end the run: going on would leave a gap in them.
        var started = clock.GetTimestamp();
        trainer.FlushLedger();
        var state = trainer.Capture();
        var point = new ResumePoint
        {
            LockId = Record.LockId,
            MetricsBytes = metrics.FlushToDisk(),
            Selection = Record.Selection,
            Metrics = Record.Metrics,
            EarlyStopping = stopping?.Facts,
            Training = state.Facts,
            NonFinite = [.. state.NonFinite()],
        };
        CheckpointReport report;
        try
        {
            report = new CheckpointReport(points.Save(point, state, recipe.Checkpoint.Keep), null);
            saved = at;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var problem = $"{exception.Message} {(ends ? WhereResumingStarts() : WhatCouldBeGoneOnFrom())}";
            report = new CheckpointReport(null, problem);
            Record = Record with { Warnings = [.. Record.Warnings, $"step {trainer.Step.ToString(CultureInfo.InvariantCulture)}: {problem}"] };
            log.Write($"warning: {problem}");
        }

        schedule.RecordCost(started);
        progress?.Report(At(trainer, double.NaN) with { Checkpoint = report });
    }

    private string WhatCouldBeGoneOnFrom() =>
        "Training continues, "
        + (points.NewestSound() is { } newest
            ? $"and the newest checkpoint to resume from is {newest}"
            : "but there is no checkpoint to resume from yet")
        + ". Make room on the disk for the next one.";

    /// <summary>Foretells what <see cref="Restored"/> will find.</summary>
    private string WhereResumingStarts() => (points.NewestSound(), points.Names.Count) switch
    {
        ({ } newest, _) =>
            $"The run ends here. Make room on the disk; 'lockstep train --resume {folder.Name}' then resumes from {newest}, the newest sound checkpoint.",
        (null, 0) => $"The run ends here, before any checkpoint was written. Make room on the disk; 'lockstep train --resume {folder.Name}' then begins anew.",
        _ =>
            $"The run ends here, and can't be resumed: none of its {points.Names.Count} checkpoints is sound. To begin anew, make room on the disk, "
            + $"delete {folder.ResumePath}, and use 'lockstep train --resume {folder.Name}'.",
    };

    private TrainingProgress At(Trainer trainer, double loss) =>
        new(trainer.Epoch, recipe.Train.Epochs, trainer.StepInEpoch, trainer.StepsPerEpoch, loss, null, null) { TotalStep = trainer.Step };
}
