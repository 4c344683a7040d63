using System.Diagnostics;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Training.Recording;
using static TorchSharp.torch;

namespace Lockstep.Vision.Training;

/// <summary>Looks on while steps are made: takes the time, and writes the ledger where there is one.</summary>
internal sealed class StepWatch : IDisposable
{
    private readonly Stopwatch training = new();
    private readonly Stopwatch waiting = new();
    private readonly Stopwatch stepping = new();
    private StepRecorder? ledger;
    private TimeSpan earlierTraining;
    private TimeSpan? earlierLedger;

    /// <summary>Time spent in training steps, that before a stop included.</summary>
    public TimeSpan TrainingTime => earlierTraining + training.Elapsed;

    /// <summary>The part of <see cref="TrainingTime"/> that went into the ledger; null without one.</summary>
    public TimeSpan? LedgerTime => ledger is null ? null : ledger.Time + (earlierLedger ?? TimeSpan.Zero);

    /// <summary>Where the time of this process's training steps went so far.</summary>
    public TrainingTimes Times => new(training.Elapsed, waiting.Elapsed, stepping.Elapsed - (ledger?.Time ?? TimeSpan.Zero), ledger?.Time ?? TimeSpan.Zero);

    public void RecordTo(StepRecorder recorder) => ledger = recorder;

    /// <summary>Counts on from what was spent before a stop.</summary>
    public void Restore(TimeSpan inTraining, TimeSpan? inLedger) => (earlierTraining, earlierLedger) = (inTraining, inLedger);

    public void Flush() => ledger?.Flush();

    public void BeginEpoch() => training.Start();

    public void EndEpoch() => training.Stop();

    /// <summary>The same batches, with the time that they are waited for.</summary>
    public IEnumerable<Batch> Awaited(IEnumerable<Batch> source)
    {
        using var coming = source.GetEnumerator();
        while (true)
        {
            waiting.Start();
            var more = coming.MoveNext();
            waiting.Stop();
            if (!more)
            {
                yield break;
            }

            yield return coming.Current;
        }
    }

    /// <summary>A batch is there, and work on it begins.</summary>
    public void StartTiming() => stepping.Start();

    /// <param name="number">From 1, of all epochs.</param>
    /// <param name="endsEpoch">Whether it is the epoch's last.</param>
    public void Begin(long number, int epoch, Batch batch, bool endsEpoch) => ledger?.Begin(number, epoch, batch, endsEpoch);

    /// <inheritdoc cref="StepRecorder.RecordBatch"/>
    public void RecordBatch(Tensor images, IReadOnlyList<Tensor> targets, double? weight) => ledger?.RecordBatch(images, targets, weight);

    public void RecordLoss() => ledger?.RecordLoss();

    public void RecordGradients() => ledger?.RecordGradients();

    public void End(float loss, double learningRate)
    {
        ledger?.End(loss, learningRate);
        stepping.Stop();
    }

    public void Dispose() => ledger?.Dispose();
}
