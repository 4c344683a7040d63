using System.Globalization;
using Lockstep.Files;
using Lockstep.Runs;
using Lockstep.Vision.Evaluation;
using Lockstep.Vision.Tensors;
using Lockstep.Vision.Training;

namespace Lockstep.Vision.Runs;

/// <content>What comes of a training: metrics, the best weights and the last ones, the result ID.</content>
public sealed partial class TrainingRun
{
    private const string Advice = "Try a smaller train.lr, or a warm-up: schedule.warmup_epochs.";

    private bool ByAccuracy => recipe.Checkpoint.Metric == "val_accuracy";

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

    /// <summary>Keeps this epoch as the best where its metric beats every one before; of equals the first stays, and what is no finite number beats nothing.</summary>
    private void Select(Trainer trainer, int epoch, Validation validation)
    {
        var value = Deciding(validation);
        if (!double.IsFinite(value) || (record.Selection is { } best && !(ByAccuracy ? value > best.Value : value < best.Value)))
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

    /// <summary>NaN where no image got scores that are numbers: an accuracy says nothing then.</summary>
    private double Deciding(Validation validation) =>
        validation.Predictions.All(prediction => prediction.Predicted == Prediction.None) ? double.NaN : ByAccuracy ? validation.Confusion.Accuracy : validation.Loss;

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
            ResultId = ResultId.Of(Sha256.OfFile(folder.LastCheckpointPath).Digest, record.Metrics),
            Timings = timings,
        };
    }

    /// <summary>Why a training that came to its end has no result; null where it has one.</summary>
    private string? ReasonAgainst(Trainer trainer)
    {
        if (trainer.StepsLeftOut == trainer.Step)
        {
            return (trainer.Step == 1 ? "Its one step" : string.Create(CultureInfo.InvariantCulture, $"Each of its {trainer.Step} steps"))
                + " was left out, since gradients overflowed in 16 bits: no weight moved. Try precision: bfloat16 or float32, or train longer: the scale of the loss is halved after each such step.";
        }

        if (record.Selection is null)
        {
            return $"{recipe.Checkpoint.Metric} was no finite number after any epoch, so there is no best one. {Advice}";
        }

        return record.Metrics.Where(metric => !double.IsFinite(metric.Value)).Select(metric => metric.Key).FirstOrDefault() is { } name
            ? string.Create(CultureInfo.InvariantCulture, $"{name} is {record.Metrics[name]} after the last epoch, so the run has no result; its best epoch is {record.Selection.Epoch}. {Advice}")
            : null;
    }
}
