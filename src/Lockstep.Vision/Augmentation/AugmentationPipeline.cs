using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>What a recipe does to an image before a model sees it: geometry, colours, scale to numbers, erasing. Thread-safe.</summary>
/// <remarks>
/// The flip and the colour jitter draw from one stream, in this order, also where they are off. Every other operation draws from a stream
/// of its own, and is not there where it is off: switching it on or off changes no draw of another.
/// </remarks>
public sealed class AugmentationPipeline
{
    /// <summary>More than these make too long a name for a run's folder.</summary>
    private const int MostNames = 4;

    private readonly (RandomPurpose Purpose, ITensorAugmentation Operation)[] onTensors;
    private readonly ulong seed;

    /// <summary>What each 8-bit level becomes, a table a channel.</summary>
    private readonly float[][] levels;

    private AugmentationPipeline(
        (RandomPurpose Purpose, IAugmentation Operation)[] operations, IEnumerable<(string Name, IAugmentation Operation)> own,
        (RandomPurpose Purpose, ITensorAugmentation Operation)[] onTensors, ulong seed, Normalization? normalize)
    {
        Steps =
        [
            .. operations.Select(step => new PipelineStep(PipelineStep.NameOf(step.Operation), step.Operation, step.Purpose, seed)),
            .. own.Select(step => new PipelineStep(step.Name, step.Operation, RandomPurpose.Own, OwnStream.KeyOf(seed, step.Name))),
        ];
        this.onTensors = onTensors;
        this.seed = seed;
        levels = [.. Enumerable.Range(0, 3).Select(channel => Enumerable.Range(0, 256).Select(level => Scaled(level, channel, normalize)).ToArray())];
    }

    /// <summary>On pixels, in order.</summary>
    internal IReadOnlyList<PipelineStep> Steps { get; }

    /// <summary>What works on the numbers, in words.</summary>
    internal IEnumerable<string> TensorSteps => onTensors.Select(step => PipelineStep.NameOf(step.Operation));

    /// <param name="own">What the recipe may name beside Lockstep's own; null for nothing.</param>
    public static AugmentationPipeline ForTraining(AugmentRecipe recipe, ulong seed, UserAugmentations? own = null) => new(
        AugmentationCatalog.Made(AugmentationCatalog.OfImages, builtIn => builtIn.ForTraining(recipe.Values)),
        (own ?? new UserAugmentations()).Of(recipe, validation: false),
        AugmentationCatalog.Made(AugmentationCatalog.OfTensors, builtIn => builtIn.ForTraining(recipe.Values)),
        seed,
        Normalization.In(recipe.Values));

    /// <summary>Without anything random of Lockstep's own.</summary>
    public static AugmentationPipeline ForValidation(AugmentRecipe recipe, UserAugmentations? own = null) => new(
        AugmentationCatalog.Made(AugmentationCatalog.OfImages, builtIn => builtIn.ForValidation(recipe.Values)),
        (own ?? new UserAugmentations()).Of(recipe, validation: true),
        AugmentationCatalog.Made(AugmentationCatalog.OfTensors, builtIn => builtIn.ForValidation(recipe.Values)),
        seed: 0,
        Normalization.In(recipe.Values));

    /// <summary>
    /// What is random of it, for a run's name: <c>hflip-jitter</c> for example, or <c>plain</c>, or how many there are where they are more than four.
    /// </summary>
    public static string NameOf(AugmentRecipe recipe)
    {
        string[] parts =
        [
            .. AugmentationCatalog.NamesFor(recipe.Values),
            .. recipe.Own.Where(own => own.Value is not null).Select(own => own.Key.Replace('_', '-')),
        ];
        return parts.Length switch
        {
            0 => "plain",
            <= MostNames => string.Join('-', parts),
            _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{parts.Length}-augmentations"),
        };
    }

    /// <summary>The image as the model sees it in that epoch, but for what is erased; always the same for the same epoch, sample and repeat.</summary>
    /// <param name="repeat">How often the sample has come in this epoch before.</param>
    public Image Apply(Image image, uint epoch, uint sample, uint repeat = 0)
    {
        var shared = new RandomStream(seed, RandomPurpose.Augment, epoch, sample, repeat);
        foreach (var step in Steps)
        {
            image = step.Apply(image, ref shared, epoch, sample, repeat);
        }

        return image;
    }

    /// <summary>Writes height × width × 3 floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void WriteChannelsLast(Image image, Span<float> destination)
    {
        // References instead of indices: the bounds checks took longer than the rest.
        ref var red = ref MemoryMarshal.GetArrayDataReference(levels[0]);
        ref var green = ref MemoryMarshal.GetArrayDataReference(levels[1]);
        ref var blue = ref MemoryMarshal.GetArrayDataReference(levels[2]);
        ref var from = ref MemoryMarshal.GetArrayDataReference(image.Pixels);
        ref var to = ref MemoryMarshal.GetReference(destination[..image.Pixels.Length]);
        for (var left = image.Pixels.Length; left > 0; left -= 3)
        {
            to = Unsafe.Add(ref red, from);
            Unsafe.Add(ref to, 1) = Unsafe.Add(ref green, Unsafe.Add(ref from, 1));
            Unsafe.Add(ref to, 2) = Unsafe.Add(ref blue, Unsafe.Add(ref from, 2));
            to = ref Unsafe.Add(ref to, 3);
            from = ref Unsafe.Add(ref from, 3);
        }
    }

    /// <summary>Writes 3 × height × width floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void WriteChannelsFirst(Image image, Span<float> destination)
    {
        var plane = image.Pixels.Length / 3;
        ref var from = ref MemoryMarshal.GetArrayDataReference(image.Pixels);
        for (var channel = 0; channel < 3; channel++)
        {
            ref var level = ref MemoryMarshal.GetArrayDataReference(levels[channel]);
            ref var pixel = ref Unsafe.Add(ref from, channel);
            foreach (ref var number in destination.Slice(channel * plane, plane))
            {
                number = Unsafe.Add(ref level, pixel);
                pixel = ref Unsafe.Add(ref pixel, 3);
            }
        }
    }

    /// <summary>Changes what was written of an image as this epoch has drawn it for the sample: erases a part of it, if any.</summary>
    public void ApplyToTensor(Span<float> numbers, int height, int width, bool channelsLast, uint epoch, uint sample, uint repeat = 0)
    {
        foreach (var (purpose, operation) in onTensors)
        {
            var random = new RandomStream(seed, purpose, epoch, sample, repeat);
            operation.Apply(numbers, height, width, channelsLast, ref random);
        }
    }

    /// <summary>The way back from numbers to levels, for looking at what the model sees.</summary>
    /// <param name="numbers">Height × width × 3, as <see cref="WriteChannelsLast"/> and <see cref="ApplyToTensor"/> leave them.</param>
    /// <returns>Of each number the level that comes nearest to it.</returns>
    public Image ToImage(ReadOnlySpan<float> numbers, int height, int width)
    {
        var pixels = new byte[numbers.Length];
        for (var at = 0; at < pixels.Length; at++)
        {
            pixels[at] = NearestLevel(levels[at % 3], numbers[at]);
        }

        return new Image(height, width, pixels);
    }

    private static byte NearestLevel(float[] rising, float number)
    {
        var place = Array.BinarySearch(rising, number);
        if (place >= 0)
        {
            return (byte)place;
        }

        var above = ~place;
        return above == 0 ? (byte)0
            : above == rising.Length || number - rising[above - 1] < rising[above] - number ? (byte)(above - 1)
            : (byte)above;
    }

    /// <summary>As torchvision's ToTensor and Normalize: in 32-bit floats, a division by 255, a subtraction, a division.</summary>
    private static float Scaled(int level, int channel, Normalization? normalize)
    {
        var value = level / 255f;
        return normalize is null ? value : (value - (float)normalize.Mean[channel]) / (float)normalize.Std[channel];
    }
}
