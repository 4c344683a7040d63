using System.Security.Cryptography;
using Lockstep.Randomness;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Images;
using Lockstep.Vision.Tests.Recipes;

namespace Lockstep.Vision.Tests.Augmentation;

public sealed class AugmentationPipelineTests
{
    /// <summary>With the keys of the first recipes alone, such recipes must give the same results forever.</summary>
    private static readonly string[] First =
    [
        "resize=[19, 21]", "hflip_prob=0.5", "color_jitter={brightness: 0.4, contrast: 0.3, saturation: 0.5, hue: 0.2}",
        "normalize={mean: [0.5, 0.4, 0.3], std: [0.2, 0.3, 0.4]}",
    ];

    [Fact]
    public void The_first_keys_give_the_pixels_that_they_always_gave()
    {
        var pipeline = AugmentationPipeline.ForTraining(RecipeText.Augment(First), seed: 1337);
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var sample = 0u; sample < 20; sample++)
        {
            digest.AppendData(pipeline.Apply(Picture(23, 37), epoch: 3, sample).Pixels);
        }

        Assert.Equal("1a0959709846e054ccc5eeeec053d51c", Convert.ToHexStringLower(digest.GetHashAndReset())[..32]);
    }

    public static TheoryData<string> Operations => [.. One.Keys];

    /// <summary>What turns one operation more on in the first recipe.</summary>
    private static Dictionary<string, string[]> One { get; } = new()
    {
        ["nothing"] = [],
        ["resize_shorter"] = ["resize=6"],
        ["resize_bicubic"] = ["resize=6", "interpolation=bicubic"],
        ["random_resized_crop"] = ["random_resized_crop={size: [8, 9], scale: [0.08, 1], ratio: [0.75, 1.25]}"],
        ["random_resized_crop_of_one_size"] = ["random_resized_crop={scale: [0.08, 1], ratio: [0.75, 1.25]}"],
        ["random_crop"] = ["random_crop={size: [8, 9], padding: 4}"],
        ["center_crop"] = ["center_crop=[8, 9]"],
        ["vflip"] = ["vflip_prob=0.5"],
        ["rotation"] = ["rotation_degrees=180"],
        ["affine"] = [
            "affine={degrees: 20, translate: [0.2, 0.1], scale: [0.8, 1.3], shear: [15, 10], interpolation: bilinear, fill: [9, 99, 199]}"
        ],
        ["perspective"] = ["perspective={prob: 0.5, distortion: 0.6, interpolation: nearest, fill: [9, 99, 199]}"],
        ["greyscale"] = ["greyscale_prob=0.5"],
        ["invert"] = ["invert_prob=0.5"],
        ["posterize"] = ["posterize={prob: 0.5, bits: 3}"],
        ["solarize"] = ["solarize={prob: 0.5, threshold: 100}"],
        ["sharpness"] = ["sharpness={prob: 0.5, factor: 2}"],
        ["autocontrast"] = ["autocontrast_prob=0.5"],
        ["equalize"] = ["equalize_prob=0.5"],
        ["gaussian_blur"] = ["gaussian_blur={prob: 0.5, kernel: 7, sigma: [0.5, 2]}"],
        ["trivial_augment"] = ["trivial_augment={interpolation: nearest, fill: [9, 99, 199]}"],
        ["rand_augment"] = ["rand_augment={operations: 3, magnitude: 30, interpolation: bilinear, fill: [9, 99, 199]}"],
        ["augmix"] = ["augmix={severity: 10, width: 3, alpha: 0.3, interpolation: bilinear, fill: [0, 0, 0]}"],
        ["random_erasing"] = ["random_erasing={prob: 0.5, scale: [0.02, 0.33], ratio: [0.3, 3.3]}"],
    };

    /// <summary>Those that would give another image were they before the flip.</summary>
    private static string[] AfterTheFlip { get; } = ["rotation", "affine", "perspective", "trivial_augment", "rand_augment", "augmix"];

    private static string[] All { get; } =
    [
        .. First,
        "resize=6",
        "random_resized_crop={size: [8, 9], scale: [0.08, 1], ratio: [0.75, 1.25]}",
        "random_crop={size: [10, 7], padding: 2}",
        "vflip_prob=0.5",
        "rotation_degrees=30",
        "affine={degrees: 20, translate: [0.2, 0.1], scale: [0.8, 1.3], shear: [15, 89], interpolation: nearest, fill: [9, 99, 199]}",
        "perspective={prob: 0.5, distortion: 1, interpolation: bilinear, fill: [9, 99, 199]}",
        "greyscale_prob=0.1",
        "invert_prob=0.1",
        "posterize={prob: 0.3, bits: 5}",
        "solarize={prob: 0.1, threshold: 100}",
        "sharpness={prob: 0.5, factor: 2}",
        "autocontrast_prob=0.3",
        "equalize_prob=0.1",
        "gaussian_blur={prob: 0.5, kernel: 3, sigma: [0.1, 2]}",
        "trivial_augment={interpolation: bilinear, fill: [0, 0, 0]}",
        "rand_augment={operations: 2, magnitude: 9, interpolation: nearest, fill: [0, 0, 0]}",
        "augmix={severity: 3, width: 2, depth: 4, alpha: 1000, all_operations: false, interpolation: nearest, fill: [0, 0, 0]}",
        "random_erasing={prob: 0.5, scale: [0.02, 0.33], ratio: [0.3, 3.3]}",
    ];

    [Theory]
    [MemberData(nameof(Operations))]
    public void An_image_of_any_shape_gives_the_same_on_every_thread_and_stays_as_it_is(string operation)
    {
        foreach (var (height, width) in ((int, int)[])[(1, 1), (1, 2), (2, 1), (1, 400), (400, 1), (3, 3), (2, 90), (23, 37)])
        {
            var image = Picture(height, width);
            foreach (var settings in (string[][])[[.. First, .. One[operation]], [.. First, "resize=null", .. One[operation]], All])
            {
                var recipe = RecipeText.Augment(settings);
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
        AugmentationPipeline With(params string[] settings) =>
            AugmentationPipeline.ForTraining(RecipeText.Augment([.. First, "resize=null", "color_jitter={}", .. settings]), seed: 7);
        var (one, flipped, plain) = (With([.. One[operation], "hflip_prob=0"]), With(One[operation]), With());
        var validation = AugmentationPipeline.ForValidation(RecipeText.Augment([.. First, "resize=null"]));
        var (source, changed) = (Picture(23, 37), 0);
        for (var sample = 0u; sample < 40; sample++)
        {
            var isFlipped = !plain.Apply(source, 1, sample).Pixels.SequenceEqual(source.Pixels);
            var without = one.Apply(source, 1, sample);
            var expected = !isFlipped
                ? without
                : AfterTheFlip.Contains(operation) ? one.Apply(HorizontalFlip.Mirrored(source), 1, sample) : HorizontalFlip.Mirrored(without);
            Assert.Equal(expected.Pixels, flipped.Apply(source, 1, sample).Pixels);

            changed += Numbers(one, source, sample).SequenceEqual(Numbers(validation, source, sample)) ? 0 : 1;
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
        foreach (var settings in (string[][])[
            ["resize=12", "center_crop=[8, 9]", "random_resized_crop={scale: [0.1, 1], ratio: [1, 1]}"],
            ["resize=[8, 9]", "random_resized_crop={scale: [0.1, 1], ratio: [1, 1]}"], ["random_crop={size: [8, 9], padding: 4}"],
            ["random_resized_crop={size: [8, 9], scale: [0.1, 1], ratio: [1, 1]}"], ["resize=12", "center_crop=[8, 9]"],
            ["center_crop=[8, 9]", "random_crop={size: [8, 9], padding: 4}"]
        ])
        {
            var recipe = RecipeText.Augment([.. First, .. settings]);
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
        Assert.Equal("hflip-jitter", AugmentationPipeline.NameOf(RecipeText.Augment(First)));
        Assert.Equal("crop-hflip-jitter", AugmentationPipeline.NameOf(RecipeText.Augment([.. First, .. One["random_crop"]])));
        Assert.Equal("20-augmentations", AugmentationPipeline.NameOf(RecipeText.Augment(All)));
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
