using System.Security.Cryptography;
using Lockstep.Recipes;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Tests.Augmentation;

public sealed class AugmentationPipelineTests
{
    /// <summary>With the keys of the first recipes alone, such recipes must give the same results forever.</summary>
    private static readonly AugmentRecipe First = new([19, 21], 0.5, new ColorJitterRecipe(0.4, 0.3, 0.5, 0.2), new NormalizeRecipe([0.5, 0.4, 0.3], [0.2, 0.3, 0.4]));

    [Fact]
    public void The_first_keys_give_the_pixels_that_they_always_gave()
    {
        var pipeline = AugmentationPipeline.ForTraining(First, seed: 1337);
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var sample = 0u; sample < 20; sample++)
        {
            digest.AppendData(pipeline.Apply(Picture(23, 37), epoch: 3, sample).Pixels);
        }

        Assert.Equal("1a0959709846e054ccc5eeeec053d51c", Convert.ToHexStringLower(digest.GetHashAndReset())[..32]);
    }

    private static Image Picture(int height, int width) =>
        new(height, width, [.. Enumerable.Range(0, 3 * height * width).Select(at => (byte)((at * 37) + (at / 3 * (at / (3 * width)))))]);
}
