using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Augmentation.Preview;
using Lockstep.Vision.Drawing;
using Lockstep.Vision.Images;
using Lockstep.Vision.Tests.Recipes;

namespace Lockstep.Vision.Tests.Augmentation;

public sealed class AugmentationPreviewTests
{
    private const string Wide = "normalize={mean: [-3, 0, 900], std: [1e-9, 77, 1e9]}";
    private const string Normalize = "normalize={mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]}";

    [Fact]
    public void Numbers_turn_back_into_the_very_levels_that_they_came_from()
    {
        var image = new Image(16, 48, [.. Enumerable.Range(0, 3 * 16 * 48).Select(at => (byte)(at / 3))]);
        foreach (var normalize in (string[])["normalize=null", Normalize, Wide])
        {
            var pipeline = AugmentationPipeline.ForTraining(RecipeText.Augment(normalize), seed: 1);
            var numbers = new float[image.Pixels.Length];
            pipeline.WriteChannelsLast(image, numbers);
            var back = pipeline.ToImage(numbers, image.Height, image.Width);
            var again = new float[numbers.Length];
            pipeline.WriteChannelsLast(back, again);

            // Levels that the recipe itself makes one number of can't be told apart any more.
            Assert.Equal(numbers, again);
            Assert.True(normalize == Wide || back.Pixels.AsSpan().SequenceEqual(image.Pixels));
        }
    }

    [Fact]
    public void What_is_erased_shows_as_the_mean()
    {
        var pipeline = AugmentationPipeline.ForTraining(RecipeText.Augment(Normalize), seed: 1);

        Assert.Equal([124, 116, 104], pipeline.ToImage([0, 0, 0], 1, 1).Pixels);
        Assert.Equal([0, 255, 104], pipeline.ToImage([-90, 90, 0], 1, 1).Pixels);
    }

    [Fact]
    public void A_row_holds_the_original_and_what_each_epoch_makes_of_it()
    {
        var pipeline = AugmentationPipeline.ForTraining(RecipeText.Augment("hflip_prob=0.5"), seed: 1);
        var image = new Image(120, 130, [.. Enumerable.Range(0, 3 * 120 * 130).Select(at => (byte)(at * 7))]);
        var preview = new AugmentationPreview(pipeline, epoch: 3, draws: 8);
        var picture = preview.Of([new PreviewedImage("a/b.png", image, Sample: 5)]);

        Assert.Equal(["original", "epoch 3", "epoch 4", "epoch 5", "epoch 6", "epoch 7", "epoch 8", "epoch 9", "epoch 10"], preview.Columns);
        Assert.Equal(8 + (9 * (130 + 8)), picture.Width);
        Assert.Equal(image.Pixels, Part(picture, 0));
        for (var column = 1; column <= 8; column++)
        {
            Assert.Equal(pipeline.Apply(image, (uint)(column + 2), 5).Pixels, Part(picture, column));
        }

        static byte[] Part(Image picture, int column) => new ImagePart(picture.Height - 8 - 120, 8 + (column * 138), 120, 130).Of(picture).Pixels;
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 8)]
    [InlineData(1, 5000)]
    [InlineData(5000, 1)]
    [InlineData(300, 200)]
    public void Images_of_any_size_fit_and_give_the_same_file_each_time(int height, int width)
    {
        var image = new Image(height, width, new byte[3 * height * width]);
        var pipeline = AugmentationPipeline.ForTraining(RecipeText.Augment(), seed: 1);
        var files = Enumerable.Range(0, 2).Select(_ => ImagePng.Encode(new AugmentationPreview(pipeline, epoch: 1, draws: 2)
            .Of([new PreviewedImage("ä~ name.png", image, 0), new PreviewedImage(new string('x', 900), image, 1)]))).ToArray();

        Assert.Equal(files[0], files[1]);
        var picture = ImageDecoder.Decode(files[0], "grid.png", OrientationRule.Ignore);
        Assert.InRange(picture.Width, 3 * 112, 3 * 280);
    }

    [Fact]
    public void Every_printable_character_has_a_glyph_of_its_own()
    {
        var drawn = Enumerable.Range(' ', '~' - ' ' + 1).Select(character =>
        {
            var canvas = new Image(8, 5, new byte[3 * 8 * 5]);
            PixelFont.Write(canvas, ((char)character).ToString(), 0, 0, 1, 255);
            return Convert.ToHexString(canvas.Pixels);
        });

        Assert.Equal(95, drawn.Distinct().Count());
        Assert.Equal("...b/c.jpg", PixelFont.Fit("data/a/b/c.jpg", 120, 2));
    }
}
