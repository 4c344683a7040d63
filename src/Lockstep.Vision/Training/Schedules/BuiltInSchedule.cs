using Lockstep.Recipes;

namespace Lockstep.Vision.Training.Schedules;

/// <summary>One of the schedules, as its file registers it with <see cref="ScheduleCatalog"/>.</summary>
/// <param name="Name">As a recipe names it.</param>
/// <param name="Rate">The learning rate at a moment after warm-up.</param>
internal sealed record BuiltInSchedule(string Name, Func<ScheduleMoment, double> Rate)
{
    /// <summary>The rate that warm-up rises to.</summary>
    public Func<ScheduleRecipe, TrainRecipe, double> FirstRate { get; init; } = (_, train) => train.Lr;

    /// <summary>A field that the recipe must have for it.</summary>
    public static T Set<T>(T? value)
        where T : struct => value ?? throw new ArgumentException("The resolved recipe gives every field of its schedule.");
}

/// <summary>What a schedule goes by.</summary>
/// <param name="Epoch">From 0.</param>
/// <param name="Done">Steps since warm-up; its end need not be a whole one.</param>
/// <param name="Total">All steps after warm-up.</param>
internal readonly record struct ScheduleMoment(ScheduleRecipe Schedule, TrainRecipe Train, long Epoch, double Done, double Total)
{
    /// <summary>From 0 to 1.</summary>
    public double Progress => Math.Min(1, Done / Total);
}
