using Lockstep.Randomness;
using Lockstep.Schema;

namespace Lockstep.Vision.Augmentation;

/// <summary>Adds to each image of a batch another one of it, both by one weight (Zhang et al. 2017).</summary>
/// <remarks>Draws a double for whether, Dirichlet weights of two for the weight, and, where it does, a shuffle of places for the partners.</remarks>
internal sealed class Mixup(double alpha, double probability) : IBatchAugmentation
{
    internal static BuiltInAugmentation<IBatchAugmentation> BuiltIn { get; } = new(
        [
            new(
                "mixup", new NullableShape(BatchMixing.Shape(0.2)), DefaultValue.Null,
                "Add to each image another one of its batch, both by a random weight, which the loss gives to both classes (Zhang et al. 2017). With cutmix, "
                + "one of the two is drawn for each batch.")
            {
                Acts = Effects.Augment | Effects.Targets
            },
        ],
        new RandomPurpose(35),
        recipe => recipe.Section("mixup") is { } mix && mix.Number("prob") is > 0 and var probability ? new Mixup(mix.Number("alpha"), probability) : null)
    {
        Name = "mixup",
    };

    public BatchMixture? Draw(RandomStream random, int count, int height, int width)
    {
        var isMixed = random.NextBool(probability);
        var weight = Dirichlet.Draw(alpha, 2, ref random)[0];
        return isMixed ? new BatchMixture(BatchMixing.Partners(count, ref random), weight, null) : null;
    }
}
