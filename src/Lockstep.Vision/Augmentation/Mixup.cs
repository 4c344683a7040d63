using Lockstep.Randomness;
using Lockstep.Recipes;

namespace Lockstep.Vision.Augmentation;

/// <summary>Adds to each image of a batch another one of it, both by one weight (Zhang et al. 2017).</summary>
/// <remarks>Draws a double for whether, Dirichlet weights of two for the weight, and, where it does, a shuffle of places for the partners.</remarks>
internal sealed class Mixup(MixRecipe recipe) : IBatchAugmentation
{
    internal static BuiltInAugmentation<IBatchAugmentation> BuiltIn { get; } =
        new(RandomPurpose.AugmentMixup, recipe => recipe.Mixup is { Prob: > 0 } mixup ? new Mixup(mixup) : null) { Name = "mixup" };

    public BatchMixture? Draw(RandomStream random, int count, int height, int width)
    {
        var isMixed = random.NextBool(recipe.Prob);
        var weight = Dirichlet.Draw(recipe.Alpha, 2, ref random)[0];
        return isMixed ? new BatchMixture(BatchMixing.Partners(count, ref random), weight, null) : null;
    }
}
