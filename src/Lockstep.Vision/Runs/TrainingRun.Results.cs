using System.Globalization;
using Lockstep.Files;
using Lockstep.Invariants;
using Lockstep.Runs;
using Lockstep.Vision.Tasks;
using Lockstep.Vision.Tensors;
using Lockstep.Vision.Training;

namespace Lockstep.Vision.Runs;

/// <content>What comes of a training: metrics, the best weights and the last ones, the result ID.</content>
internal sealed partial class TrainingRun
{
    private const string Advice = "Try a smaller train.lr, or a warm-up: schedule.warmup_epochs.";

    private BestChoice Choice => task.Choices.Single(choice => choice.Metric == recipe.Checkpoint.Metric);

    /// <summary>
    /// Keeps this epoch as the best where its metric beats every one before; of equals the first stays, and what is no finite number beats nothing.
    /// </summary>
    private void Select(Trainer trainer, int epoch, IValidation validation)
    {
        var value = validation.Deciding(recipe.Checkpoint.Metric);
        if (!double.IsFinite(value) || (Record.Selection is { } best && !(Choice.IsHigherBetter ? value > best.Value : value < best.Value)))
        {
            return;
        }

        Record = Record with { Selection = new Selection(recipe.Checkpoint.Metric, epoch, value) };
        Safetensors.Save(folder.BestCheckpointPath, trainer.Weights, new Dictionary<string, string>
        {
            ["format"] = "pt",
            ["epoch"] = epoch.ToString(CultureInfo.InvariantCulture),
            [recipe.Checkpoint.Metric] = value.ToString("R", CultureInfo.InvariantCulture),
        });
        bestValidation = (epoch, validation);
        foreach (var (name, content) in task.ArtifactsOfBest(validation, epoch))
        {
            folder.WriteArtifact(name, content());
        }
    }

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
        if (Record.Selection is { } best)
        {
            Record = Record with
            {
                Metrics = new SortedDictionary<string, double>(Record.Metrics.ToDictionary(), StringComparer.Ordinal)
                {
                    ["bestEpoch"] = best.Epoch,
                    ["best"] = best.Value
                }
            };
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

        Record = Record with
        {
            Invariants = InvariantChecks.OfRun(recipe.Invariants, [.. MetricsLog.Read(folder.MetricsPath)], folder.RunsPath),
            ResultId = ResultId.Of(Sha256.OfFile(folder.LastCheckpointPath).Digest, Record.Metrics),
            Timings = timings,
        };
    }

    /// <summary>Why a training that came to its end has no result; null where it has one.</summary>
    private string? ReasonAgainst(Trainer trainer)
    {
        if (trainer.StepsLeftOut == trainer.Step)
        {
            return (trainer.Step == 1 ? "Its one step" : string.Create(CultureInfo.InvariantCulture, $"Each of its {trainer.Step} steps"))
                + " was left out, since gradients overflowed in 16 bits: no weight moved. Try precision: bfloat16 or float32, or train longer: "
                + "the scale of the loss is halved after each such step.";
        }

        if (Record.Selection is null)
        {
            return $"{recipe.Checkpoint.Metric} was no finite number after any epoch, so there is no best one. {Advice}";
        }

        return Record.Metrics.Where(metric => !double.IsFinite(metric.Value)).Select(metric => metric.Key).FirstOrDefault() is { } name
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{name} is {Record.Metrics[name]} after the last epoch, so the run has no result; its best epoch is {Record.Selection.Epoch}. {Advice}")
            : null;
    }
}
