using Lockstep.Recipes;

namespace Lockstep.Vision.Training.Schedules;

/// <summary>Every schedule a recipe can name.</summary>
internal static class ScheduleCatalog
{
    public static IReadOnlyList<BuiltInSchedule> All { get; } =
    [
        ConstantSchedule.BuiltIn,
        StepSchedule.BuiltIn,
        MultiStepSchedule.BuiltIn,
        CosineSchedule.BuiltIn,
        PolynomialSchedule.BuiltIn,
        OneCycleSchedule.BuiltIn,
    ];

    /// <summary>What a recipe says of them.</summary>
    public static BuiltInNames Names { get; } = new("constant", [.. All.Select(schedule => schedule.Variant)]);

    public static BuiltInSchedule Of(ScheduleRecipe recipe) =>
        All.FirstOrDefault(schedule => schedule.Variant.Name == recipe.Name)
            ?? throw new ArgumentException($"No schedule is named '{recipe.Name}'.", nameof(recipe));
}
