using System.Text.Json.Nodes;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Vision.Native;

namespace Lockstep.Vision.Environments;

/// <summary>The Randomness box: the seeds, what draws from them, and the switches that libtorch says are in force.</summary>
internal static class RandomnessLock
{
    /// <summary>Call it after <see cref="Determinism.Set(Recipe)"/>.</summary>
    public static BoxLock Read(Recipe recipe) => new(
        Box.Randomness,
        new JsonObject
        {
            ["seed"] = recipe.Seed,
            ["splitSeed"] = recipe.Split.Seed,
            ["orderAndAugmentation"] = "philox4x32-10 keyed by seed, purpose, epoch, sample",
            ["initialisation"] = "libtorch mt19937 seeded with seed",
            ["determinism"] = recipe.Determinism,
            ["switches"] = Determinism.Read(),
        },
        new JsonObject { ["relaxed"] = Determinism.Relaxations(recipe) });
}
