using Lockstep.Checks;
using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Samples;
using Lockstep.Smoke;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Native;
using Lockstep.Vision.Tasks;
using Lockstep.Vision.Tensors;
using Lockstep.Vision.Training;

namespace Lockstep.Vision.Runs;

/// <summary>A short training on a seeded subset, twice: does it learn, does the loss stay finite, and is it the same both times?</summary>
/// <param name="mayRest">Patterns of the names of parameters that need not move, beside those that the recipe freezes.</param>
internal sealed class SmokeTest(PreparedRun prepared, SmokeWish wish, IReadOnlyList<string> mayRest)
{
    /// <summary>Small, so that the whole stays a matter of seconds.</summary>
    private const int LargestBatch = 16;

    private const string Train = "train";
    private const string Validation = "val";

    private readonly Recipe given = prepared.Recipe.Recipe;

    public SmokeReport Run(string subject, CancellationToken cancellation)
    {
        var data = prepared.Data.With(Subset(prepared.Data.Train, 0), Subset(prepared.Data.Validation, 1));
        var batch = Math.Min(Math.Min(given.Train.BatchSize, LargestBatch), data.Train.Count);
        // Its batches are its own: that they leave a single image is no fault of the recipe.
        var length = new Sampler(given.Sampler, data, (ulong)given.OrderSeed).Length;
        var dropsLast = length > batch && batch > 1 && (given.Train.DropLast || length % batch == 1);
        var batches = (dropsLast ? length : length + batch - 1) / batch;
        var perEpoch = (batches + given.Train.Accumulate - 1) / given.Train.Accumulate;
        var steps = wish.Epochs is { } epochs ? epochs * perEpoch : wish.Steps;
        var recipe = given with
        {
            Ledger = "off", // nobody reads it, and results never depend on it
            Train = given.Train with { BatchSize = batch, DropLast = dropsLast, Epochs = (steps + perEpoch - 1) / perEpoch },
        };

        var (first, heldOut) = Once(recipe, data, steps, judge: true, cancellation);
        var second = first.IsSound ? Once(recipe, data, steps, judge: false, cancellation).Pass : null;
        var invariants = SmokeChecks.FindingsOf(given.Invariants, first);
        return new SmokeReport(
            subject, prepared.Locks, new SmokeSize(steps, wish.Epochs, data.Train.Count, batch), first, SmokeChecks.Of(first, second, invariants))
        {
            Subset = new SmokeSubset(given.Seed, NamesOf(data.Train), NamesOf(data.Validation)),
            HeldOut = heldOut,
            Invariants = invariants,
        };
    }

    private static string[] NamesOf(IReadOnlyList<Sample> samples) => [.. samples.Select(sample => sample.Source.Name)];

    /// <summary>The same images each time for one seed, whatever the recipe's batch size.</summary>
    private IReadOnlyList<Sample> Subset(IReadOnlyList<Sample> all, uint part)
    {
        var places = Enumerable.Range(0, all.Count).ToArray();
        new RandomStream((ulong)given.Seed, RandomPurpose.Subset, epoch: 0, part).Shuffle(places.AsSpan());
        return [.. places.Take(wish.Images).Order().Select(place => all[place])];
    }

    /// <param name="judge">Whether to look at parameters and at the images held out, which the second run need not do again.</param>
    private (SmokePass Pass, IReadOnlyDictionary<string, double> HeldOut) Once(
        Recipe recipe, Dataset data, int steps, bool judge, CancellationToken cancellation)
    {
        using var trainer = new Trainer(
            TaskCatalog.Of(recipe, data), recipe, prepared.Snapshot, prepared.Gate.Reading, data, prepared.Extensions,
            ImageCache.Of(recipe, prepared.Manifest));
        using var watch = judge ? new ParameterWatch(trainer) : null;
        var losses = new List<double>(steps);
        var metrics = new List<Metric>();
        IValidation? validation = null;
        try
        {
            for (var epoch = 1; losses.Count < steps; epoch++)
            {
                trainer.TrainEpoch(
                    epoch,
                    loss =>
                    {
                        losses.Add(loss);
                        metrics.Add(new Metric(losses.Count, epoch, Train, "loss", loss, default));
                        return losses.Count < steps;
                    },
                    cancellation);
                if (judge && data.Validation.Count > 0 && (losses.Count == steps || WantsEachEpoch(given.Invariants)))
                {
                    validation = trainer.Validate(cancellation);
                    metrics.AddRange(validation.Metrics.Select(metric => new Metric(losses.Count, epoch, Validation, metric.Name, metric.Value, default)));
                }
            }
        }
        catch (LockstepException exception) when (ProblemOf(exception) is { } problem)
        {
            return (new SmokePass(losses, "") { Problem = problem }, new Dictionary<string, double>());
        }

        var pass = new SmokePass(losses, Safetensors.DigestOf(trainer.Weights))
        {
            Parameters = watch?.Found([.. given.Model.Freeze ?? [], .. mayRest]) ?? [],
            HighestRate = watch?.HighestRate ?? double.NaN,
            Metrics = metrics,
        };
        return (pass, validation?.Final.ToDictionary(metric => metric.Name, metric => metric.Value, StringComparer.Ordinal) ?? []);
    }

    private static bool WantsEachEpoch(IReadOnlyList<Invariant> invariants) => invariants.Any(invariant =>
        invariant is { Phase: Validation, In: not Invariant.OnlyTrain } && (invariant.AtEpoch is not null || invariant.DecreasesBy is not null));

    /// <summary>libtorch refuses to go backwards from a loss that no parameter takes part in.</summary>
    private static Check? ProblemOf(LockstepException exception) => exception switch
    {
        NonFiniteLossException => Check.Failed(SmokeChecks.Finite, exception.Message),
        LibtorchException when exception.Message.Contains("does not require grad", StringComparison.Ordinal) => Check.Failed(
            SmokeChecks.Learning, "no parameter gets a gradient: the loss does not depend on them, as one that ignores what the network gives"),
        _ => null,
    };
}
