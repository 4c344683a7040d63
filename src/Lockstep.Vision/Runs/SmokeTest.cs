using System.Globalization;
using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Samples;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Tensors;
using Lockstep.Vision.Training;

namespace Lockstep.Vision.Runs;

/// <summary>A short training on a seeded subset, twice: does the loss drop, does it stay finite, and is it the same both times?</summary>
internal sealed class SmokeTest(PreparedRun prepared, int steps, int images)
{
    /// <summary>The part of the loss that must go for the test to pass.</summary>
    public const double LeastDrop = 0.05;

    /// <summary>Small, so that the whole stays a matter of seconds.</summary>
    private const int LargestBatch = 16;

    /// <summary>So many steps at either end are averaged, since one batch's loss is noisy.</summary>
    private const int Window = 5;

    public SmokeReport Run(CancellationToken cancellation)
    {
        var data = prepared.Data.WithTrain(Subset());
        var batch = Math.Min(Math.Min(prepared.Recipe.Recipe.Train.BatchSize, LargestBatch), data.Train.Count);
        var recipe = prepared.Recipe.Recipe;
        // Its batches are its own: that they leave a single image is no fault of the recipe.
        var length = new Sampler(recipe.Sampler, data, (ulong)recipe.OrderSeed).Length;
        var dropsLast = length > batch && batch > 1 && (recipe.Train.DropLast || length % batch == 1);
        var batches = (dropsLast ? length : length + batch - 1) / batch;
        var perEpoch = (batches + recipe.Train.Accumulate - 1) / recipe.Train.Accumulate;
        recipe = recipe with { Train = recipe.Train with { BatchSize = batch, DropLast = dropsLast, Epochs = (steps + perEpoch - 1) / perEpoch } };

        var first = Once(recipe, data, cancellation);
        if (first.NonFinite is { } reason)
        {
            return SmokeReport.Failed(batch, data.Train.Count, first.Losses, reason);
        }

        var second = Once(recipe, data, cancellation);
        var different = first.Losses.Zip(second.Losses)
            .TakeWhile(pair => BitConverter.SingleToInt32Bits(pair.First) == BitConverter.SingleToInt32Bits(pair.Second)).Count();
        var window = Math.Min(Window, steps / 2);
        var start = first.Losses.Take(window).Average(loss => (double)loss);
        var end = first.Losses.TakeLast(window).Average(loss => (double)loss);
        var drop = 1 - (end / start);
        return new SmokeReport(
            batch, data.Train.Count, first.Losses.Count, start, end, drop, second.Digest == first.Digest, [.. Reasons(drop, different, first, second)]);
    }

    private static IEnumerable<string> Reasons(double drop, int different, Pass first, Pass second)
    {
        if (!(drop >= LeastDrop))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"the loss {(drop < 0 ? "rose" : "dropped")} by {Math.Abs(drop):P1}, "
                + $"expected a drop of at least {LeastDrop:P0}; the learning rate or the labels may be off");
        }

        if (different < first.Losses.Count)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"the two runs differ from step {different + 1} on: loss {first.Losses[different]:R} and {second.Losses.ElementAtOrDefault(different):R}");
        }
        else if (first.Digest != second.Digest)
        {
            yield return "the two runs' losses are equal, but their final weights are not";
        }
    }

    /// <summary>The same images each time for one seed, whatever the recipe's batch size.</summary>
    private IReadOnlyList<Sample> Subset()
    {
        var train = prepared.Data.Train;
        var places = Enumerable.Range(0, train.Count).ToArray();
        new RandomStream((ulong)prepared.Recipe.Recipe.Seed, RandomPurpose.Subset, epoch: 0, sample: 0).Shuffle(places.AsSpan());
        return [.. places.Take(images).Order().Select(place => train[place])];
    }

    private Pass Once(Recipe recipe, Dataset data, CancellationToken cancellation)
    {
        using var trainer = new Trainer(
            TaskCatalog.Of(recipe, data), recipe, prepared.Snapshot, prepared.Gate.Reading, data, prepared.Extensions,
            ImageCache.Of(recipe, prepared.Manifest));
        var losses = new List<float>(steps);
        try
        {
            for (var epoch = 1; losses.Count < steps; epoch++)
            {
                trainer.TrainEpoch(
                    epoch,
                    loss =>
                    {
                        losses.Add(loss);
                        return losses.Count < steps;
                    },
                    cancellation);
            }
        }
        catch (NonFiniteLossException exception)
        {
            return new Pass(losses, "", exception.Message);
        }

        return new Pass(losses, Safetensors.DigestOf(trainer.Weights), null);
    }

    private sealed record Pass(List<float> Losses, string Digest, string? NonFinite);
}
