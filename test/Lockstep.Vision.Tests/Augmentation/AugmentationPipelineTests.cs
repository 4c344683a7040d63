using System.Security.Cryptography;
using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Tests.Augmentation;

public sealed class AugmentationPipelineTests
{
    /// <summary>With the keys of the first recipes alone, such recipes must give the same results forever.</summary>
    private static readonly AugmentRecipe First = new(
        [19, 21], 0.5, new ColorJitterRecipe(0.4, 0.3, 0.5, 0.2), new NormalizeRecipe([0.5, 0.4, 0.3], [0.2, 0.3, 0.4]));

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

    public static TheoryData<string> Operations => [.. One.Keys];

    /// <summary>The first recipe with one operation more.</summary>
    private static Dictionary<string, AugmentRecipe> One { get; } = new()
    {
        ["nothing"] = First,
        ["resize_shorter"] = First with { Resize = [6] },
        ["resize_bicubic"] = First with { Resize = [6], Interpolation = "bicubic" },
        ["random_resized_crop"] = First with { RandomResizedCrop = new([8, 9], [0.08, 1], [0.75, 1.25]) },
        ["random_resized_crop_of_one_size"] = First with { RandomResizedCrop = new(null, [0.08, 1], [0.75, 1.25]) },
        ["random_crop"] = First with { RandomCrop = new([8, 9], 4) },
        ["center_crop"] = First with { CenterCrop = [8, 9] },
        ["vflip"] = First with { VflipProb = 0.5 },
        ["rotation"] = First with { RotationDegrees = 180 },
        ["affine"] = First with { Affine = new(20, [0.2, 0.1], [0.8, 1.3], [15, 10], "bilinear", [9, 99, 199]) },
        ["perspective"] = First with { Perspective = new(0.5, 0.6, "nearest", [9, 99, 199]) },
        ["greyscale"] = First with { GreyscaleProb = 0.5 },
        ["invert"] = First with { InvertProb = 0.5 },
        ["posterize"] = First with { Posterize = new(0.5, 3) },
        ["solarize"] = First with { Solarize = new(0.5, 100) },
        ["sharpness"] = First with { Sharpness = new(0.5, 2) },
        ["autocontrast"] = First with { AutocontrastProb = 0.5 },
        ["equalize"] = First with { EqualizeProb = 0.5 },
        ["gaussian_blur"] = First with { GaussianBlur = new(0.5, 7, [0.5, 2]) },
        ["trivial_augment"] = First with { TrivialAugment = new("nearest", [9, 99, 199]) },
        ["rand_augment"] = First with { RandAugment = new(3, 30, "bilinear", [9, 99, 199]) },
        ["augmix"] = First with { Augmix = new(10, 3, null, 0.3, true, "bilinear", [0, 0, 0]) },
        ["random_erasing"] = First with { RandomErasing = new(0.5, [0.02, 0.33], [0.3, 3.3]) },
    };

    /// <summary>Those that would give another image were they before the flip.</summary>
    private static string[] AfterTheFlip { get; } = ["rotation", "affine", "perspective", "trivial_augment", "rand_augment", "augmix"];

    private static AugmentRecipe All { get; } = First with
    {
        Resize = [6],
        RandomResizedCrop = new([8, 9], [0.08, 1], [0.75, 1.25]),
        RandomCrop = new([10, 7], 2),
        VflipProb = 0.5,
        RotationDegrees = 30,
        Affine = new(20, [0.2, 0.1], [0.8, 1.3], [15, 89], "nearest", [9, 99, 199]),
        Perspective = new(0.5, 1, "bilinear", [9, 99, 199]),
        GreyscaleProb = 0.1,
        InvertProb = 0.1,
        Posterize = new(0.3, 5),
        Solarize = new(0.1, 100),
        Sharpness = new(0.5, 2),
        AutocontrastProb = 0.3,
        EqualizeProb = 0.1,
        GaussianBlur = new(0.5, 3, [0.1, 2]),
        TrivialAugment = new("bilinear", [0, 0, 0]),
        RandAugment = new(2, 9, "nearest", [0, 0, 0]),
        Augmix = new(3, 2, 4, 1000, false, "nearest", [0, 0, 0]),
        RandomErasing = new(0.5, [0.02, 0.33], [0.3, 3.3]),
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public void An_image_of_any_shape_gives_the_same_on_every_thread_and_stays_as_it_is(string operation)
    {
        foreach (var (height, width) in ((int, int)[])[(1, 1), (1, 2), (2, 1), (1, 400), (400, 1), (3, 3), (2, 90), (23, 37)])
        {
            var image = Picture(height, width);
            foreach (var recipe in (AugmentRecipe[])[One[operation], One[operation] with { Resize = One[operation].Resize is [_] ? [6] : null }, All])
            {
                var pipeline = AugmentationPipeline.ForTraining(recipe, seed: 7);
                var alone = Enumerable.Range(0, 12).Select(sample => Numbers(pipeline, image, (uint)sample)).ToArray();
                var together = new float[alone.Length][];
                Parallel.For(0, alone.Length, new ParallelOptions { MaxDegreeOfParallelism = 6 }, sample =>
                    together[sample] = Numbers(AugmentationPipeline.ForTraining(recipe, seed: 7), image, (uint)sample));

                Assert.Equal(alone, together);
                Assert.Equal(Picture(height, width).Pixels, image.Pixels);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void An_operation_that_is_on_changes_some_images_and_not_the_draws_of_the_others(string operation)
    {
        // Nothing of flip and jitter shows but the flip, so that what comes out tells how the flip was drawn.
        var off = new ColorJitterRecipe(0, 0, 0, 0);
        var one = AugmentationPipeline.ForTraining(
            One[operation] with { Resize = One[operation].Resize is [_] ? [6] : null, ColorJitter = off, HflipProb = 0 }, seed: 7);
        var flipped = AugmentationPipeline.ForTraining(One[operation] with { Resize = One[operation].Resize is [_] ? [6] : null, ColorJitter = off }, seed: 7);
        var plain = AugmentationPipeline.ForTraining(First with { Resize = null, ColorJitter = off }, seed: 7);
        var (source, changed) = (Picture(23, 37), 0);
        for (var sample = 0u; sample < 40; sample++)
        {
            var isFlipped = !plain.Apply(source, 1, sample).Pixels.SequenceEqual(source.Pixels);
            var without = one.Apply(source, 1, sample);
            var expected = !isFlipped
                ? without
                : AfterTheFlip.Contains(operation) ? one.Apply(HorizontalFlip.Mirrored(source), 1, sample) : HorizontalFlip.Mirrored(without);
            Assert.Equal(expected.Pixels, flipped.Apply(source, 1, sample).Pixels);

            changed +=
                Numbers(one, source, sample).SequenceEqual(Numbers(AugmentationPipeline.ForValidation(First with { Resize = null }), source, sample)) ? 0 : 1;
        }

        Assert.True(operation == "nothing" ? changed == 0 : changed > 10, $"{changed} of 40 changed");
    }

    [Fact]
    public void Every_operation_takes_the_same_draws_whatever_they_are()
    {
        (IAugmentation Operation, int Words)[] operations =
        [
            (new Resize(4, 5), 0), (new ResizeShorterSide(5), 0), (new CenterCrop(3, 60), 0), (new HorizontalFlip(0.5), 2),
            (new VerticalFlip(0.5), 2), (new RandomCrop(8, 9, 4), 4), (new RandomCrop(23, 37, 0), 4),
            (new RandomResizedCrop((4, 4), (0.01, 1), (0.1, 10)), 44), (new Rotation(90), 2),
            (new RandomAffine(0, [0, 0], [1, 1], [0, 0], Interpolation.Nearest, [0, 0, 0]), 12),
            (new RandomPerspective(0.5, 0.5, Interpolation.Bilinear, [0, 0, 0]), 18), (new Greyscale(0.5), 2), (new Inversion(0.5), 2),
            (new Posterization(0.5, 2), 2), (new Solarization(0.5, 9), 2),
            (new Sharpness(0.5, 3), 2), (new Autocontrast(0.5), 2), (new Equalization(0.5), 2), (new GaussianBlur(0.5, 3, (1, 2)), 4),
            (new TrivialAugment(Interpolation.Nearest, [0, 0, 0]), 6),
            (new RandAugment(3, 9, Interpolation.Nearest, [0, 0, 0]), 12),
            (new AugMix(3, 2, null, 0.5, true, Interpolation.Nearest, [0, 0, 0]), (4 * 26) + (2 * (2 + (3 * 6)))),
            (new AugMix(3, 2, 5, 2, true, Interpolation.Nearest, [0, 0, 0]), (4 * 26) + (2 * (2 + (5 * 6)))),
        ];
        foreach (var (operation, words) in operations)
        {
            for (var sample = 0u; sample < 30; sample++)
            {
                var random = new RandomStream(1, RandomPurpose.Augment, 1, sample);
                var untouched = random;
                operation.Apply(Picture(23, 37), ref random);
                Assert.Equal(WordAfter(untouched, words), random.NextUInt32());
            }
        }

        for (var sample = 0u; sample < 30; sample++)
        {
            var random = new RandomStream(1, RandomPurpose.Augment, 1, sample);
            var untouched = random;
            new RandomErasing(0.5, (0.1, 1), (0.2, 5)).Apply(new float[3 * 23 * 37], 23, 37, channelsLast: true, ref random);
            Assert.Equal(WordAfter(untouched, 46), random.NextUInt32());
        }
    }

    [Fact]
    public void A_random_part_lies_within_the_image_and_within_its_ranges()
    {
        var crop = new RandomResizedCrop((4, 4), (0.2, 0.6), (0.5, 2));
        var tops = new HashSet<int>();
        for (var sample = 0u; sample < 2000; sample++)
        {
            var random = new RandomStream(1, RandomPurpose.Augment, 1, sample);
            var part = crop.Choose(200, 300, ref random);
            Assert.InRange(part.Top, 0, 200 - part.Height);
            Assert.InRange(part.Left, 0, 300 - part.Width);
            Assert.InRange(part.Height * part.Width / 60000.0, 0.195, 0.605);
            Assert.InRange((double)part.Width / part.Height, 0.49, 2.04);
            tops.Add(part.Top);
        }

        Assert.True(tops.Count > 50);
    }

    [Fact]
    public void Corners_move_inwards_by_at_most_a_part_of_half_the_image()
    {
        var perspective = new RandomPerspective(1, 0.5, Interpolation.Nearest, [0, 0, 0]);
        (int Least, int Most)[] x = [(0, 10), (26, 36), (26, 36), (0, 10)], y = [(0, 6), (0, 6), (17, 23), (17, 23)];
        var found = new HashSet<int>();
        for (var sample = 0u; sample < 2000; sample++)
        {
            var random = new RandomStream(1, RandomPurpose.Augment, 1, sample);
            var corners = perspective.Choose(height: 24, width: 37, ref random);
            for (var corner = 0; corner < 4; corner++)
            {
                Assert.InRange(corners[corner].X, x[corner].Least, x[corner].Most);
                Assert.InRange(corners[corner].Y, y[corner].Least, y[corner].Most);
            }

            found.UnionWith([corners[0].X, corners[1].X]);
        }

        Assert.Equal([.. Enumerable.Range(0, 10), .. Enumerable.Range(27, 10)], found.Order());
    }

    [Fact]
    public void Corners_that_no_map_leads_to_leave_the_image_alone()
    {
        var image = Picture(23, 37);
        Assert.Same(image, RandomPerspective.To([(1, 1), (1, 1), (30, 20), (0, 20)], image.Height, image.Width, Interpolation.Bilinear, default).Of(image));
    }

    [Fact]
    public void Validation_takes_the_middle_in_the_size_of_training()
    {
        foreach (var recipe in (AugmentRecipe[])[
            First with { Resize = [12], CenterCrop = [8, 9], RandomResizedCrop = new(null, [0.1, 1], [1, 1]) },
            First with { Resize = [8, 9], RandomResizedCrop = new(null, [0.1, 1], [1, 1]) }, First with { RandomCrop = new([8, 9], 4) },
            First with { RandomResizedCrop = new([8, 9], [0.1, 1], [1, 1]) }, First with { Resize = [12], CenterCrop = [8, 9] },
            First with { CenterCrop = [8, 9], RandomCrop = new([8, 9], 4) }
        ])
        {
            var trained = AugmentationPipeline.ForTraining(recipe, seed: 1).Apply(Picture(23, 37), 1, 1);
            var validated = AugmentationPipeline.ForValidation(recipe).Apply(Picture(23, 37), 0, 1);
            Assert.Equal((8, 9), (trained.Height, trained.Width));
            Assert.Equal((8, 9), (validated.Height, validated.Width));
        }
    }

    [Fact]
    public void What_would_be_too_long_to_hold_is_refused()
    {
        var random = default(RandomStream);
        var thrown = Assert.Throws<LockstepException>(() => new ResizeShorterSide(256).Apply(new Image(1, 16000, new byte[48000]), ref random));
        Assert.Contains("1×16000 pixels", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_is_named_by_what_is_random()
    {
        Assert.Equal("hflip-jitter", AugmentationPipeline.NameOf(First));
        Assert.Equal("crop-hflip-jitter", AugmentationPipeline.NameOf(One["random_crop"]));
        Assert.Equal("20-augmentations", AugmentationPipeline.NameOf(All));
    }

    [Fact]
    public void Elementary_functions_are_those_of_the_mathematics_library_but_for_the_last_bits()
    {
        for (var value = -40.0; value <= 40; value += 0.0371)
        {
            Assert.Equal(1, Elementary.Exp(value) / Math.Exp(value), 4e-15);
            Assert.Equal(value, Elementary.Log(Math.Exp(value)), 1e-14);
            var (sine, cosine) = Elementary.SinCos(value * 9);
            Assert.Equal(Math.Sin(value * 9 * Math.PI / 180), sine, 1e-14);
            Assert.Equal(Math.Cos(value * 9 * Math.PI / 180), cosine, 1e-14);
            (sine, cosine) = Elementary.SinCosOfRadians(value / 5);
            Assert.Equal(Math.Sin(value / 5), sine, 2e-15);
            Assert.Equal(Math.Cos(value / 5), cosine, 2e-15);
        }
    }

    [Fact]
    public void A_quarter_turn_in_radians_is_as_far_from_one_as_its_double() =>
        Assert.Equal(6.123233995736766e-17, Elementary.SinCosOfRadians(Math.PI / 2).Cosine);

    private static uint WordAfter(RandomStream stream, int words)
    {
        for (var word = 0; word < words; word++)
        {
            stream.NextUInt32();
        }

        return stream.NextUInt32();
    }

    private static float[] Numbers(AugmentationPipeline pipeline, Image image, uint sample)
    {
        var augmented = pipeline.Apply(image, epoch: 2, sample);
        var numbers = new float[augmented.Pixels.Length];
        pipeline.WriteChannelsLast(augmented, numbers);
        pipeline.ApplyToTensor(numbers, augmented.Height, augmented.Width, channelsLast: true, epoch: 2, sample);
        return numbers;
    }

    private static Image Picture(int height, int width) =>
        new(height, width, [.. Enumerable.Range(0, 3 * height * width).Select(at => (byte)((at * 37) + (at / 3 * (at / (3 * width)))))]);
}
