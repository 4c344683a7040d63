using Lockstep.Randomness;
using Lockstep.Recipes;

namespace Lockstep.Vision.Augmentation;

/// <summary>
/// Draws, for each batch of an epoch, how its images are mixed: by mixup (Zhang et al. 2017), by CutMix (Yun et al. 2019), or one of the two.
/// </summary>
/// <remarks>
/// The streams are those of (seed, purpose, epoch, number of the batch), so nothing depends on who read the batch or when. Where both are on, a double below
/// one half chooses mixup. Each draws, in this order: a double for whether, Dirichlet weights of two for the weight, in CutMix a place
/// for x and one for y of the middle, then a shuffle of the batch's places for the partners. Given them, equal to the RandomMixup and RandomCutmix of
/// torchvision's references. Deviation: there the partner is the image before, which a sampler that repeats images would make the same one.
/// </remarks>
internal sealed class BatchMixing
{
    private readonly MixRecipe? mixup;
    private readonly MixRecipe? cutmix;
    private readonly ulong seed;

    private BatchMixing(MixRecipe? mixup, MixRecipe? cutmix, ulong seed) => (this.mixup, this.cutmix, this.seed) = (mixup, cutmix, seed);

    /// <returns>Null where neither is on.</returns>
    public static BatchMixing? Of(AugmentRecipe recipe, ulong seed)
    {
        var mixup = recipe.Mixup is { Prob: > 0 } mix ? mix : null;
        var cutmix = recipe.Cutmix is { Prob: > 0 } cut ? cut : null;
        return mixup is null && cutmix is null ? null : new BatchMixing(mixup, cutmix, seed);
    }

    /// <param name="epoch">From 1.</param>
    /// <param name="batch">From 0 in each epoch.</param>
    /// <param name="count">Images in the batch.</param>
    /// <returns>Null for a batch that stays as it is.</returns>
    public BatchMixture? Draw(uint epoch, uint batch, int count, int height, int width)
    {
        if (mixup is not null && (cutmix is null || new RandomStream(seed, RandomPurpose.AugmentMixupOrCutMix, epoch, batch).NextBool(0.5)))
        {
            var random = new RandomStream(seed, RandomPurpose.AugmentMixup, epoch, batch);
            var isMixed = random.NextBool(mixup.Prob);
            var weight = Dirichlet.Draw(mixup.Alpha, 2, ref random)[0];
            return isMixed ? new BatchMixture(Partners(count, ref random), weight, null) : null;
        }

        return cutmix is null ? null : DrawCut(cutmix, new RandomStream(seed, RandomPurpose.AugmentCutMix, epoch, batch), count, height, width);
    }

    /// <summary>The part, as large as its weight says but for what lies outside, and the weight that is left to the rest.</summary>
    /// <param name="weight">Drawn, of the image's own class.</param>
    internal static (ImagePart Part, double Weight) Cut(double weight, int x, int y, int height, int width)
    {
        var half = 0.5 * Math.Sqrt(1 - weight);
        var (halfWidth, halfHeight) = ((int)(half * width), (int)(half * height));
        var (left, top) = (Math.Max(0, x - halfWidth), Math.Max(0, y - halfHeight));
        var (right, bottom) = (Math.Min(width, x + halfWidth), Math.Min(height, y + halfHeight));
        return (new ImagePart(top, left, bottom - top, right - left), 1 - ((double)((right - left) * (bottom - top)) / (width * height)));
    }

    private static BatchMixture? DrawCut(MixRecipe recipe, RandomStream random, int count, int height, int width)
    {
        var isMixed = random.NextBool(recipe.Prob);
        var drawn = Dirichlet.Draw(recipe.Alpha, 2, ref random)[0];
        var x = random.NextPlace(width);
        var y = random.NextPlace(height);
        var (part, weight) = Cut(drawn, x, y, height, width);
        return isMixed ? new BatchMixture(Partners(count, ref random), weight, part) : null;
    }

    private static int[] Partners(int count, ref RandomStream random)
    {
        var partners = Enumerable.Range(0, count).ToArray();
        random.Shuffle(partners.AsSpan());
        return partners;
    }
}
