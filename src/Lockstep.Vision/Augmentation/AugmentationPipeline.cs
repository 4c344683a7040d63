using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>What a recipe does to an image before a model sees it: resize, horizontal flip, colour jitter, scale to numbers. Thread-safe.</summary>
public sealed class AugmentationPipeline
{
    private readonly IAugmentation[] operations;
    private readonly ulong seed;

    /// <summary>What each 8-bit level becomes, a table a channel.</summary>
    private readonly float[][] levels;

    private AugmentationPipeline(IAugmentation[] operations, ulong seed, NormalizeRecipe? normalize)
    {
        this.operations = operations;
        this.seed = seed;
        levels = [.. Enumerable.Range(0, 3).Select(channel => Enumerable.Range(0, 256).Select(level => Scaled(level, channel, normalize)).ToArray())];
    }

    public static AugmentationPipeline ForTraining(AugmentRecipe recipe, ulong seed) => new(
        [.. Resizing(recipe), new HorizontalFlip(recipe.HflipProb), new ColorJitter(recipe.ColorJitter.Brightness, recipe.ColorJitter.Contrast, recipe.ColorJitter.Saturation, recipe.ColorJitter.Hue)],
        seed,
        recipe.Normalize);

    /// <summary>Without anything random.</summary>
    public static AugmentationPipeline ForValidation(AugmentRecipe recipe) => new([.. Resizing(recipe)], seed: 0, recipe.Normalize);

    /// <summary>What is random of it, for a run's name: <c>hflip-jitter</c> for example, or <c>plain</c>.</summary>
    public static string NameOf(AugmentRecipe recipe)
    {
        var parts = new List<string>();
        if (recipe.HflipProb > 0)
        {
            parts.Add("hflip");
        }

        if (recipe.ColorJitter is not { Brightness: 0, Contrast: 0, Saturation: 0, Hue: 0 })
        {
            parts.Add("jitter");
        }

        return parts.Count == 0 ? "plain" : string.Join('-', parts);
    }

    /// <summary>The image as the model sees it in that epoch; always the same for the same epoch, sample and repeat.</summary>
    /// <param name="repeat">How often the sample has come in this epoch before.</param>
    public Image Apply(Image image, uint epoch, uint sample, uint repeat = 0)
    {
        var random = new RandomStream(seed, RandomPurpose.Augment, epoch, sample, repeat);
        foreach (var operation in operations)
        {
            image = operation.Apply(image, ref random);
        }

        return image;
    }

    /// <summary>Writes height × width × 3 floats.</summary>
    public void WriteChannelsLast(Image image, Span<float> destination)
    {
        var (red, green, blue) = (levels[0], levels[1], levels[2]);
        var pixels = image.Pixels;
        for (var at = 0; at < pixels.Length; at += 3)
        {
            destination[at] = red[pixels[at]];
            destination[at + 1] = green[pixels[at + 1]];
            destination[at + 2] = blue[pixels[at + 2]];
        }
    }

    /// <summary>Writes 3 × height × width floats.</summary>
    public void WriteChannelsFirst(Image image, Span<float> destination)
    {
        var pixels = image.Pixels;
        var plane = pixels.Length / 3;
        for (var channel = 0; channel < 3; channel++)
        {
            var table = levels[channel];
            var target = destination.Slice(channel * plane, plane);
            for (int to = 0, from = channel; to < target.Length; to++, from += 3)
            {
                target[to] = table[pixels[from]];
            }
        }
    }

    private static IEnumerable<IAugmentation> Resizing(AugmentRecipe recipe)
    {
        if (recipe.Resize is [var height, var width])
        {
            yield return new Resize(height, width);
        }
    }

    /// <summary>As torchvision's ToTensor and Normalize: in 32-bit floats, a division by 255, a subtraction, a division.</summary>
    private static float Scaled(int level, int channel, NormalizeRecipe? normalize)
    {
        var value = level / 255f;
        return normalize is null ? value : (value - (float)normalize.Mean[channel]) / (float)normalize.Std[channel];
    }
}
