using Lockstep.Recipes;
using Lockstep.Samples;
using Lockstep.Snapshots;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Images;
using Lockstep.Vision.Inspection;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Models;
using Lockstep.Vision.Tasks;



namespace Lockstep.Vision.Evaluation;

/// <summary>
/// Validates a checkpoint as training did: the same reading, batches and arithmetic, so the same figures to the last digit. On the CPU where the
/// recipe's device is not here; the figures are then nearly the same.
/// </summary>
internal sealed class Evaluator
{
    private readonly ITask task;
    private readonly Recipe recipe;
    private readonly Dataset data;
    private readonly ImageSize? size;
    private readonly Extensions? extensions;
    private readonly SampleDecoder decoder;

    /// <param name="task">Of the recipe and the data.</param>
    /// <param name="size">Of the images that the model was trained on; null to take it from the data's first training image, as training
    /// does, or else from the first sample.</param>
    internal Evaluator(ITask task, Recipe recipe, Snapshot snapshot, ReadingCheck? check, Dataset data, ImageSize? size, Extensions? extensions)
    {
        (this.task, this.recipe, this.data, this.size, this.extensions) = (task, recipe, data, size, extensions);
        decoder = new(snapshot, OrientationRules.Of(recipe.Data.Orientation), check, OutputSize.Decoded(recipe));
    }

    /// <param name="checkpoint">Its file.</param>
    /// <param name="samples">Of the data.</param>
    /// <param name="withLoss">Whether to compute the loss, whose class weights may need the data's training samples.</param>
    /// <exception cref="LockstepException">The checkpoint does not fit, or an image can't be read.</exception>
    public IValidation Run(string checkpoint, IReadOnlyList<Sample> samples, bool withLoss, CancellationToken cancellation)
    {
        var input = size ?? SampleReader.SizeOf(
            decoder,
            AugmentationPipeline.ForTraining(recipe.Augment, (ulong)recipe.AugmentationSeed, extensions?.Augmentations),
            data.Train.Count > 0 ? data.Train[0] : samples[0]);
        var mode = ComputeMode.ToEvaluate(recipe);
        using var model = TrainedModel.Load(recipe, mode, input, task.Outputs, checkpoint, extensions);
        var reader = new SampleReader(
            decoder, AugmentationPipeline.ForValidation(recipe.Augment, extensions?.Augmentations), input, recipe.MemoryFormat == "channels_last");
        using var loader = new BatchLoader(reader, recipe.Train.BatchSize, recipe.Loader.Workers, recipe.Loader.Prefetch);
        return ValidationLoop.Run(model, mode, recipe.InitialisationSeed, task.Validate(withLoss), loader, samples, cancellation);
    }

    /// <summary>The samples that can be decoded, where the recipe leaves out those that can't; else all.</summary>
    public static IReadOnlyList<Sample> Unbroken(
        Recipe recipe, Snapshot snapshot, Manifest manifest, Dataset data, IReadOnlyList<Sample> samples, CancellationToken cancellation)
    {
        if (recipe.Data.OnBroken != "skip")
        {
            return samples;
        }

        var broken = BrokenSamples.Find(snapshot, manifest, data, OrientationRules.Of(recipe.Data.Orientation), cancellation)
            .Select(sample => sample.Name).ToHashSet(StringComparer.Ordinal);
        return [.. samples.Where(sample => !broken.Contains(sample.Source.Name))];
    }
}
