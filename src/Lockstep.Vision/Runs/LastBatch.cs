using System.Globalization;
using System.Runtime.InteropServices;
using Lockstep.Recipes;
using Lockstep.Samples;
using Lockstep.Snapshots;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Images;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Models;
using Lockstep.Vision.Native;
using static TorchSharp.torch;

namespace Lockstep.Vision.Runs;

/// <summary>
/// Finds batches that can't be trained on before there is a run: of a single value a channel batch norm has no variance, and
/// its statistics become NaN without a word.
/// </summary>
internal static class LastBatch
{
    private const string BatchSize = "train.batch_size";
    private const string DropLast = "train.drop_last";

    /// <exception cref="RecipeException">Batches of the recipe's size leave one that the model can't be trained on, or none at all.</exception>
    public static void Check(ResolvedRecipe resolved, Snapshot snapshot, ReadingCheck? check, Dataset data, Extensions extensions)
    {
        var recipe = resolved.Recipe;
        var (size, images) = (recipe.Train.BatchSize, new Sampler(recipe.Sampler, data, (ulong)recipe.OrderSeed).Length);
        if (recipe.Train.DropLast && images < size)
        {
            throw new RecipeException([resolved.ProblemAt(DropLast, $"{DropLast}: leaves nothing to train on: an epoch has {images} images, "
                + $"and a batch {size}. Take a smaller {BatchSize}.")]);
        }

        if ((images % size == 1 && !recipe.Train.DropLast) || size == 1)
        {
            if (ReasonAgainstOne(recipe, snapshot, check, data, extensions) is { } reason)
            {
                throw new RecipeException([resolved.ProblemAt(BatchSize, $"{BatchSize}: {Which(size, images)} 1 image, and {reason} {WayOut(size, images)}")]);
            }
        }
    }

    private static string Which(int size, int images) => size == 1 ? "a batch has" : $"the last batch of an epoch ({images} images, {size} a batch) has";

    private static string WayOut(int size, int images) => size == 1
        ? "Take a larger one, or larger images (augment.resize)."
        : "Take one that leaves more"
            + (Enumerable.Range(2, size - 1).LastOrDefault(other => images % other != 1) is var better and > 0
                ? string.Create(CultureInfo.InvariantCulture, $", such as {better}")
                : "")
            + $", or leave that batch out with {DropLast}: true.";

    private static string? ReasonAgainstOne(Recipe recipe, Snapshot snapshot, ReadingCheck? check, Dataset data, Extensions extensions)
    {
        var decoder = new SampleDecoder(
            snapshot, OrientationRules.Of(recipe.Data.Orientation), check, OutputSize.Decoded(recipe));
        var input = SampleReader.SizeOf(
            decoder, AugmentationPipeline.ForTraining(recipe.Augment, (ulong)recipe.AugmentationSeed, extensions.Augmentations), data.Train[0]);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var model = ModelCatalog.Build(recipe.Model, input.Height, input.Width, data.Classes.Count, extensions.Models);
        var frozen = FrozenParts.Of(model, recipe.Model.Freeze ?? []);
        model.train();
        frozen.KeepStatistics();
        try
        {
            model.call(zeros(1, 3, input.Height, input.Width));
        }
        catch (Exception exception) when (exception is ExternalException or InvalidOperationException)
        {
            // What a script says itself, as torch.nn.functional.batch_norm does.
            return exception.Message.Contains("more than 1 value per channel", StringComparison.Ordinal)
                ? Reason(null)
                : $"the model can't be trained on it: {LibtorchException.Said(exception)}";
        }

        return model.named_buffers().Where(named => named.buffer.dtype == ScalarType.Float32 && !named.buffer.isfinite().all().item<bool>())
            .Select(named => named.name).FirstOrDefault() is { } buffer
            ? Reason(buffer[..Math.Max(0, buffer.LastIndexOf('.'))])
            : null;
    }

    /// <param name="layer">Where it is; null where that is not known.</param>
    private static string Reason(string? layer) =>
        "batch norm needs more than 1 value per channel to train "
        + $"on{(layer is null ? "" : $": at '{layer}' the maps are 1×1, and its statistics would become NaN")}.";
}
