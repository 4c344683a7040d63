using System.Text.Json.Nodes;
using Lockstep.Schema;

#pragma warning disable RS0030 // the numbers here are constants

namespace Lockstep.Recipes;

// What happens to images.
public static partial class RecipeSchema
{
    private static PresetShape Augment() => new(AugmentKeys(), AugmentPresets.None, AugmentPresets.Light, AugmentPresets.Heavy);

    private static Key[] AugmentKeys() =>
    [
        new(
            "resize", new NullableShape(new SideOrListShape(Pixels, HeightAndWidth)), Default.Null,
            "Size in pixels: a list is the exact size, one number that of the shorter side, the aspect kept; null leaves images as they are. "
            + "In validation too.") { Acts = Effects.Initialization | Effects.Augment | Effects.Evaluation },
        new(
            "interpolation", new WordShape("bilinear", "bicubic"), Default.Of("bilinear"),
            "How resize and random_resized_crop make new pixels, antialiased either way. In validation too.") { Acts = Effects.Augment | Effects.Evaluation },
        new(
            "random_resized_crop", new NullableShape(RandomResizedCrop()), Default.Null,
            "Crop a rectangle of random area and aspect, and resize it. Validation resizes to its size instead, where there is no center_crop.")
        {
            Acts = Effects.Initialization | Effects.Augment | Effects.Evaluation
        },
        new(
            "random_crop", new NullableShape(RandomCrop()), Default.Null,
            "Crop a fixed size at a random place. Validation crops the centre instead, where there is no center_crop.")
        {
            Acts = Effects.Initialization | Effects.Augment | Effects.Evaluation
        },
        new(
            "center_crop", new NullableShape(HeightAndWidth), Default.Null,
            "Crop the centre, with black around an image that is smaller. In validation; in training where there is no random crop.")
        {
            Acts = Effects.Initialization | Effects.Augment | Effects.Evaluation
        },
        new("hflip_prob", Probability, Default.Of(0.0), "How likely an image is mirrored left to right."),
        new("vflip_prob", Probability, Default.Of(0.0), "How likely an image is mirrored top to bottom."),
        new("rotation_degrees", new NumberShape { Least = 0, Most = 180 }, Default.Of(0.0), "The angle is drawn from -x to x; the corners turn black."),
        new(
            "affine", new NullableShape(Affine()), Default.Null,
            "A random affine transform about the centre: rotation, translation, scale and shear; the size stays."),
        new("perspective", new NullableShape(Perspective()), Default.Null, "A random perspective transform: each corner moves inwards; the size stays."),
        new("color_jitter", ColorJitter(), Default.Inside, "How far colours may be shifted, drawn anew for each image and epoch."),
        new("greyscale_prob", Probability, Default.Of(0.0), "How likely an image turns grey."),
        new("invert_prob", Probability, Default.Of(0.0), "How likely an image becomes its negative."),
        new("posterize", new NullableShape(Posterize()), Default.Null, "Keep only the upper bits of each level."),
        new("solarize", new NullableShape(Solarize()), Default.Null, "Invert the bright levels."),
        new("sharpness", new NullableShape(Sharpness()), Default.Null, "Sharpen or smooth."),
        new("autocontrast_prob", Probability, Default.Of(0.0), "How likely each channel is stretched to the whole range of levels."),
        new("equalize_prob", Probability, Default.Of(0.0), "How likely each channel's levels are spread to occur equally often."),
        new("gaussian_blur", new NullableShape(GaussianBlur()), Default.Null, "Blur by a Gaussian of random width."),
        new(
            "trivial_augment", new NullableShape(TrivialAugment()), Default.Null,
            "One of fourteen operations at a magnitude, both drawn at random (TrivialAugment, wide; Müller and Hutter 2021)."),
        new(
            "rand_augment", new NullableShape(RandAugment()), Default.Null,
            "Several of fourteen operations, drawn at random, all at one magnitude (Cubuk et al. 2019)."),
        new(
            "augmix", new NullableShape(AugMix()), Default.Null,
            "A mixture of the image with what chains of drawn operations make of it (Hendrycks et al. 2019)."),
        new(
            "normalize", new NullableShape(Normalize()), Default.Null,
            "Subtract a mean and divide by a deviation, per channel; null leaves values from 0 to 1. In validation too.")
        {
            Acts = Effects.Augment | Effects.Evaluation
        },
        new("random_erasing", new NullableShape(RandomErasing()), Default.Null, "Set a rectangle of random area and aspect to 0, after normalize."),
        new(
            "mixup", new NullableShape(Mix(0.2)), Default.Null,
            "Add to each image another one of its batch, both by a random weight, which the loss gives to both classes (Zhang et al. 2017). With cutmix, "
            + "one of the two is drawn for each batch.") { Acts = Effects.Augment | Effects.Targets },
        new(
            "cutmix", new NullableShape(Mix(1.0)), Default.Null,
            "Paste a random rectangle of another image of the batch into each; the loss weighs both classes by area (Yun et al. 2019).")
        {
            Acts = Effects.Augment | Effects.Targets
        },
    ];

    private static SectionShape RandomResizedCrop() => new(
        new(
            "size", new NullableShape(HeightAndWidth), Default.Null,
            "Of the result, in pixels; null keeps that of center_crop, or else the one that the image has after resize."),
        new("scale", Range(new NumberShape { Least = 0, LeastIsOpen = true, Most = 1 }), Default.Of(new JsonArray(0.08, 1.0)), "The part of the image's area."),
        new("ratio", Range(Positive), Default.Of(new JsonArray(0.75, 4.0 / 3)), "Width / height of the part."));

    private static SectionShape RandomCrop() => new(
        new("size", HeightAndWidth, Default.None, "In pixels; a smaller image gets more black around it."),
        new("padding", new WholeNumberShape(0, MostPixels), Default.Of(0), "Black pixels put around the image first, on each side."));

    private static SectionShape Affine() => new(
        new("degrees", new NumberShape { Least = 0, Most = 180 }, Default.Of(0.0), "The angle is drawn from -x to x, clockwise."),
        new(
            "translate", new ListShape(Probability, "horizontal", "vertical"), Default.Of(new JsonArray(0.0, 0.0)),
            "The shift is drawn from -x to x, as a share of the width and of the height, in whole pixels."),
        new("scale", Range(new NumberShape { Least = 0.01, Most = 100 }), Default.Of(new JsonArray(1.0, 1.0)), "The factor."),
        new(
            "shear", new ListShape(new NumberShape { Least = 0, Most = 90, MostIsOpen = true }, "horizontal", "vertical"),
            Default.Of(new JsonArray(0.0, 0.0)), "The angle is drawn from -x to x, in degrees."),
        Sampled("nearest"),
        Fill());

    private static SectionShape Perspective() => new(
        new("prob", Probability, Default.Of(0.5), "How likely it happens."),
        new("distortion", Probability, Default.Of(0.5), "How far a corner moves at most, in parts of half the image."),
        Sampled("bilinear"),
        Fill());

    private static Key Sampled(string usual) =>
        new("interpolation", new WordShape("nearest", "bilinear"), Default.Of(usual), "How pixel values are interpolated.");

    private static Key Fill() =>
        new("fill", new ListShape(new WholeNumberShape(0, 255), Channels), Default.Of(new JsonArray(0, 0, 0)), "The colour of pixels from outside the image.");

    private static SectionShape Posterize() => new(
        new("prob", Probability, Default.Of(0.5), "How likely it happens."),
        new("bits", new WholeNumberShape(1, 8), Default.None, "How many bits are kept."));

    private static SectionShape Solarize() => new(
        new("prob", Probability, Default.Of(0.5), "How likely it happens."),
        new("threshold", new WholeNumberShape(0, 256), Default.Of(128), "The least level that is inverted."));

    private static SectionShape Sharpness() => new(
        new("prob", Probability, Default.Of(0.5), "How likely it happens."),
        new("factor", CommonShapes.NotNegative, Default.None, "0 smooths, 1 changes nothing, 2 sharpens."));

    private static SectionShape GaussianBlur() => new(
        new("prob", Probability, Default.Of(1.0), "How likely it happens."),
        new("kernel", new WholeNumberShape(1, 255) { IsOdd = true }, Default.None, "The size of the kernel in pixels, along each axis."),
        new("sigma", Range(Positive), Default.Of(new JsonArray(0.1, 2.0)), "The standard deviation in pixels."));

    private static SectionShape TrivialAugment() => new(
        Sampled("nearest"),
        Fill());

    private static SectionShape RandAugment() => new(
        new("operations", new WholeNumberShape(0, 14), Default.Of(2), "How many, one after the other; one may be drawn again."),
        new("magnitude", new WholeNumberShape(0, 30), Default.Of(9), "The magnitude, in thirtieths of each operation's range."),
        Sampled("nearest"),
        Fill());

    private static SectionShape AugMix() => new(
        new("severity", new WholeNumberShape(1, 10), Default.Of(3), "How far operations may go: in ninths of their range, below this many."),
        new("width", new WholeNumberShape(1, 16), Default.Of(3), "Chains that are mixed."),
        new("depth", new NullableShape(new WholeNumberShape(1, 16)), Default.Null, "Operations in a chain; null draws from 1 to 3."),
        new("alpha", Alpha, Default.Of(1.0), "Of the Dirichlet distributions of the weights: the greater, the evener."),
        new(
            "all_operations", new FlagShape(), Default.Of(true),
            "Also brightness, colour, contrast and sharpness, which overlap with the corruptions of ImageNet-C."),
        Sampled("bilinear"),
        Fill());

    private static SectionShape RandomErasing() => new(
        new("prob", Probability, Default.Of(0.5), "How likely it happens."),
        new(
            "scale", Range(new NumberShape { Least = 0, LeastIsOpen = true, Most = 1 }), Default.Of(new JsonArray(0.02, 0.33)),
            "The part of the image's area."),
        new("ratio", Range(Positive), Default.Of(new JsonArray(0.3, 3.3)), "Height / width of the part."));

    private static SectionShape Mix(double alpha) => new(
        new("alpha", Alpha, Default.Of(alpha), "The weight is distributed as Beta(alpha, alpha): below 1 mostly near 0 or 1, above it near one half."),
        new("prob", Probability, Default.Of(1.0), "How likely a batch is mixed."));

    private static ListShape Range(Shape item) => new(item, "least", "most") { IsRising = true };

    private static SectionShape ColorJitter() => new(
        new("brightness", CommonShapes.NotNegative, Default.Of(0.0), "The factor is drawn from 1 - x to 1 + x, never below 0."),
        new("contrast", CommonShapes.NotNegative, Default.Of(0.0), "The factor is drawn from 1 - x to 1 + x, never below 0."),
        new("saturation", CommonShapes.NotNegative, Default.Of(0.0), "The factor is drawn from 1 - x to 1 + x, never below 0."),
        new("hue", new NumberShape { Least = 0, Most = 0.5 }, Default.Of(0.0), "The shift is drawn from -x to x, in turns of the colour circle."));

    private static SectionShape Normalize() => new(
        new("mean", new ListShape(AnyNumber, Channels), Default.None, "Of values from 0 to 1."),
        new("std", new ListShape(Positive, Channels), Default.None, "Of values from 0 to 1."));
}
