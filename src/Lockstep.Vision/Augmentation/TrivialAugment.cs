using Lockstep.Randomness;
using Lockstep.Schema;

namespace Lockstep.Vision.Augmentation;

/// <summary>One of fourteen operations, as far as one of 31 bins says.</summary>
/// <param name="interpolation">Nearest or bilinear, where it moves pixels.</param>
/// <param name="fill">Red, green and blue of what comes from outside.</param>
/// <remarks>
/// Draws three doubles, whatever the operation needs: its place, the bin's place, whether the other way. Given them, equal to
/// torchvision's TrivialAugmentWide on PIL images.
/// </remarks>
internal sealed class TrivialAugment(Interpolation interpolation, int[] fill) : GeometricAugmentation
{
    internal static BuiltInAugmentation<IAugmentation> BuiltIn { get; } = new(
        [
            new(
                "trivial_augment", new NullableShape(new SectionShape(Interpolations.Key("nearest"), Fill.Key)), DefaultValue.Null,
                "One of fourteen operations at a magnitude, both drawn at random (TrivialAugment, wide; Müller and Hutter 2021)."),
        ],
        new RandomPurpose(31),
        recipe => recipe.Section("trivial_augment") is { } trivial ? new TrivialAugment(Interpolations.In(trivial), trivial.WholeNumbers("fill")) : null)
    {
        Name = "trivial",
    };

    internal const int Bins = 31;

    private readonly Fill fill = Fill.Of(fill);

    /// <inheritdoc/>
    public override GeometricTransform Draw(int imageHeight, int imageWidth, ref RandomStream random) =>
        Choose(ref random).Transform(imageHeight, imageWidth, interpolation, fill);

    internal static PolicyStep Choose(ref RandomStream random)
    {
        var range = PolicySpace.TrivialAugment[random.NextPlace(PolicySpace.TrivialAugment.Length)];
        var magnitude = range.MagnitudeOf(random.NextPlace(Bins), Bins);
        return new PolicyStep(range.Operation, random.NextBool(0.5) && range.IsSigned ? -magnitude : magnitude);
    }
}
