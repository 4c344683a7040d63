using System.Text.Json.Nodes;

namespace Lockstep.Recipes;

/// <summary>What the schema's section says, in its order. What is off is null, or has the probability 0.</summary>
/// <param name="Resize">Height and width; or the shorter side alone.</param>
public sealed record AugmentRecipe(int[]? Resize, double HflipProb, ColorJitterRecipe ColorJitter, NormalizeRecipe? Normalize)
{
    /// <summary>Where values came from that nobody wrote; the other fields say all of it.</summary>
    public string Preset { get; init; } = "none";

    /// <summary><c>bilinear</c> or <c>bicubic</c>, of all that resizes.</summary>
    public string Interpolation { get; init; } = "bilinear";

    public RandomResizedCropRecipe? RandomResizedCrop { get; init; }

    public RandomCropRecipe? RandomCrop { get; init; }

    /// <summary>Height and width.</summary>
    public int[]? CenterCrop { get; init; }

    public double VflipProb { get; init; }

    public double RotationDegrees { get; init; }

    public AffineRecipe? Affine { get; init; }

    public PerspectiveRecipe? Perspective { get; init; }

    public double GreyscaleProb { get; init; }

    public double InvertProb { get; init; }

    public PosterizeRecipe? Posterize { get; init; }

    public SolarizeRecipe? Solarize { get; init; }

    public SharpnessRecipe? Sharpness { get; init; }

    public double AutocontrastProb { get; init; }

    public double EqualizeProb { get; init; }

    public GaussianBlurRecipe? GaussianBlur { get; init; }

    public TrivialAugmentRecipe? TrivialAugment { get; init; }

    public RandAugmentRecipe? RandAugment { get; init; }

    public AugmixRecipe? Augmix { get; init; }

    public RandomErasingRecipe? RandomErasing { get; init; }

    public MixRecipe? Mixup { get; init; }

    public MixRecipe? Cutmix { get; init; }

    /// <summary>What the recipe says of the augmentations that a program added, by name; null for one that is off.</summary>
    public IReadOnlyDictionary<string, JsonObject?> Own { get; init; } = new Dictionary<string, JsonObject?>();
}

/// <param name="Size">Height and width; null for those of the centre crop, or else of the image.</param>
/// <param name="Scale">Least and most part of the area.</param>
/// <param name="Ratio">Least and most width / height.</param>
public sealed record RandomResizedCropRecipe(int[]? Size, double[] Scale, double[] Ratio);

/// <param name="Size">Height and width.</param>
public sealed record RandomCropRecipe(int[] Size, int Padding);

/// <param name="Translate">Parts of width and height.</param>
/// <param name="Scale">Least and most factor.</param>
/// <param name="Shear">Degrees along rows and columns.</param>
/// <param name="Interpolation"><c>nearest</c> or <c>bilinear</c>.</param>
/// <param name="Fill">Red, green and blue.</param>
public sealed record AffineRecipe(double Degrees, double[] Translate, double[] Scale, double[] Shear, string Interpolation, int[] Fill);

/// <param name="Interpolation"><c>nearest</c> or <c>bilinear</c>.</param>
/// <param name="Fill">Red, green and blue.</param>
public sealed record PerspectiveRecipe(double Prob, double Distortion, string Interpolation, int[] Fill);

public sealed record PosterizeRecipe(double Prob, int Bits);

public sealed record SolarizeRecipe(double Prob, int Threshold);

public sealed record SharpnessRecipe(double Prob, double Factor);

/// <param name="Sigma">Least and most standard deviation in pixels.</param>
public sealed record GaussianBlurRecipe(double Prob, int Kernel, double[] Sigma);

/// <param name="Interpolation"><c>nearest</c> or <c>bilinear</c>.</param>
/// <param name="Fill">Red, green and blue.</param>
public sealed record TrivialAugmentRecipe(string Interpolation, int[] Fill);

/// <param name="Operations">How many, one after the other.</param>
/// <param name="Magnitude">From 0 to 30.</param>
/// <param name="Interpolation"><c>nearest</c> or <c>bilinear</c>.</param>
/// <param name="Fill">Red, green and blue.</param>
public sealed record RandAugmentRecipe(int Operations, int Magnitude, string Interpolation, int[] Fill);

/// <param name="Severity">From 1 to 10.</param>
/// <param name="Width">Chains.</param>
/// <param name="Depth">Operations in a chain; null for a drawn number.</param>
/// <param name="Alpha">Of the weights.</param>
/// <param name="AllOperations">Also those that overlap with the corruptions of ImageNet-C.</param>
/// <param name="Interpolation"><c>nearest</c> or <c>bilinear</c>.</param>
/// <param name="Fill">Red, green and blue.</param>
public sealed record AugmixRecipe(int Severity, int Width, int? Depth, double Alpha, bool AllOperations, string Interpolation, int[] Fill);

/// <param name="Scale">Least and most part of the area.</param>
/// <param name="Ratio">Least and most height / width.</param>
public sealed record RandomErasingRecipe(double Prob, double[] Scale, double[] Ratio);

/// <param name="Alpha">Of the weight's distribution, Beta(alpha, alpha).</param>
/// <param name="Prob">Of a batch.</param>
public sealed record MixRecipe(double Alpha, double Prob);

public sealed record ColorJitterRecipe(double Brightness, double Contrast, double Saturation, double Hue);

/// <summary>Per channel, red first, of values scaled to 0..1.</summary>
public sealed record NormalizeRecipe(double[] Mean, double[] Std);
