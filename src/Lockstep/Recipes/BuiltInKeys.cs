using Lockstep.Schema;

namespace Lockstep.Recipes;

/// <summary>What a recipe can say of Lockstep's own augmentations, models, losses, optimizers and schedules, as each registers it.</summary>
public sealed record BuiltInKeys
{
    /// <summary>Nothing, which is enough where no model is trained.</summary>
    public static BuiltInKeys None { get; } = new();

    /// <summary>The keys under <c>augment</c>, in their order.</summary>
    public IReadOnlyList<Key> Augment { get; init; } = [];

    /// <summary>Those of them that draw nothing, which an arm of an ablation that is a preset leaves as they are.</summary>
    public IReadOnlyList<Key> AugmentUndrawn { get; init; } = [];

    /// <summary>Words that set many of those keys; the first is that of a recipe without one.</summary>
    public IReadOnlyList<Preset> AugmentPresets { get; init; } = [];

    /// <summary>Under <c>model</c>. Each has the keys of <see cref="ModelRecipe"/> that make sense for it.</summary>
    public BuiltInNames Models { get; init; } = BuiltInNames.None;

    /// <summary>Under <c>loss</c>, each with the keys of <see cref="LossRecipe"/>.</summary>
    public BuiltInNames Losses { get; init; } = BuiltInNames.None;

    /// <summary>Under <c>optimizer</c>, each with the keys of <see cref="OptimizerRecipe"/>.</summary>
    public BuiltInNames Optimizers { get; init; } = BuiltInNames.None;

    /// <summary>Under <c>schedule</c>, each with the keys of <see cref="ScheduleRecipe"/>.</summary>
    public BuiltInNames Schedules { get; init; } = BuiltInNames.None;
}

/// <summary>What one section of a recipe can name.</summary>
/// <param name="Default">The name that a recipe means which gives none.</param>
/// <param name="All">Each with the keys that it has beside those of the section's record.</param>
public sealed record BuiltInNames(string Default, IReadOnlyList<Variant> All)
{
    internal static BuiltInNames None { get; } = new("", []);
}
