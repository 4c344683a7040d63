using System.Text.Json.Nodes;
using Lockstep.Schema;

#pragma warning disable RS0030 // the numbers here are constants

namespace Lockstep.Vision.Augmentation;

/// <summary>How much a data set is augmented, in one word: for a first try, and for an ablation.</summary>
internal static class AugmentationPresets
{
    public static Preset None { get; } = new("none", "Nothing random.", []);

    public static Preset Light { get; } = new("light", "A flip and a little colour: hardly ever wrong for photographs.", new JsonObject
    {
        ["hflip_prob"] = 0.5,
        ["color_jitter"] = Jitter(0.1, 0.1, 0.1, 0.05),
    });

    /// <remarks>Crops are taken out of what resize left, so their least scale is above the usual 0.08: less would be a blur.</remarks>
    public static Preset Heavy { get; } = new("heavy", "Crops, a flip, colour, TrivialAugment and erasing: for long training.", new JsonObject
    {
        ["random_resized_crop"] = new JsonObject { ["size"] = null, ["scale"] = new JsonArray(0.35, 1.0), ["ratio"] = new JsonArray(0.75, 4.0 / 3) },
        ["hflip_prob"] = 0.5,
        ["color_jitter"] = Jitter(0.2, 0.2, 0.2, 0.05),
        ["trivial_augment"] = new JsonObject { ["interpolation"] = "nearest", ["fill"] = new JsonArray(0, 0, 0) },
        ["random_erasing"] = new JsonObject { ["prob"] = 0.25, ["scale"] = new JsonArray(0.02, 0.33), ["ratio"] = new JsonArray(0.3, 3.3) },
    });

    private static JsonObject Jitter(double brightness, double contrast, double saturation, double hue) =>
        new() { ["brightness"] = brightness, ["contrast"] = contrast, ["saturation"] = saturation, ["hue"] = hue };
}
