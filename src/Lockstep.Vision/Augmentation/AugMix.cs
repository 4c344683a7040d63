using Lockstep.Randomness;
using Lockstep.Schema;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>Mixes the image with what several chains of drawn operations make of it, by drawn weights.</summary>
/// <remarks>
/// Draws, in this order: Dirichlet weights of image and mixture, Dirichlet weights of the chains; then for each chain its length, and for each operation of the
/// longest chain that there could be: its place, the bin's place, whether the other way. Given them, the mixture of torchvision's AugMix (in 32-bit
/// floats, cut off to whole levels) over its operations on PIL images. Deviation: torchvision turns a PIL image into a tensor
/// first and so uses its operations on tensors.
/// </remarks>
public sealed class AugMix : IAugmentation
{
    internal static BuiltInAugmentation<IAugmentation> BuiltIn { get; } = new(
        [
            new(
                "augmix",
                new NullableShape(new SectionShape(
                    new("severity", new WholeNumberShape(1, 10), DefaultValue.Of(3), "How far operations may go: in ninths of their range, below this many."),
                    new("width", new WholeNumberShape(1, 16), DefaultValue.Of(3), "Chains that are mixed."),
                    new("depth", new NullableShape(new WholeNumberShape(1, 16)), DefaultValue.Null, "Operations in a chain; null draws from 1 to 3."),
                    new("alpha", Dirichlet.Alpha, DefaultValue.Of(1.0), "Of the Dirichlet distributions of the weights: the greater, the evener."),
                    new(
                        "all_operations", new FlagShape(), DefaultValue.Of(true),
                        "Also brightness, colour, contrast and sharpness, which overlap with the corruptions of ImageNet-C."),
                    Interpolations.Key("bilinear"),
                    Fill.Key)),
                DefaultValue.Null,
                "A mixture of the image with what chains of drawn operations make of it (Hendrycks et al. 2019)."),
        ],
        new RandomPurpose(33),
        recipe => recipe.Section("augmix") is { } mix
            ? new AugMix(
                mix.WholeNumber("severity"), mix.WholeNumber("width"), mix.WholeNumberOrNull("depth"), mix.Number("alpha"), mix.Flag("all_operations"),
                Interpolations.In(mix), mix.WholeNumbers("fill"))
            : null)
    {
        Name = "augmix",
    };

    internal const int Bins = 10;

    /// <summary>Where the length of a chain is drawn, it is from 1 to this.</summary>
    private const int LongestDrawn = 3;

    private readonly int severity;
    private readonly int width;
    private readonly int? depth;
    private readonly double alpha;
    private readonly bool allOperations;
    private readonly Interpolation interpolation;
    private readonly Fill fill;

    /// <param name="severity">From 1 to 10: the bins that are drawn from.</param>
    /// <param name="width">Chains.</param>
    /// <param name="depth">Operations in a chain; null draws from 1 to 3.</param>
    /// <param name="alpha">Of the Dirichlet distributions; above 0.</param>
    /// <param name="allOperations">Also brightness, colour, contrast and sharpness.</param>
    /// <param name="interpolation">Nearest or bilinear, where pixels are moved.</param>
    /// <param name="fill">Red, green and blue of what comes from outside.</param>
    public AugMix(int severity, int width, int? depth, double alpha, bool allOperations, Interpolation interpolation, int[] fill)
    {
        (this.severity, this.width, this.depth, this.alpha, this.allOperations) = (severity, width, depth, alpha, allOperations);
        (this.interpolation, this.fill) = (interpolation, Fill.Of(fill));
    }

    /// <inheritdoc/>
    public Image Apply(Image image, ref RandomStream random)
    {
        var space = PolicySpace.AugMix(image.Height, image.Width, allOperations);
        var share = Dirichlet.Draw(alpha, 2, ref random);
        var weights = Dirichlet.Draw(alpha, width, ref random);
        var chains = new Image[width];
        for (var chain = 0; chain < width; chain++)
        {
            var drawn = random.NextPlace(LongestDrawn) + 1;
            var mixed = image;
            for (var step = 0; step < (depth ?? LongestDrawn); step++)
            {
                var range = space[random.NextPlace(space.Length)];
                var magnitude = range.MagnitudeOf(random.NextPlace(severity), Bins);
                var operation = new PolicyStep(range.Operation, random.NextBool(0.5) && range.IsSigned ? -magnitude : magnitude);
                mixed = step < (depth ?? drawn) ? operation.Of(mixed, interpolation, fill) : mixed;
            }

            chains[chain] = mixed;
        }

        return Mixed(image, (float)share[0], chains, [.. weights.Select(weight => (float)weight * (float)share[1])]);
    }

    internal static Image Mixed(Image image, float share, Image[] chains, float[] weights)
    {
        var target = GC.AllocateUninitializedArray<byte>(image.Pixels.Length);
        for (var at = 0; at < target.Length; at++)
        {
            var sum = share * image.Pixels[at];
            for (var chain = 0; chain < chains.Length; chain++)
            {
                sum += weights[chain] * chains[chain].Pixels[at];
            }

            target[at] = (byte)Math.Min(sum, 255);
        }

        return new Image(image.Height, image.Width, target);
    }
}
