using Lockstep.Randomness;

namespace Lockstep.Vision.Augmentation;

/// <summary>Some of fourteen operations, one after the other, all equally far.</summary>
/// <param name="operations">How many; one may come again.</param>
/// <param name="magnitude">From 0 to 30.</param>
/// <param name="interpolation">Nearest or bilinear, where pixels are moved.</param>
/// <param name="fill">Red, green and blue of what comes from outside.</param>
/// <remarks>
/// Draws two doubles for each: its place, whether the other way. Given them, equal to torchvision's RandAugment on PIL images.
/// </remarks>
public sealed class RandAugment(int operations, int magnitude, Interpolation interpolation, int[] fill) : GeometricAugmentation
{
    internal static BuiltInAugmentation<IAugmentation> BuiltIn { get; } = new(RandomPurpose.AugmentRandAugment,
        recipe => recipe.RandAugment is { Operations: > 0 } rand
            ? new RandAugment(rand.Operations, rand.Magnitude, Interpolations.Of(rand.Interpolation), rand.Fill)
            : null)
    {
        Name = "randaug",
    };

    internal const int Bins = 31;

    private readonly Fill fill = Fill.Of(fill);

    /// <inheritdoc/>
    public override GeometricTransform Draw(int imageHeight, int imageWidth, ref RandomStream random)
    {
        var space = PolicySpace.RandAugment(imageHeight, imageWidth);
        var all = GeometricTransform.None(imageHeight, imageWidth);
        for (var step = 0; step < operations; step++)
        {
            var range = space[random.NextPlace(space.Length)];
            var far = range.MagnitudeOf(magnitude, Bins);
            var operation = new PolicyStep(range.Operation, random.NextBool(0.5) && range.IsSigned ? -far : far);
            all = all.Then(operation.Transform(imageHeight, imageWidth, interpolation, fill));
        }

        return all;
    }
}
