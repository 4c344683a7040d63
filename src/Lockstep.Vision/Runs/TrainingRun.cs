using System.Globalization;
using Lockstep.Compare;
using Lockstep.Files;
using Lockstep.Runs;
using Lockstep.Vision.Checkpoints;
using Lockstep.Vision.Environments;
using Lockstep.Vision.Evaluation;
using Lockstep.Vision.Images;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Reports;
using Lockstep.Vision.Training;

namespace Lockstep.Vision.Runs;

/// <summary>Trains a prepared run and leaves its folder whole, however it ends.</summary>
public sealed partial class TrainingRun(PreparedRun prepared, RunFolder folder, TimeProvider clock, IProgress<TrainingProgress>? progress)
{
    private readonly Lockstep.Recipes.Recipe recipe = prepared.Recipe.Recipe;
    private (int Epoch, Validation Of)? bestValidation;
    private RunRecord record = new()
    {
        Name = folder.Name,
        Status = RunStatus.Running,
        LockId = prepared.Locks.LockId,
        Started = clock.GetUtcNow(),
        LockstepVersion = EnvironmentLock.LockstepVersion,
        Warnings = prepared.Warnings,
        Tolerance = prepared.Recipe.Recipe.Tolerance,
    };

    /// <summary>Called with the trainer before its first step; tests break runs here.</summary>
    internal Action<Trainer>? Built { get; init; }

    /// <summary>Trains to the end. A loss that is not finite, an unreadable image or a cancellation end it early; the record says which.</summary>
    /// <param name="parent">The name of the run that is being rerun, or null.</param>
    /// <param name="judge">Makes the verdict of a finished rerun.</param>
    /// <returns>What <c>run.json</c> holds.</returns>
    public RunRecord Execute(string? parent, Func<RunRecord, Verdict>? judge, CancellationToken cancellation)
    {
        using var hold = folder.Hold();
        record = record with { Parent = parent };
        folder.WriteRecipe(prepared.Recipe.ToYaml(), prepared.Source.FileName, prepared.Source.Bytes);
        folder.Write(prepared.Locks, prepared.Manifest, prepared.Data.Listing(), prepared.Source.Split, prepared.Diff);
        folder.WriteSampleIds(new[] { prepared.Data.Train, prepared.Data.Validation, prepared.Data.Test }.SelectMany(part => part).Select(sample => sample.Id));
        folder.Write(record);
        return Run($"run {folder.Name}, lock ID {record.LockId}", record.Warnings, resumed: null, judge, cancellation);
    }

    /// <summary>Trains, and leaves the folder whole.</summary>
    /// <param name="resumed">At the point where a stopped run goes on; null for one that begins.</param>
    private RunRecord Run(string opening, IReadOnlyList<string> warnings, Trainer? resumed, Func<RunRecord, Verdict>? judge, CancellationToken cancellation)
    {
        try
        {
            using var log = new RunLog(folder.LogPath, clock);
            log.Write(opening);
            foreach (var warning in warnings)
            {
                log.Write($"warning: {warning}");
            }

            Train(log, resumed, cancellation);
            log.Write($"{record.Status.ToString().ToLowerInvariant()}{(record.Reason is null ? "" : ": " + record.Reason)}");
        }
        catch (Exception exception) when (exception is not LockstepException)
        {
            // A full disk, a lost folder: say so in the record where that is still possible, and let the caller see it.
            End(RunStatus.Failed, exception is IOException ? $"{exception.Message} Make room or bring the folder back, and go on with 'lockstep train --resume {folder.Name}'." : exception.Message);
            TryWriteRecord();
            throw;
        }

        record = record with { Ended = clock.GetUtcNow(), Verdict = record.Status == RunStatus.Finished ? judge?.Invoke(record) : null };
        folder.Write(record);
        if (record.Status == RunStatus.Finished && !recipe.Checkpoint.KeepFinished)
        {
            folder.RemoveResumeCheckpoints();
        }

        if (record is { Status: RunStatus.Finished, Selection: { } best })
        {
            WriteArtifacts(best);
        }

        folder.Seal();
        return record;
    }

    /// <summary>What was validated of the best epoch, where it is one that this process trained; else it is validated again.</summary>
    private void WriteArtifacts(Selection best)
    {
        using var log = new RunLog(folder.LogPath, clock);
        try
        {
            var validation = bestValidation is var (epoch, known) && epoch == best.Epoch
                ? known
                : new Evaluator(recipe, prepared.Snapshot, prepared.Gate.Reading, prepared.Data, size: null, prepared.Extensions).Run(folder.BestCheckpointPath, prepared.Data.Validation, withLoss: true, CancellationToken.None);
            var decoder = new SampleDecoder(prepared.Snapshot, OrientationRules.Of(recipe.Data.Orientation), prepared.Gate.Reading);
            new RunArtifacts(folder, record, recipe, prepared.Data, decoder, validation).Write();
        }
        catch (Exception exception) when (exception is LockstepException or IOException or UnauthorizedAccessException)
        {
            log.Write($"no artifacts: {exception.Message}");
        }
    }

    private bool ByAccuracy => recipe.Checkpoint.Metric == "val_accuracy";

    private Trainer NewTrainer() => new(recipe, prepared.Snapshot, prepared.Gate.Reading, prepared.Data, prepared.Extensions, ImageCache.Of(recipe, prepared.Manifest));

    private void Train(RunLog log, Trainer? resumed, CancellationToken cancellation)
    {
        using var metrics = new MetricsLog(folder.MetricsPath);
        var trainer = resumed;
        try
        {
            trainer ??= NewTrainer();
            folder.WriteArtifact(ModelCard.FileName, new ModelCard(recipe.Model.Name, trainer.InputSize, ClassScores.KindFor(recipe.Loss.Name), prepared.Data.Classes).ToJson());
            Built?.Invoke(trainer);
            trainer.RecordTo(folder.LedgerPath, record.LockId);
            if (trainer.WithoutDecay.Count > 0)
            {
                log.Write($"no weight decay: {string.Join(", ", trainer.WithoutDecay)}");
            }

            for (var epoch = trainer.Epoch; epoch <= recipe.Train.Epochs; epoch++)
            {
                var validation = RunEpoch(trainer, epoch, metrics, log, cancellation);
                if (stopping?.ReasonAfter(Deciding(validation)) is { } reason && epoch < recipe.Train.Epochs)
                {
                    record = record with { Reason = $"stopped early, after epoch {epoch} of {recipe.Train.Epochs}: {reason}" };
                    break;
                }

                trainer.EndEpoch();
                if (epoch < recipe.Train.Epochs && schedule.IsDueAtEpochEnd)
                {
                    SaveResumePoint(trainer, metrics, log);
                }
            }

            Finish(trainer);
        }
        catch (OperationCanceledException)
        {
            if (trainer is not null)
            {
                SaveResumePoint(trainer, metrics, log, ends: true);
            }

            SaveLast(trainer);
            End(RunStatus.Interrupted, $"stopped by a signal after {trainer?.Step ?? 0} steps; the last checkpoint holds the weights at that point");
        }
        catch (LockstepException exception)
        {
            SaveLast(trainer);
            End(RunStatus.Failed, exception.Message);
        }
        finally
        {
            trainer?.Dispose();
        }
    }

    private Validation RunEpoch(Trainer trainer, int epoch, MetricsLog metrics, RunLog log, CancellationToken cancellation)
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
        var validation = trainer.Validate(cancellation);
        foreach (var (name, value) in MetricsOf(validation))
        {
            metrics.Append(new Metric(trainer.Step, epoch, "val", name, value, clock.GetUtcNow()));
        }

        metrics.Flush();
        SaveLast(trainer);
        Select(trainer, epoch, validation);
        record = record with
        {
            Metrics = new SortedDictionary<string, double>(StringComparer.Ordinal)
            {
                ["trainLoss"] = trainLoss,
                ["valLoss"] = validation.Loss,
                ["valAccuracy"] = validation.Confusion.Accuracy,
            },
        };
        log.Write(string.Create(CultureInfo.InvariantCulture, $"epoch {epoch}/{recipe.Train.Epochs}: train loss {trainLoss:F4}, val loss {validation.Loss:F4}, val accuracy {validation.Confusion.Accuracy:P2}"));
        progress?.Report(At(trainer, trainLoss) with { Validation = validation, TrainLoss = trainLoss });
        return validation;
    }

    private static IEnumerable<(string Name, double Value)> MetricsOf(Validation validation)
    {
        yield return ("loss", validation.Loss);
        yield return ("accuracy", validation.Confusion.Accuracy);
        for (var index = 0; index < validation.Confusion.Classes.Count; index++)
        {
            yield return ($"precision/{validation.Confusion.Classes[index]}", validation.Confusion.Precision(index));
            yield return ($"recall/{validation.Confusion.Classes[index]}", validation.Confusion.Recall(index));
        }
    }

    /// <summary>Keeps this epoch as the best where its metric beats every one before; of equals the first stays.</summary>
    private void Select(Trainer trainer, int epoch, Validation validation)
    {
        var value = Deciding(validation);
        if (record.Selection is { } best && !(ByAccuracy ? value > best.Value : value < best.Value))
        {
            return;
        }

        record = record with { Selection = new Selection(recipe.Checkpoint.Metric, epoch, value) };
        Safetensors.Save(folder.BestCheckpointPath, trainer.Weights, new Dictionary<string, string>
        {
            ["format"] = "pt",
            ["epoch"] = epoch.ToString(CultureInfo.InvariantCulture),
            [recipe.Checkpoint.Metric] = value.ToString("R", CultureInfo.InvariantCulture),
        });
        bestValidation = (epoch, validation);
        folder.WriteArtifact("confusion_matrix.json", validation.Confusion.ToJson(epoch).ToJsonString() + "\n");
        folder.WriteArtifact("confusion_matrix.csv", validation.Confusion.ToCsv());
    }

    private double Deciding(Validation validation) => ByAccuracy ? validation.Confusion.Accuracy : validation.Loss;

    private void SaveLast(Trainer? trainer)
    {
        if (trainer is null)
        {
            return;
        }

        trainer.FlushLedger();
        var metadata = new Dictionary<string, string>
        {
            ["format"] = "pt",
            ["step"] = trainer.Step.ToString(CultureInfo.InvariantCulture),
        };
        Safetensors.Save(folder.LastCheckpointPath, trainer.Weights, metadata);
        if (trainer.RawWeights is { } raw)
        {
            Safetensors.Save(folder.LastRawCheckpointPath, raw, metadata);
        }
    }

    private void Finish(Trainer trainer)
    {
        if (record.Selection is { } best)
        {
            record = record with { Metrics = new SortedDictionary<string, double>(record.Metrics.ToDictionary(), StringComparer.Ordinal) { ["bestEpoch"] = best.Epoch, ["best"] = best.Value } };
        }

        var timings = new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["trainingSeconds"] = trainer.TrainingTime.TotalSeconds,
            ["imagesPerSecond"] = trainer.Images / trainer.TrainingTime.TotalSeconds,
        };
        if (trainer.LedgerTime is { } ledger)
        {
            timings["ledgerSeconds"] = ledger.TotalSeconds;
        }

        record = record with
        {
            Status = RunStatus.Finished,
            ResultId = ResultId.Of(Sha256.OfFile(folder.LastCheckpointPath).Digest, record.Metrics),
            Timings = timings,
        };
    }

    private void TryWriteRecord()
    {
        try
        {
            folder.Write(record with { Ended = clock.GetUtcNow() });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The disk that failed the run fails this too; the folder then says 'running', as after a kill.
        }
    }

    private void End(RunStatus status, string reason) => record = record with { Status = status, Reason = reason };
}
