using System.Text;
using Lockstep.Recipes;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Images;
using Lockstep.Vision.Tests.Recipes;

namespace Lockstep.Vision.Tests.Augmentation;

public sealed class OutputSizeTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("{resize: [5, 9]}")]
    [InlineData("{resize: 7}")]
    [InlineData("{resize: 30}")]
    [InlineData("{resize: 7, center_crop: [6, 4]}")]
    [InlineData("{center_crop: [6, 4]}")]
    [InlineData("{random_crop: {size: [6, 4], padding: 2}}")]
    [InlineData("{random_crop: {size: [6, 4]}, center_crop: [3, 3]}")]
    [InlineData("{random_resized_crop: {size: [6, 4]}}")]
    [InlineData("{resize: 9, random_resized_crop: {}, center_crop: [6, 4]}")]
    [InlineData("{resize: [9, 9], random_resized_crop: {}}")]
    [InlineData("{rotation_degrees: 45, affine: {degrees: 20}, perspective: {prob: 1}, vflip_prob: 1}")]
    public void It_is_what_the_pipeline_gives(string augment)
    {
        AugmentRecipe recipe;
        try
        {
            recipe = RecipeReader.Resolve(
                "recipe.yaml", Encoding.UTF8.GetBytes($"{{seed: 1, dataset: d, augment: {augment}}}"), [], processorCount: 2, RecipeText.BuiltIn)
                .Recipe.Augment;
        }
        catch (RecipeException exception)
        {
            Assert.Fail(exception.Message);
            return;
        }

        foreach (var (height, width) in ((int, int)[])[(8, 8), (8, 13), (13, 8), (5, 20), (20, 3)])
        {
            var image = new Image(height, width, new byte[3 * height * width]);
            var trained = AugmentationPipeline.ForTraining(recipe, seed: 1).Apply(image, epoch: 1, sample: 0);
            var validated = AugmentationPipeline.ForValidation(recipe).Apply(image, epoch: 0, sample: 0);
            Assert.Equal((trained.Height, trained.Width), OutputSize.InTraining(recipe, height, width));
            Assert.Equal((validated.Height, validated.Width), OutputSize.InValidation(recipe, height, width));
        }
    }
}
