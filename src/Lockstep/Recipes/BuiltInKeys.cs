using Lockstep.Schema;

namespace Lockstep.Recipes;

/// <summary>What a recipe can say of Lockstep's own augmentations, as each registers it.</summary>
/// <param name="Augment">The keys under <c>augment</c>, in their order.</param>
/// <param name="AugmentPresets">Words that set many of those keys; the first is that of a recipe without one.</param>
public sealed record BuiltInKeys(IReadOnlyList<Key> Augment, IReadOnlyList<Preset> AugmentPresets)
{
    /// <summary>Nothing, which is enough where no model is trained.</summary>
    public static BuiltInKeys None { get; } = new([], []);
}
