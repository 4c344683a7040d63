using Lockstep.Recipes;
using Lockstep.Schema;

namespace Lockstep.Vision.Training.Schedules;

/// <summary>One of the schedules, as its file registers it with <see cref="ScheduleCatalog"/>.</summary>
/// <param name="Variant">Its name and keys in a recipe.</param>
/// <param name="Rate">The learning rate at a moment after warm-up.</param>
internal sealed record BuiltInSchedule(Variant Variant, Func<ScheduleMoment, double> Rate)
{
    /// <summary>Every schedule has it.</summary>
    public static Key Warmup { get; } = new(
        "warmup_epochs", CommonShapes.NotNegative, DefaultValue.Of(0.0), "Epochs over which the learning rate rises from 0; may be a fraction.");

    /// <summary>Of those that go down by steps.</summary>
    public static Key Gamma { get; } = new("gamma", CommonShapes.Share, DefaultValue.Of(0.1), "The factor of a step.");

    /// <summary>The rate that warm-up rises to.</summary>
    public Func<RecipeValues, TrainRecipe, double> FirstRate { get; init; } = (_, train) => train.Lr;

    /// <summary>What of it changes nothing in a training of so many epochs, in a sentence with its key first; null for nothing.</summary>
    public Func<RecipeValues, int, string?> Doubt { get; init; } = (_, _) => null;
}

/// <summary>What a schedule goes by.</summary>
/// <param name="Values">What the recipe says of it.</param>
/// <param name="Epoch">From 0.</param>
/// <param name="Done">Steps since warm-up; its end need not be a whole one.</param>
/// <param name="Total">All steps after warm-up.</param>
internal readonly record struct ScheduleMoment(RecipeValues Values, TrainRecipe Train, long Epoch, double Done, double Total)
{
    /// <summary>From 0 to 1.</summary>
    public double Progress => Math.Min(1, Done / Total);
}
