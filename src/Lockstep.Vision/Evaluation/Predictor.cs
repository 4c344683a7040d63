using Lockstep.Recipes;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Images;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Models;
using static TorchSharp.torch;

namespace Lockstep.Vision.Evaluation;

/// <summary>Predicts images that belong to no data set, made ready as validation does it.</summary>
/// <param name="size">Of the images that the model was trained on; null where the run does not say: then the first image's.</param>
public sealed class Predictor(Recipe recipe, string checkpoint, int classes, ImageSize? size, Extensions? extensions)
{
    // What an own augmentation draws in validation must not depend on an image's neighbours.
    private const int NoSample = 0;

    private readonly bool channelsLast = recipe.MemoryFormat == "channels_last";
    private readonly AugmentationPipeline pipeline = AugmentationPipeline.ForValidation(recipe.Augment, extensions?.Augmentations);
    private readonly SampleDecoder decoder = new(
        new Snapshot(Environment.CurrentDirectory), OrientationRules.Of(recipe.Data.Orientation), check: null,
        OutputSize.Decoded(recipe));

    /// <summary>Whether the model drew random numbers for what was predicted so far.</summary>
    public bool Draws { get; private set; }

    /// <summary>In the order of the paths, a batch at a time; a broken image has a problem and stops nothing.</summary>
    /// <param name="paths">Of files, from the current folder.</param>
    /// <param name="top">How many classes are named.</param>
    /// <exception cref="LockstepException">The model changes while it predicts.</exception>
    public IEnumerable<PredictedImage> Predict(IReadOnlyList<string> paths, int top, CancellationToken cancellation)
    {
        var input = size ?? paths.Select(path => Read(path).Image).OfType<Image>().Select(image => new ImageSize(image.Height, image.Width)).FirstOrDefault();
        if (input.Height == 0)
        {
            // No image can be read: no model is needed to say so.
            foreach (var path in paths)
            {
                yield return new PredictedImage(path, [], Read(path).Problem);
            }

            yield break;
        }

        var mode = ComputeMode.ToEvaluate(recipe);
        using var model = TrainedModel.Load(recipe, mode, input, classes, checkpoint, extensions);
        using var inference = new Inference(model, mode, recipe.InitialisationSeed);
        foreach (var chunk in paths.Chunk(recipe.Train.BatchSize))
        {
            var read = ParallelReading.Map(chunk, path => Numbers(path, input), cancellation);
            var scores = new Queue<PredictedImage>(Forward(
                inference, mode, input,
                [.. chunk.Zip(read).Where(item => item.Second.Problem is null).Select(item => (item.First, item.Second.Numbers))], top));
            foreach (var (path, (_, problem)) in chunk.Zip(read))
            {
                yield return problem is null ? scores.Dequeue() : new PredictedImage(path, [], problem);
            }
        }
    }

    private List<PredictedImage> Forward(Inference inference, ComputeMode mode, ImageSize input, (string Path, float[] Numbers)[] images, int top)
    {
        if (images.Length == 0)
        {
            return [];
        }

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var numbers = images.SelectMany(image => image.Numbers).ToArray();
        var batch = channelsLast
            ? tensor(numbers, [images.Length, input.Height, input.Width, 3]).permute(0, 3, 1, 2)
            : tensor(numbers, [images.Length, 3, input.Height, input.Width]);
        var logits = inference.Of(batch.to(mode.Device)).cpu();
        inference.RefuseChanges();
        Draws = inference.Draws;
        return
        [
            .. images.Zip(ValidationLoop.Rows(logits), logits.argmax(1).data<long>()).Select(item =>
            {
                var scores = ClassScores.Of(item.Second, ClassScores.KindFor(recipe.Loss.Name));
                var predicted = Prediction.ClassOf(scores, (int)item.Third);
                return predicted == Prediction.None
                    ? new PredictedImage(item.First.Path, [], $"{item.First.Path}: the model's scores for it are not numbers. Its weights, "
                        + "or what the recipe makes of the image, are not finite: see 'lockstep evaluate'.")
                    : new PredictedImage(item.First.Path, Prediction.Best(scores, predicted, top), null);
            }),
        ];
    }

    private (float[] Numbers, string? Problem) Numbers(string path, ImageSize input)
    {
        var (image, problem) = Read(path);
        if (image is null)
        {
            return ([], problem);
        }

        if (image.Height != input.Height || image.Width != input.Width)
        {
            return ([], $"{path}: {image.Height}×{image.Width} pixels (height × width) after the recipe's preprocessing, "
                + $"but the model was trained on {input.Height}×{input.Width}. A recipe with augment.resize takes images of any size.");
        }

        var numbers = new float[image.Pixels.Length];
        if (channelsLast)
        {
            pipeline.WriteChannelsLast(image, numbers);
        }
        else
        {
            pipeline.WriteChannelsFirst(image, numbers);
        }

        return (numbers, null);
    }

    private (Image? Image, string? Problem) Read(string path)
    {
        try
        {
            return (pipeline.Apply(decoder.Decode(new ImageFile(path)), epoch: 0, NoSample), null);
        }
        catch (BrokenImageException exception)
        {
            return (null, $"{exception.Fault} Replace the file, or leave it out.");
        }
        catch (LockstepException exception)
        {
            return (null, exception.Message);
        }
    }
}
