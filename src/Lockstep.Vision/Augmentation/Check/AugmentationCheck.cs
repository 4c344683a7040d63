using System.Globalization;
using System.Runtime.InteropServices;
using Lockstep.Files;
using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Samples;
using Lockstep.Snapshots;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Images;
using Lockstep.Vision.Loading;

namespace Lockstep.Vision.Augmentation.Check;

/// <summary>
/// Does the same seed always give the same images? Tries each augmentation of a recipe by itself, and the whole
/// pipeline with several numbers of workers.
/// </summary>
/// <param name="images">On how many training images, drawn by the recipe's seed; all where there are fewer.</param>
/// <param name="workers">Numbers of workers; the batches of each must be those of the first.</param>
public sealed class AugmentationCheck(Recipe recipe, Extensions extensions, Snapshot snapshot, Dataset data, int images, IReadOnlyList<int> workers)
{
    private const uint Epoch = 1;

    /// <summary>So many decoded images are in memory at once.</summary>
    private const int Portion = 100;

    private readonly SampleDecoder decoder = new(snapshot, OrientationRules.Of(recipe.Data.Orientation));

    private ulong Seed => (ulong)recipe.AugmentationSeed;

    /// <exception cref="LockstepException">An image can't be decoded, an augmentation fails on it, or the images' sizes differ
    /// where the recipe does not resize.</exception>
    public AugmentationReport Run(CancellationToken cancellation)
    {
        var samples = Subset();
        var (training, fresh) = (Pipeline(), Pipeline());
        StepCheck[] checks = [.. training.Steps.Zip(fresh.Steps, (step, anew) => new StepCheck(step, anew))];
        AugmentationFinding? onTensors = null;
        foreach (var portion in samples.Chunk(Portion))
        {
            CheckedSample[] moving = [
                .. portion.Select(
                    sample => new CheckedSample(sample, decoder.Decode(sample.Source), new RandomStream(Seed, RandomPurpose.Augment, Epoch, (uint)sample.Id)))
            ];
            foreach (var check in checks)
            {
                check.Try(moving, cancellation);
            }

            onTensors ??= TryTensorSteps(training, moving);
        }

        IReadOnlyList<string> names = [.. training.Steps.Where(IsOn).Select(step => step.Name), .. training.TensorSteps];
        return new AugmentationReport(names, samples.Length, workers, [
            .. checks.Select(check => check.Finding).Append(onTensors).Append(TryPipeline(samples, cancellation)).OfType<AugmentationFinding>()
        ]);
    }

    private AugmentationPipeline Pipeline() => AugmentationPipeline.ForTraining(recipe.Augment, Seed, extensions.Augmentations);

    private Sample[] Subset()
    {
        var places = Enumerable.Range(0, data.Train.Count).ToArray();
        new RandomStream(Seed, RandomPurpose.Subset, epoch: 0, sample: 0).Shuffle(places.AsSpan());
        Sample[] chosen =
            [.. places.Where(place => recipe.Data.OnBroken != "skip" || CanDecode(data.Train[place])).Take(images).Order().Select(place => data.Train[place])];
        return chosen.Length > 0 ? chosen : throw new LockstepException("Data: no training image can be decoded.");
    }

    private bool CanDecode(Sample sample)
    {
        try
        {
            decoder.Decode(sample.Source);
            return true;
        }
        catch (BrokenImageException)
        {
            return false;
        }
    }

    /// <summary>Flip and jitter draw also where they are off.</summary>
    private bool IsOn(PipelineStep step) => step.Operation switch
    {
        HorizontalFlip => HorizontalFlip.BuiltIn.NameFor(recipe.Augment.Values) is not null,
        ColorJitter => ColorJitter.BuiltIn.NameFor(recipe.Augment.Values) is not null,
        _ => true,
    };

    private static AugmentationFinding? TryTensorSteps(AugmentationPipeline pipeline, CheckedSample[] samples)
    {
        var different = Array.Find(samples, sample => !Numbers(sample).AsSpan().SequenceEqual(Numbers(sample)));
        return different is null ? null : new AugmentationFinding(
            string.Join(" and ", pipeline.TensorSteps), different.Sample.Source.Name, "from one seed, twice in a row, it gives two results");

        float[] Numbers(CheckedSample sample)
        {
            var numbers = new float[sample.Image.Pixels.Length];
            pipeline.WriteChannelsLast(sample.Image, numbers);
            pipeline.ApplyToTensor(numbers, sample.Image.Height, sample.Image.Width, channelsLast: true, Epoch, (uint)sample.Sample.Id);
            return numbers;
        }
    }

    /// <summary>As training reads them, in batches, each time with a pipeline of its own.</summary>
    private AugmentationFinding? TryPipeline(Sample[] samples, CancellationToken cancellation)
    {
        var first = DigestsWith(workers[0], samples, cancellation);
        foreach (var count in workers.Count > 1 ? workers.Skip(1) : workers)
        {
            var other = DigestsWith(count, samples, cancellation);
            if (first.Zip(other).TakeWhile(pair => pair.First == pair.Second).Count() is var same && same < samples.Length)
            {
                return new AugmentationFinding(null, samples[same].Source.Name, string.Create(
                    CultureInfo.InvariantCulture, $"from one seed, {Words(workers[0])} and then {Words(count)} give two results"));
            }
        }

        return null;

        static string Words(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} worker{(count == 1 ? "" : "s")}");
    }

    /// <summary>Digests of the numbers that the model would get of each sample.</summary>
    private List<string> DigestsWith(int count, Sample[] samples, CancellationToken cancellation)
    {
        var pipeline = Pipeline();
        var reader = new SampleReader(decoder, pipeline, SampleReader.SizeOf(decoder, pipeline, samples[0]), channelsLast: false);
        using var loader = new BatchLoader(reader, recipe.Train.BatchSize, count);
        var digests = new List<string>(samples.Length);
        foreach (var batch in loader.Read(samples, Epoch, cancellation))
        {
            using (batch)
            {
                var numbers = batch.Images.data<float>().ToArray();
                var length = numbers.Length / (int)batch.Images.shape[0];
                digests.AddRange(numbers.Chunk(length).Select(sample => Sha256.Of(MemoryMarshal.AsBytes(sample.AsSpan()))));
            }
        }

        return digests;
    }
}
