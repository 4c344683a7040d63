using System.Diagnostics;
using Lockstep.Compare;
using Lockstep.Runs;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Runs;
using Lockstep.Vision.Training;

namespace Lockstep.Vision.Benchmarks;

/// <summary>Times the same training steps with determinism <c>strict</c> and <c>fast</c>, in turns.</summary>
/// <param name="folder">An empty one, for the ledgers and metrics of the turns, which are removed after each.</param>
/// <param name="steps">Timed in each turn; null for as many as make the whole take about <see cref="Budget"/>.</param>
/// <param name="rounds">Turns of each mode.</param>
/// <remarks>
/// Each turn trains anew from the recipe's seed, so that all see the same images. One process is enough: a trainer sets every switch of its mode.
/// The recipe's cache of decoded images is left out, or the first turn would fill it for the others.
/// </remarks>
internal sealed class Benchmark(PreparedRun prepared, string folder, int? steps, int rounds)
{
    /// <summary>The time for all turns together, where their steps are not given.</summary>
    public static readonly TimeSpan Budget = TimeSpan.FromSeconds(20);

    /// <summary>Not timed: in the first steps libtorch picks kernels and takes memory.</summary>
    private const int WarmUp = 3;

    private const int LeastSteps = 3;
    private const int MostSteps = 1000;

    private ImageSize input;

    /// <exception cref="LockstepException">The model can't be trained on these images.</exception>
    public BenchmarkReport Run(CancellationToken cancellation)
    {
        var count = Rehearse(cancellation);
        count = steps ?? count;
        var (strict, fast) = (new List<Timing>(), new List<Timing>());
        for (var round = 0; round < rounds; round++)
        {
            // A machine that slows down or speeds up in the meantime favours neither.
            foreach (var mode in round % 2 == 0 ? new[] { "strict", "fast" } : ["fast", "strict"])
            {
                (mode == "strict" ? strict : fast).Add(Turn(mode, WarmUp, (made, _) => made == count, count, cancellation));
            }
        }

        return new BenchmarkReport(input, count, ModeReport.Of(strict), ModeReport.Of(fast), Spread.Of(
            "strict/fast", [.. strict.Zip(fast, (left, right) => left.Times.Total / right.Times.Total)]));
    }

    /// <summary>A turn that doesn't count, since a process is slow at first, and which says how many steps there is time for.</summary>
    private int Rehearse(CancellationToken cancellation)
    {
        const int Most = 100;
        var timing = Turn("strict", warmUp: 1, (made, elapsed) => made == Most || (made >= 2 && elapsed > TimeSpan.FromSeconds(1)), Most, cancellation);
        return (int)Math.Clamp((Budget.TotalMilliseconds / (2 * rounds) / timing.MillisecondsPerStep) - WarmUp, LeastSteps, MostSteps);
    }

    /// <param name="isDone">Asked after each timed step, with their number and time.</param>
    /// <param name="most">Timed steps that it can come to.</param>
    private Timing Turn(string mode, int warmUp, Func<int, TimeSpan, bool> isDone, int most, CancellationToken cancellation)
    {
        var recipe = prepared.Recipe.Recipe;
        recipe = recipe with { Determinism = mode, Train = recipe.Train with { Epochs = Math.Max(recipe.Train.Epochs, warmUp + most) } };
        var place = Directory.CreateDirectory(Path.Combine(folder, mode)).FullName;
        try
        {
            using var metrics = new MetricsLog(Path.Combine(place, "metrics.jsonl"));
            using var trainer = new Trainer(
                TaskCatalog.Of(recipe, prepared.Data), recipe, prepared.Snapshot, prepared.Gate.Reading, prepared.Data, prepared.Extensions);
            trainer.RecordTo(Path.Combine(place, "ledger.bin"), prepared.Locks.LockId);
            input = trainer.InputSize;
            var (atStart, seen) = (default(TrainingTimes), 0L);
            Timing? timing = null;
            for (var epoch = 1; timing is null; epoch++)
            {
                trainer.TrainEpoch(
                    epoch,
                    loss =>
                    {
                        // As a run does after each step.
                        metrics.Append(new Metric(trainer.Step, trainer.Epoch, "train", "loss", loss, TimeProvider.System.GetUtcNow()));
                        var made = (int)trainer.Step - warmUp;
                        if (made == 0)
                        {
                            (atStart, seen) = (trainer.Times, trainer.Images);
                        }
                        else if (made > 0 && trainer.Times.Minus(atStart) is var times && isDone(made, times.Total))
                        {
                            timing = new Timing(made, trainer.Images - seen, times);
                        }

                        return timing is null;
                    },
                    cancellation);
            }

            return timing ?? throw new UnreachableException();
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }
}
