using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Schema;

namespace Lockstep.Vision.Augmentation;

/// <summary>Draws, for each batch of an epoch, how its images are mixed: by what the recipe has on, or by one of several.</summary>
/// <remarks>
/// The streams are those of (seed, purpose, epoch, number of the batch), so nothing depends on who read the batch or when. Where several are on, a
/// double chooses one, each as likely as the others. Given its draws, each is equal to the RandomMixup and RandomCutmix of torchvision's references.
/// Deviation: there the partner is the image before, which a sampler that repeats images would make the same one.
/// </remarks>
internal sealed class BatchMixing
{
    /// <summary>Which of several ways mixes a batch.</summary>
    internal static RandomPurpose WhichWay => new(34);

    private readonly (RandomPurpose Purpose, IBatchAugmentation Operation)[] ways;
    private readonly ulong seed;

    private BatchMixing((RandomPurpose Purpose, IBatchAugmentation Operation)[] ways, ulong seed) => (this.ways, this.seed) = (ways, seed);

    /// <summary>What a recipe says of a way.</summary>
    internal static SectionShape Shape(double alpha) => new(
        new(
            "alpha", Dirichlet.Alpha, DefaultValue.Of(alpha),
            "The weight is distributed as Beta(alpha, alpha): below 1 mostly near 0 or 1, above it near one half."),
        new("prob", CommonShapes.Probability, DefaultValue.Of(1.0), "How likely a batch is mixed."));

    /// <returns>Null where nothing is on.</returns>
    public static BatchMixing? Of(AugmentRecipe recipe, ulong seed) =>
        AugmentationCatalog.Made(AugmentationCatalog.OfBatches, builtIn => builtIn.ForTraining(recipe.Values)) is { Length: > 0 } ways
            ? new BatchMixing(ways, seed)
            : null;

    /// <param name="epoch">From 1.</param>
    /// <param name="batch">From 0 in each epoch.</param>
    /// <param name="count">Images in the batch.</param>
    /// <returns>Null for a batch that stays as it is.</returns>
    public BatchMixture? Draw(uint epoch, uint batch, int count, int height, int width)
    {
        var place = ways.Length == 1 ? 0 : new RandomStream(seed, WhichWay, epoch, batch).NextPlace(ways.Length);
        return ways[place].Operation.Draw(new RandomStream(seed, ways[place].Purpose, epoch, batch), count, height, width);
    }

    /// <summary>By place, the place of the other image: each is one other's, or its own.</summary>
    internal static int[] Partners(int count, ref RandomStream random)
    {
        var partners = Enumerable.Range(0, count).ToArray();
        random.Shuffle(partners.AsSpan());
        return partners;
    }
}
