using Lockstep.Recipes;
using Lockstep.Schema;

namespace Lockstep.Vision.Augmentation;

/// <summary>What is subtracted from the values of a channel, which are from 0 to 1, and what they are then divided by; red first.</summary>
internal sealed record Normalization(double[] Mean, double[] Std)
{
    public static Key Key { get; } = new(
        "normalize",
        new NullableShape(new SectionShape(
            new("mean", CommonShapes.OfChannels(CommonShapes.AnyNumber), DefaultValue.None, "Of values from 0 to 1."),
            new("std", CommonShapes.OfChannels(CommonShapes.Positive), DefaultValue.None, "Of values from 0 to 1."))),
        DefaultValue.Null,
        "Subtract a mean and divide by a deviation, per channel; null leaves values from 0 to 1. In validation too.")
    {
        Acts = Effects.Augment | Effects.Evaluation,
    };

    /// <returns>Null where the recipe has it off.</returns>
    public static Normalization? In(RecipeValues recipe) =>
        recipe.Section("normalize") is { } normalize ? new Normalization(normalize.Numbers("mean"), normalize.Numbers("std")) : null;
}
