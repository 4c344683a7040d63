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

    /// <summary>Null for none, as all that can be null below.</summary>
    public RandomResizedCropRecipe? RandomResizedCrop { get; init; }

    /// <summary>Where there is one of random size too, that comes first.</summary>
    public RandomCropRecipe? RandomCrop { get; init; }

    /// <summary>Height and width.</summary>
    public int[]? CenterCrop { get; init; }

    /// <summary>From 0 to 1, as all that end so.</summary>
    public double VflipProb { get; init; }

    /// <summary>From 0 to 180: the angle is drawn up to it to either side.</summary>
    public double RotationDegrees { get; init; }

    /// <summary>About the image's centre.</summary>
    public AffineRecipe? Affine { get; init; }

    /// <summary>Corners move inwards.</summary>
    public PerspectiveRecipe? Perspective { get; init; }

    /// <summary>Of an image that turns grey.</summary>
    public double GreyscaleProb { get; init; }

    /// <summary>Of an image that becomes its negative.</summary>
    public double InvertProb { get; init; }

    /// <summary>Fewer bits a level.</summary>
    public PosterizeRecipe? Posterize { get; init; }

    /// <summary>Bright levels inverted.</summary>
    public SolarizeRecipe? Solarize { get; init; }

    /// <summary>Sharper or smoother.</summary>
    public SharpnessRecipe? Sharpness { get; init; }

    /// <summary>Of channels that are stretched to all levels.</summary>
    public double AutocontrastProb { get; init; }

    /// <summary>Of channels whose levels are spread evenly.</summary>
    public double EqualizeProb { get; init; }

    /// <summary>Of random width.</summary>
    public GaussianBlurRecipe? GaussianBlur { get; init; }

    /// <summary>One drawn operation.</summary>
    public TrivialAugmentRecipe? TrivialAugment { get; init; }

    /// <summary>Several drawn operations of one magnitude.</summary>
    public RandAugmentRecipe? RandAugment { get; init; }

    /// <summary>A mixture of chains of drawn operations.</summary>
    public AugmixRecipe? Augmix { get; init; }

    /// <summary>On the numbers, after <see cref="Normalize"/>.</summary>
    public RandomErasingRecipe? RandomErasing { get; init; }

    /// <summary>Of whole batches; with <see cref="Cutmix"/>, one of the two is drawn.</summary>
    public MixRecipe? Mixup { get; init; }

    /// <summary>Of whole batches.</summary>
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

/// <summary>Fewer bits a level.</summary>
/// <param name="Prob">From 0 to 1.</param>
/// <param name="Bits">That are kept, from 1 to 8.</param>
public sealed record PosterizeRecipe(double Prob, int Bits);

/// <summary>Bright levels inverted.</summary>
/// <param name="Prob">From 0 to 1.</param>
/// <param name="Threshold">The least level that is inverted, from 0 to 256.</param>
public sealed record SolarizeRecipe(double Prob, int Threshold);

/// <summary>Sharper or smoother.</summary>
/// <param name="Prob">From 0 to 1.</param>
/// <param name="Factor">From 0: below 1 smooths, above 1 sharpens.</param>
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

/// <summary>How far each factor may be from 1, to either side; of the hue, how far it is turned.</summary>
/// <param name="Brightness">From 0, as contrast and saturation.</param>
/// <param name="Contrast">Against the mean grey.</param>
/// <param name="Saturation">Against grey.</param>
/// <param name="Hue">In turns of the colour circle, from 0 to 0.5.</param>
public sealed record ColorJitterRecipe(double Brightness, double Contrast, double Saturation, double Hue);

/// <summary>Per channel, red first, of values scaled to 0..1.</summary>
public sealed record NormalizeRecipe(double[] Mean, double[] Std);
