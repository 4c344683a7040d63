using System.Globalization;
using Lockstep.Locks;
using Lockstep.Runs;
using Lockstep.Vision.Evaluation;
using Lockstep.Vision.Images;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Reports;
using Lockstep.Vision.Tasks;
using Lockstep.Vision.Training;

namespace Lockstep.Vision.Runs;

/// <summary>Trains a prepared run and leaves its folder whole, however it ends.</summary>
internal sealed partial class TrainingRun(PreparedRun prepared, RunFolder folder, TimeProvider clock, IProgress<TrainingProgress>? progress)
{
    private const string StoppedEarly = "stopped early";
    private const string TrainingIsDone = "The training is done and its result is on record";

    private readonly Lockstep.Recipes.Recipe recipe = prepared.Recipe.Recipe;
    private readonly ITask task = TaskCatalog.Of(prepared.Recipe.Recipe, prepared.Data);
    private (int Epoch, IValidation Of)? bestValidation;
    private readonly RunSession session = new(
        folder,
        new RunRecord
        {
            Name = folder.Name,
            Kind = prepared.Recipe.Recipe.Kind,
            Status = RunStatus.Running,
            Host = Environment.MachineName,
            LockId = prepared.Locks.LockId,
            Started = clock.GetUtcNow(),
            LockstepVersion = LockstepBuild.This.Version,
            Warnings = prepared.Warnings,
            Tolerance = prepared.Recipe.Recipe.Tolerance,
        },
        clock)
    {
        Resuming = $"lockstep train --resume {folder.Name}",
    };

    private RunRecord Record
    {
        get => session.Record;
        set => session.Record = value;
    }

    /// <summary>Called with the trainer before its first step; tests break runs here.</summary>
    internal Action<Trainer>? Built { get; init; }

    /// <summary>Trains to the end. A loss that is not finite, an unreadable image or a cancellation end it early; the record says which.</summary>
    /// <param name="parent">The name of the run that is being rerun, or null.</param>
    /// <param name="judge">Makes the verdict of a finished rerun.</param>
    /// <param name="request">What the rerun was asked for; null for what is no rerun.</param>
    /// <returns>What <c>run.json</c> holds.</returns>
    public RunRecord Execute(string? parent, Func<RunRecord, Verdict>? judge, CancellationToken cancellation, RerunRequest? request = null)
    {
        Record = Record with { Parent = parent, Rerun = request };
        using var hold = session.Begin(
            prepared.Recipe.ToYaml(), prepared.Source.FileName, prepared.Source.Bytes, prepared.Locks, prepared.Diff, WriteSamples);
        return Run($"run {folder.Name}, lock ID {Record.LockId}", Record.Warnings, resumed: null, judge, cancellation);
    }

    private void WriteSamples()
    {
        prepared.Copies.WriteTo(folder);
        folder.Write(prepared.Manifest, prepared.Data.Listing(), prepared.Source.Split);
        folder.WriteSampleIds(new[] { prepared.Data.Train, prepared.Data.Validation, prepared.Data.Test }.SelectMany(part => part).Select(sample => sample.Id));
    }

    /// <summary>Trains, where that is not done yet, and leaves the folder whole.</summary>
    /// <param name="resumed">At the point where a stopped run resumes; null for one that begins.</param>
    private RunRecord Run(string opening, IReadOnlyList<string> warnings, Trainer? resumed, Func<RunRecord, Verdict>? judge, CancellationToken cancellation) =>
        session.Run(opening, warnings, log => Train(log, resumed, cancellation), log => Complete(log, judge));

    /// <summary>Makes a trained run a finished one: its verdict, and what people look at. On the disk it runs until all is there.</summary>
    private void Complete(RunLog log, Func<RunRecord, Verdict>? judge)
    {
        Record = Record with { Verdict = judge?.Invoke(Record with { Status = RunStatus.Finished }) };
        session.WriteRecord();
        // The result is on record: from here on only what is missing is left to do.
        if (!recipe.Checkpoint.KeepFinished)
        {
            folder.RemoveResumeCheckpoints();
        }

        var missing = WriteArtifacts();
        foreach (var (name, reason) in missing)
        {
            log.Write($"warning: artifacts/{name} could not be written: {reason}");
        }

        if (missing is [var first, ..])
        {
            session.End(
                RunStatus.Failed,
                ($"{Record.Reason} {TrainingIsDone}, but {missing.Count} of its artifacts could not be written: "
                + $"{string.Join(", ", missing.Select(artifact => artifact.Name))}. {first.Reason.TrimEnd('.')}. "
                + $"When that is mended, write them with 'lockstep train --resume {folder.Name}'.").TrimStart());
        }
    }

    /// <summary>What was validated of the best epoch, where it is one that this process trained; else it is validated again.</summary>
    private IReadOnlyList<(string Name, string Reason)> WriteArtifacts()
    {
        var decoder = new SampleDecoder(prepared.Snapshot, OrientationRules.Of(recipe.Data.Orientation), prepared.Gate.Reading);
        return new RunArtifacts(task, folder, Record with { Status = RunStatus.Finished }, recipe, prepared.Data, decoder, () =>
            bestValidation is var (epoch, known) && epoch == Record.Selection?.Epoch
                ? known
                : new Evaluator(task, recipe, prepared.Snapshot, prepared.Gate.Reading, prepared.Data, size: null, prepared.Extensions)
                    .Run(folder.BestCheckpointPath, prepared.Data.Validation, withLoss: true, CancellationToken.None))
                .WriteMissing();
    }

    private Trainer NewTrainer() =>
        new(task, recipe, prepared.Snapshot, prepared.Gate.Reading, prepared.Data, prepared.Extensions, ImageCache.Of(recipe, prepared.Manifest));

    private void Train(RunLog log, Trainer? resumed, CancellationToken cancellation)
    {
        using var metrics = new MetricsLog(folder.MetricsPath);
        var trainer = resumed;
        try
        {
            trainer ??= NewTrainer();
            folder.WriteArtifact(ModelCard.FileName, task.CardOf(trainer.InputSize));
            Built?.Invoke(trainer);
            trainer.RecordTo(folder.LedgerPath, Record.LockId);
            if (trainer.WithoutDecay.Count > 0)
            {
                log.Write($"no weight decay: {string.Join(", ", trainer.WithoutDecay)}");
            }

            for (var epoch = trainer.Epoch; epoch <= recipe.Train.Epochs; epoch++)
            {
                var validation = RunEpoch(trainer, epoch, metrics, log, cancellation);
                if (stopping?.ReasonAfter(validation.Deciding(recipe.Checkpoint.Metric)) is { } reason && epoch < recipe.Train.Epochs)
                {
                    Record = Record with { Reason = $"{StoppedEarly}, after epoch {epoch} of {recipe.Train.Epochs}: {reason}" };
                    break;
                }

                trainer.EndEpoch();
                if (epoch < recipe.Train.Epochs && schedule.IsDueAtEpochEnd)
                {
                    SaveResumePoint(trainer, metrics, log);
                }
            }

            if (ReasonAgainst(trainer) is { } problem)
            {
                session.End(RunStatus.Failed, problem);
            }
            else
            {
                Finish(trainer);
            }
        }
        catch (OperationCanceledException)
        {
            if (trainer is not null)
            {
                SaveResumePoint(trainer, metrics, log, ends: true);
            }

            SaveLast(trainer);
            session.End(RunStatus.Interrupted, $"stopped by a signal after {trainer?.Step ?? 0} steps; the last checkpoint holds the weights at that point");
        }
        catch (LockstepException exception)
        {
            SaveLast(trainer);
            session.End(RunStatus.Failed, exception.Message);
        }
        finally
        {
            Record = Record with { StepsLeftOut = trainer?.StepsLeftOut is { } left and > 0 ? left : null };
            trainer?.Dispose();
        }
    }

    private IValidation RunEpoch(Trainer trainer, int epoch, MetricsLog metrics, RunLog log, CancellationToken cancellation)
    {
        var trainLoss = trainer.TrainEpoch(
            epoch,
            loss =>
            {
                metrics.Append(new Metric(trainer.Step, epoch, "train", "loss", loss, clock.GetUtcNow()));
                progress?.Report(At(trainer, loss));
                if (schedule.IsDueAfter(trainer.Step))
                {
                    SaveResumePoint(trainer, metrics, log);
                }

                return true;
            },
            cancellation);
        ReportStepsLeftOut(trainer, epoch, metrics, log);
        var validation = trainer.Validate(cancellation);
        foreach (var (name, value) in validation.Metrics)
        {
            metrics.Append(new Metric(trainer.Step, epoch, "val", name, value, clock.GetUtcNow()));
        }

        metrics.Flush();
        SaveLast(trainer);
        Select(trainer, epoch, validation);
        Record = Record with
        {
            Metrics = new SortedDictionary<string, double>(
                validation.Final.Append(("trainLoss", trainLoss)).ToDictionary(metric => metric.Item1, metric => metric.Item2), StringComparer.Ordinal),
        };
        log.Write(string.Create(
            CultureInfo.InvariantCulture, $"epoch {epoch}/{recipe.Train.Epochs}: train loss {trainLoss:F4}, {string.Join(", ", validation.Summary)}"));
        progress?.Report(At(trainer, trainLoss) with { Validation = validation, TrainLoss = trainLoss });
        return validation;
    }

    private void ReportStepsLeftOut(Trainer trainer, int epoch, MetricsLog metrics, RunLog log)
    {
        if (trainer.StepsLeftOutOfEpoch == 0)
        {
            return;
        }

        metrics.Append(new Metric(trainer.Step, epoch, "train", "stepsLeftOut", trainer.StepsLeftOutOfEpoch, clock.GetUtcNow()));
        var warning = string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {epoch}: {trainer.StepsLeftOutOfEpoch} of {trainer.StepsPerEpoch} steps moved no weight, since gradients overflowed in 16 bits");
        log.Write($"warning: {warning}");
        progress?.Report(At(trainer, double.NaN) with { Warning = warning });
    }
}
