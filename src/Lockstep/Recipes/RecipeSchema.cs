using System.Text.Json.Nodes;
using Lockstep.Schema;

#pragma warning disable RS0030 // the numbers here are constants

namespace Lockstep.Recipes;

/// <summary>Every key of a recipe, once: name, values, default, meaning, and whether it can change a result.</summary>
public static class RecipeSchema
{
    private const long MostExact = (1L << 53) - 1;
    private const int MostThreads = 1024;
    private const int MostPixels = 16_384;

    private static readonly NumberShape NotNegative = new() { Least = 0 };
    private static readonly NumberShape AtLeastOne = new() { Least = 1 };
    private static readonly NumberShape Positive = new() { Least = 0, LeastIsOpen = true };
    private static readonly NumberShape Probability = new() { Least = 0, Most = 1 };
    private static readonly NumberShape BelowOne = new() { Least = 0, Most = 1, MostIsOpen = true };
    private static readonly NumberShape Alpha = new() { Least = 0.001, Most = 1000 };
    private static readonly NumberShape AnyNumber = new();

    private static readonly Dictionary<string, string> OtherDevices = new() { ["gpu"] = "cuda", ["nvidia"] = "cuda", ["cuda:0"] = "cuda", ["cuda0"] = "cuda", ["auto"] = "cpu" };
    private static readonly WholeNumberShape Seed = new(0, MostExact);
    private static readonly WholeNumberShape Pixels = new(1, MostPixels);
    private static readonly string[] Channels = ["red", "green", "blue"];
    private static readonly ListShape HeightAndWidth = new(Pixels, "height", "width");
    private static readonly TextShape Digest = new("a SHA-256 of 64 lower-case hexadecimal digits", "[0-9a-f]{64}");

    /// <summary>The names of Lockstep's own models, which need no file.</summary>
    public static IReadOnlyList<string> Networks { get; } = [.. Model().Variants.Where(variant => variant.ImpliedBy is null).Select(variant => variant.Name)];

    /// <summary>What Lockstep itself knows.</summary>
    internal static SectionShape Root { get; } = Build(RecipeAdditions.None);

    /// <summary>The JSON Schema (2020-12) for editors: the same text for the same version and additions.</summary>
    public static string ToJsonSchema(RecipeAdditions? additions = null) => JsonSchemaText.Of(With(additions ?? RecipeAdditions.None));

    internal static SectionShape With(RecipeAdditions additions) => additions is { Augmentations: [], Models: [] } ? Root : Build(additions);

    private static SectionShape Build(RecipeAdditions additions) => new(
        new("kind", new WordShape(RunKind.All), Default.Of(RunKind.Train), "What the run does: train trains a model.")
        {
            IsImplied = true,
        },
        new("seed", Seed, Default.Of(0), "The seed of every random draw of the run."),
        new("dataset", PathOf("a folder"), Default.None, "The snapshot's folder.")
        {
            // The content is locked by the manifest; where it lies on this machine is nobody's result.
            ChangesResults = false,
        },
        new("data", Data(), Default.Inside, "How the snapshot is read and checked."),
        new("split", Split(), Default.Inside, "How samples are split where the data set has no validation set of its own."),
        new("sampler", Sampler(), Default.Inside, "Which training images an epoch has, and in which order. One that is repeated within an epoch is augmented anew."),
        new("model", Model() with { Own = [.. additions.Models.Select(model => model.ToVariant())] }, Default.Inside, "The network."),
        new("loss", Loss(), Default.Inside, "The loss function."),
        new("optimizer", Optimizer(), Default.Inside, "How gradients move the weights."),
        new("schedule", Schedule(), Default.Inside, "How the learning rate changes over the epochs."),
        new("train", Train(), Default.Inside, "How long to train, in which batches, and at which learning rate."),
        new("augment", Augment() with { Own = [.. additions.Augmentations.Select(augmentation => augmentation.ToKey())] }, Default.Inside, "What happens to an image before the network sees it, in the order of the keys here: first geometry, then colour, then normalize, then erasing, then the mixing of a batch."),
        new("loader", Loader(), Default.Inside, "How images are read."),
        new("checkpoint", Checkpoint(), Default.Inside, "Which epoch's weights are kept as the best, and how often a checkpoint is written that training can resume from."),
        new("ledger", new WordShape("off", "standard", "deep"), Default.Of("standard"), "What is recorded of each step, to find where two runs first differ: standard has digests of samples, batch, gradients and weights, the loss and the random state; deep also of each layer, at some cost.")
        {
            ChangesResults = false,
        },
        new("determinism", new WordShape("strict", "fast"), Default.Of("strict"), "Strict allows only operations that repeat bit for bit; fast relaxes some and records which."),
        new("threads", new WholeNumberShape(1, MostThreads), Default.From("the machine's processors", AllProcessors), "Threads inside one operation. The number can change the last bits of a sum."),
        new("device", new WordShape("cpu", "cuda") { Synonyms = OtherDevices }, Default.Of("cpu"), "Where the network computes. cuda is the first NVIDIA GPU that CUDA shows (CUDA_VISIBLE_DEVICES picks another), and needs a build with CUDA."),
        new("precision", new WordShape("float32", "tf32", "bfloat16", "float16"), Default.Of("float32"), "What the network computes in. tf32, on NVIDIA GPUs from Ampere on: float32, but matrix products and convolutions, forwards and backwards, take 10 bits of each factor's mantissa. The 16-bit ones are as PyTorch's autocast does it: matrix products and convolutions of the forward pass in them, and weights, loss and optimizer in float32. float16 also scales the loss, so that small gradients do not vanish."),
        new("memory_format", new WordShape("channels_last", "contiguous"), Default.Of("channels_last"), "The order of image tensors in memory; channels_last is the faster one on most processors."),
        new("tolerance", new NullableShape(NotNegative), Default.Null, "How far metrics and weights of a rerun may be off for the verdict 'equivalent': |a - b| at most so many times max(1, |a|, |b|). Without it, only the same bits will do.")
        {
            ChangesResults = false,
        },
        new("tag", new NullableShape(new TextShape("a text of at most 40 letters, digits, '.' and '-' that begins with a letter or digit", "[A-Za-z0-9][A-Za-z0-9.-]{0,39}")), Default.Null, "A word for the run's name.")
        {
            ChangesResults = false,
        })
    {
        Rules = [new("precision", HasTf32, "tf32 is of NVIDIA GPUs, and the device is cpu. Set 'device: cuda', or 'precision: float32'.", Tf32JsonSchema)],
    };

    private static bool HasTf32(JsonObject values) => values["precision"]?.GetValue<string>() != "tf32" || values["device"]?.GetValue<string>() == "cuda";

    private static JsonObject Tf32JsonSchema() => new()
    {
        ["if"] = new JsonObject
        {
            ["properties"] = new JsonObject { ["precision"] = new JsonObject { ["const"] = "tf32" } },
            ["required"] = new JsonArray("precision"),
        },
        ["then"] = new JsonObject
        {
            ["properties"] = new JsonObject { ["device"] = new JsonObject { ["const"] = "cuda" } },
            ["required"] = new JsonArray("device"),
        },
    };

    private static SectionShape Data() => new(
        new Key("format", new WordShape("auto", "folders", "cifar", "idx", "table", "coco"), Default.Of("auto"), "The layout of the labelled images; auto goes by the files' names.")
        {
            // What it finds is locked, sample by sample.
            ChangesResults = false,
        },
        new Key("manifest", new NullableShape(Digest), Default.Null, "The manifest ID of the data set, as 'lockstep data seal' prints it; another data set is refused at the gate. So git, which holds the recipe, says which data it was.")
        {
            // The manifest itself is locked.
            ChangesResults = false,
        },
        new Key("verify", new WordShape("auto", "full", "quick", "while-reading"), Default.Of("auto"), "How the gate checks the files: full hashes all of them, quick trusts those that the file system says are untouched since the last full check, while-reading hashes each when it is first read. Auto is full the first time and quick after.")
        {
            ChangesResults = false,
        },
        new("orientation", new WordShape("apply", "ignore", "refuse"), Default.Of("apply"), "What to do with a photograph whose EXIF data says that it is rotated: turn it, take its pixels as stored, or stop."),
        new Key("check", new WordShape("structure", "pixels"), Default.Of("structure"), "How images are checked before training: structure walks each file to its end, which finds those that are cut off or no image; pixels decodes each, which finds all damage. With verify: while-reading, training images are checked when they are first read.")
        {
            ChangesResults = false,
        },
        new Key("on_broken", new WordShape("fail", "skip"), Default.Of("fail"), "What to do with an image that can't be decoded: stop before training, or leave it out on record.")
        {
            // What is left out is locked.
            ChangesResults = false,
        },
        new("decode_scale", new WordShape("full", "half", "quarter", "eighth", "auto"), Default.Of("full"), "The scale at which JPEGs are decoded: smaller is faster, and gives other pixels than shrinking them afterwards; auto goes as far as augment.resize needs no more pixels."));

    private static SectionShape Split() => new(
        new Key("file", new NullableShape(PathOf("a file")), Default.Null, "A split file, as 'lockstep data split' writes it; it then says which samples train and which validate.")
        {
            ChangesResults = false,
        },
        new("val", new NumberShape { Least = 0, LeastIsOpen = true, Most = 1, MostIsOpen = true }, Default.Of(0.2), "The share of the samples that goes into the validation set."),
        new("seed", Seed, Default.From("the recipe's seed", resolution => resolution.Values["seed"]?.DeepClone()), "The seed of the split: keep it to compare runs of different seeds on one split."),
        new("stratify", new FlagShape(), Default.Of(true), "Split each class by itself, so that both sides have the same mix."));

    private static TextShape PathOf(string what) => new($"the path of {what}", @"[^\u0000-\u001f\u007f]+");

    private static ChoiceShape Sampler() => new(
        "a sampler",
        "shuffled",
        new Variant("shuffled", "Every image once, in a random order."),
        new Variant("balanced", "Every class equally often, in rounds of one image each; the images of smaller classes are repeated, and an epoch is as long as the largest class times the classes."),
        new Variant(
            "weighted",
            "As many draws as there are images, with replacement: a class, then one of its images.",
            new Key("weights", new MapShape("class names", new NumberShape { Least = 0, Most = 1_000_000 }), Default.Of(new JsonObject()), "How often a class is drawn against the others, however many images it has; 1 for one that is not named.")),
        new Variant(
            "repeated",
            "Repeated augmentation (Hoffer et al. 2019): each image several times in a row, and so fewer images in an epoch, which stays as long.",
            new Key("times", new WholeNumberShape(1, 1024), Default.Of(3), "How often an image comes in a row.")));

    private static ChoiceShape Model() => new(
        "a model",
        "resnet18",
        Network("linear", "One linear layer over the pixels."),
        Network(
            "mlp",
            "Fully connected layers over the pixels, ReLU between them.",
            new Key("hidden", new ItemsShape("widths", 64, new WholeNumberShape(1, 65_536)), Default.Of(new JsonArray(512, 256)), "The width of each hidden layer."),
            new Key("dropout", BelowOne, Default.Of(0.0), "The dropout probability after each hidden layer, in training.")),
        Network("small-cnn", "A small convolutional network, for small images and quick trials."),
        Network("resnet18", "ResNet-18 (He et al. 2015).", Stem()),
        Network("resnet34", "ResNet-34.", Stem()),
        Network("resnet50", "ResNet-50.", Stem()),
        Network("vgg11_bn", "VGG-11 with batch norm (Simonyan and Zisserman 2014); images of at least 32×32 pixels."),
        Network("mobilenet_v2", "MobileNetV2 (Sandler et al. 2018)."),
        Network("efficientnet_b0", "EfficientNet-B0 (Tan and Le 2019), with dropout and stochastic depth of 0.2."),
        Network("convnext_tiny", "ConvNeXt-T (Liu et al. 2022), with stochastic depth of 0.1; images of at least 32×32 pixels."),
        Network("vit_tiny", "A vision transformer of DeiT-Ti's size: 12 layers, 192 wide, 3 heads, patches of 16×16 pixels, into which images must divide."),
        Network("vit_small", "A vision transformer of DeiT-S's size: 12 layers, 384 wide, 6 heads, patches of 16×16 pixels, into which images must divide."),
        new Variant(
            "torchscript",
            "Any network as TorchScript, such as 'torch.jit.script(model).save(…)' writes it. Without a name, 'torchscript' is enough. A TorchScript file is a program: name one that you trust.",
            new Key("torchscript", PathOf("a file"), Default.None, "The TorchScript file: from N×3×H×W to N×classes.") { ChangesResults = false },
            new Key("sha256", Digest, Default.None, "The file's SHA-256, as 'sha256sum' prints it; one of another digest is refused."),
            Freeze())
        {
            ImpliedBy = "torchscript",
        });

    /// <summary>One of Lockstep's own, which can start from weights that were trained before.</summary>
    private static Variant Network(string name, string doc, params Key[] own) => new(
        name,
        doc,
        [
            .. own,
            new Key("weights", new NullableShape(PathOf("a file")), Default.Null, "A safetensors file to start from, with torchvision's names; null for random weights. A head for another number of classes is left out and starts from random weights.") { ChangesResults = false },
            new Key("sha256", new NullableShape(Digest), Default.Null, "The SHA-256 of the weights' file, as 'sha256sum' prints it; one of another digest is refused.") { IsLockedOnlyWhereSet = true },
            Freeze(),
        ])
    {
        Rules =
        [
            new("weights", values => values["weights"] is null || values["sha256"] is not null, "needs the file's SHA-256. Set 'model.sha256' to what 'sha256sum' prints for it.", () => Needs("weights", "sha256")),
            new("sha256", values => values["sha256"] is null || values["weights"] is not null, "is that of no file. Set 'model.weights' to the safetensors file.", () => Needs("sha256", "weights")),
        ],
    };

    private static Key Stem() => new("stem", new WordShape("imagenet", "cifar"), Default.Of("imagenet"), "The first layers: imagenet makes images 4 times smaller before the first block; cifar keeps their size, for images of about 32×32 pixels.")
    {
        IsLockedOnlyWhereSet = true,
    };

    private static Key Freeze() => new("freeze", new ItemsShape("patterns", 1000, new TextShape("a pattern over the names of parameters, such as 'layer1.*'", @"[^\u0000-\u001f\u007f]+")), Default.Of(new JsonArray()), "Parameters that are not trained: '*' stands for any characters, dots too, '?' for one. Batch norm whose parameters are all frozen keeps its statistics, and uses them, in training too.")
    {
        IsLockedOnlyWhereSet = true,
    };

    private static JsonObject Needs(string key, string other) => new()
    {
        ["if"] = new JsonObject
        {
            ["properties"] = new JsonObject { [key] = new JsonObject { ["type"] = "string" } },
            ["required"] = new JsonArray(key),
        },
        ["then"] = new JsonObject
        {
            ["properties"] = new JsonObject { [other] = new JsonObject { ["type"] = "string" } },
            ["required"] = new JsonArray(other),
        },
    };

    private static ChoiceShape Loss() => new(
        "a loss",
        "cross_entropy",
        new Variant(
            "cross_entropy",
            "Cross-entropy over the classes.",
            new Key("label_smoothing", BelowOne, Default.Of(0.0), "The part of the target that is spread over all classes."),
            ClassWeights("The mean over a batch, and over all validation images, is then a weighted one.")),
        new Variant(
            "bce",
            "Binary cross-entropy of each class against the rest, the mean over images and classes.",
            ClassWeights("Each weighs the answers about its class.")),
        new Variant(
            "focal",
            "Binary cross-entropy of each class against the rest in which examples that are already right count little (Lin et al. 2017), the mean over images and classes.",
            new Key("gamma", NotNegative, Default.Of(2.0), "The greater, the less it counts; 0 makes it binary cross-entropy."),
            new Key("alpha", new NullableShape(Probability), Default.Of(0.25), "The weight of an image's own class; the other classes have 1 - alpha. Null weighs neither."),
            ClassWeights("Each weighs the answers about its class.")));

    private static Key ClassWeights(string meaning) =>
        new("class_weights", new NullableShape(new ClassWeightsShape()), Default.Null, $"One weight a class, in the order of the classes ('lockstep data show' lists them). {meaning} Balanced is training images / (classes × training images of the class). In validation too.");

    private static ChoiceShape Optimizer() => new(
        "an optimizer",
        "adam",
        new Variant("adam", "Adam (Kingma and Ba 2014).", [.. WeightDecay(0.0), .. AdamKeys()]),
        new Variant("adamw", "Adam with decoupled weight decay (Loshchilov and Hutter 2017).", [.. WeightDecay(0.01), .. AdamKeys()]),
        new Variant(
            "sgd",
            "Stochastic gradient descent.",
            [.. WeightDecay(0.0), Momentum(), new Key("nesterov", new FlagShape(), Default.Of(false), "Look ahead by the momentum; needs momentum above 0.")])
        {
            Rules = [new Rule("nesterov", NesterovHasMomentum, "true needs a momentum above 0, found 0. Set 'optimizer.momentum', such as 0.9.", NesterovJsonSchema)],
        },
        new Variant(
            "rmsprop",
            "RMSprop (Tieleman and Hinton 2012), as PyTorch has it.",
            [
                .. WeightDecay(0.0),
                Momentum(),
                new Key("alpha", BelowOne, Default.Of(0.99), "Decay of the running mean of the gradient's square."),
                Eps(),
                new Key("centered", new FlagShape(), Default.Of(false), "Divide by the deviation of the gradient, not by its size."),
            ]));

    private static Key[] WeightDecay(double value) =>
    [
        new("weight_decay", NotNegative, Default.Of(value), "The pull of every weight towards 0."),
        new("no_decay", new WordSetShape("bias", "norm"), Default.Of(new JsonArray()), "Parameters without weight decay: bias, the parameters of one dimension whose name ends with 'bias'; norm, the scales and biases of normalisation: parameters of one dimension beside a weight of one dimension. The run's log names them."),
    ];

    private static Key Momentum() => new("momentum", BelowOne, Default.Of(0.0), "The part of the last step that is kept.");

    private static Key Eps() => new("eps", Positive, Default.Of(1e-8), "Keeps the division by the second mean finite.");

    private static Key[] AdamKeys() =>
    [
        new("betas", new ListShape(BelowOne, "beta1", "beta2"), Default.Of(new JsonArray(0.9, 0.999)), "Decay of the running means of the gradient and of its square."),
        Eps(),
    ];

    private static bool NesterovHasMomentum(JsonObject values) =>
        values["nesterov"]?.GetValue<bool>() != true || values["momentum"]?.GetValue<double>() != 0;

    private static JsonObject NesterovJsonSchema() => new()
    {
        ["if"] = new JsonObject
        {
            ["properties"] = new JsonObject { ["nesterov"] = new JsonObject { ["const"] = true } },
            ["required"] = new JsonArray("nesterov"),
        },
        ["then"] = new JsonObject
        {
            ["properties"] = new JsonObject { ["momentum"] = new JsonObject { ["exclusiveMinimum"] = 0 } },
            ["required"] = new JsonArray("momentum"),
        },
    };

    private static ChoiceShape Schedule() => new(
        "a schedule",
        "constant",
        new Variant("constant", "The same learning rate throughout.", Warmup()),
        new Variant(
            "step",
            "The learning rate is multiplied by gamma every step_epochs epochs.",
            Warmup(),
            new Key("step_epochs", new WholeNumberShape(1, int.MaxValue), Default.None, "Epochs between two steps."),
            Gamma()),
        new Variant(
            "multi_step",
            "The learning rate is multiplied by gamma after each of the epochs in milestones.",
            Warmup(),
            new Key("milestones", new RisingListShape(new WholeNumberShape(1, int.MaxValue)), Default.None, "After how many epochs, from the beginning, the steps are."),
            Gamma()),
        new Variant(
            "cosine",
            "Half a cosine from train.lr down to min_lr (Loshchilov and Hutter 2016).",
            Warmup(),
            new Key("min_lr", NotNegative, Default.Of(0.0), "The learning rate at the end.")),
        new Variant(
            "polynomial",
            "train.lr times a power of the part of the steps that is left.",
            Warmup(),
            new Key("power", Positive, Default.Of(1.0), "1 is a straight line down to 0, 2 is steeper at first.")),
        new Variant(
            "one_cycle",
            "Half a cosine up to train.lr and half a cosine down again (Smith and Topin 2017), step by step; momentum stays. Warm-up comes before it, up to its first rate.",
            Warmup(),
            new Key("pct_start", Probability, Default.Of(0.3), "The part of the steps that goes up."),
            new Key("div_factor", AtLeastOne, Default.Of(25.0), "train.lr divided by the first rate."),
            new Key("final_div_factor", AtLeastOne, Default.Of(10_000.0), "The first rate divided by the last.")));

    private static Key Gamma() => new("gamma", new NumberShape { Least = 0, LeastIsOpen = true, Most = 1 }, Default.Of(0.1), "The factor of a step.");

    private static Key Warmup() =>
        new("warmup_epochs", NotNegative, Default.Of(0.0), "Epochs over which the learning rate rises from 0; may be a fraction.");

    private static SectionShape Train() => new(
        new("batch_size", new WholeNumberShape(1, 65_536), Default.Of(64), "Images in one step."),
        new("epochs", new WholeNumberShape(1, 100_000), Default.Of(10), "Passes over the training samples."),
        new("lr", Positive, Default.Of(0.001), "The learning rate."),
        new("accumulate", new WholeNumberShape(1, 65_536), Default.Of(1), "Batches whose gradients make one step of the optimizer, each weighed by its images, as one batch so many times as large; the last step of an epoch has what is left. Normalisation and mixing still see single batches, and class weights are averaged within them. Schedules count steps."),
        new("drop_last", new FlagShape(), Default.Of(false), "Leave out the last batch of an epoch where it has fewer images than the others; other images in each epoch, where their order is drawn. Batch norm can't train on a single image whose maps are 1×1: a recipe with such a last batch is refused without it.")
        {
            IsLockedOnlyWhereSet = true,
        },
        new("clip_grad_norm", new NullableShape(Positive), Default.Null, "The largest Euclidean norm of all gradients together; above it they are scaled down to it. Null leaves them."),
        new("early_stopping", new NullableShape(EarlyStopping()), Default.Null, "End the run when checkpoint.metric stops improving; it is finished then, and its record says why. The schedule is that of all epochs."),
        new("ema", new NullableShape(Ema()), Default.Null, "An exponential moving average of the weights and of normalisation's statistics, from the first weights on. It is what validation measures and what best and last hold; last.raw.safetensors has the weights themselves."));

    private static SectionShape EarlyStopping() => new(
        new("patience", new WholeNumberShape(1, 100_000), Default.Of(5), "Epochs in a row without an improvement."),
        new("min_delta", NotNegative, Default.Of(0.0), "By more than how much the metric must be better than the best before to count; above 0, differences are rounded to a few units in the last place of the metric, so that 0.8 is not more than 0.1 above 0.7."));

    private static SectionShape Ema() => new(
        new Key("decay", BelowOne, Default.Of(0.999), "What each step keeps of the average; the rest comes from the weights."));

    private static PresetShape Augment() => new(AugmentKeys(), AugmentPresets.None, AugmentPresets.Light, AugmentPresets.Heavy);

    private static Key[] AugmentKeys() =>
    [
        new("resize", new NullableShape(new SideOrListShape(Pixels, HeightAndWidth)), Default.Null, "Size in pixels: a list is the exact size, one number that of the shorter side, the aspect kept; null leaves images as they are. In validation too."),
        new("interpolation", new WordShape("bilinear", "bicubic"), Default.Of("bilinear"), "How resize and random_resized_crop make new pixels, antialiased either way. In validation too."),
        new("random_resized_crop", new NullableShape(RandomResizedCrop()), Default.Null, "Crop a rectangle of random area and aspect, and resize it. Validation resizes to its size instead, where there is no center_crop."),
        new("random_crop", new NullableShape(RandomCrop()), Default.Null, "Crop a fixed size at a random place. Validation crops the centre instead, where there is no center_crop."),
        new("center_crop", new NullableShape(HeightAndWidth), Default.Null, "Crop the centre, with black around an image that is smaller. In validation; in training where there is no random crop."),
        new("hflip_prob", Probability, Default.Of(0.0), "How likely an image is mirrored left to right."),
        new("vflip_prob", Probability, Default.Of(0.0), "How likely an image is mirrored top to bottom."),
        new("rotation_degrees", new NumberShape { Least = 0, Most = 180 }, Default.Of(0.0), "The angle is drawn from -x to x; the corners turn black."),
        new("affine", new NullableShape(Affine()), Default.Null, "A random affine transform about the centre: rotation, translation, scale and shear; the size stays."),
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
        new("trivial_augment", new NullableShape(TrivialAugment()), Default.Null, "One of fourteen operations at a magnitude, both drawn at random (TrivialAugment, wide; Müller and Hutter 2021)."),
        new("rand_augment", new NullableShape(RandAugment()), Default.Null, "Several of fourteen operations, drawn at random, all at one magnitude (Cubuk et al. 2019)."),
        new("augmix", new NullableShape(AugMix()), Default.Null, "A mixture of the image with what chains of drawn operations make of it (Hendrycks et al. 2019)."),
        new("normalize", new NullableShape(Normalize()), Default.Null, "Subtract a mean and divide by a deviation, per channel; null leaves values from 0 to 1. In validation too."),
        new("random_erasing", new NullableShape(RandomErasing()), Default.Null, "Set a rectangle of random area and aspect to 0, after normalize."),
        new("mixup", new NullableShape(Mix(0.2)), Default.Null, "Add to each image another one of its batch, both by a random weight, which the loss gives to both classes (Zhang et al. 2017). With cutmix, one of the two is drawn for each batch."),
        new("cutmix", new NullableShape(Mix(1.0)), Default.Null, "Paste a random rectangle of another image of the batch into each; the loss weighs both classes by area (Yun et al. 2019)."),
    ];

    private static SectionShape RandomResizedCrop() => new(
        new("size", new NullableShape(HeightAndWidth), Default.Null, "Of the result, in pixels; null keeps that of center_crop, or else the one that the image has after resize."),
        new("scale", Range(new NumberShape { Least = 0, LeastIsOpen = true, Most = 1 }), Default.Of(new JsonArray(0.08, 1.0)), "The part of the image's area."),
        new("ratio", Range(Positive), Default.Of(new JsonArray(0.75, 4.0 / 3)), "Width / height of the part."));

    private static SectionShape RandomCrop() => new(
        new("size", HeightAndWidth, Default.None, "In pixels; a smaller image gets more black around it."),
        new("padding", new WholeNumberShape(0, MostPixels), Default.Of(0), "Black pixels put around the image first, on each side."));

    private static SectionShape Affine() => new(
        new("degrees", new NumberShape { Least = 0, Most = 180 }, Default.Of(0.0), "The angle is drawn from -x to x, clockwise."),
        new("translate", new ListShape(Probability, "horizontal", "vertical"), Default.Of(new JsonArray(0.0, 0.0)), "The shift is drawn from -x to x, as a share of the width and of the height, in whole pixels."),
        new("scale", Range(new NumberShape { Least = 0.01, Most = 100 }), Default.Of(new JsonArray(1.0, 1.0)), "The factor."),
        new("shear", new ListShape(new NumberShape { Least = 0, Most = 90, MostIsOpen = true }, "horizontal", "vertical"), Default.Of(new JsonArray(0.0, 0.0)), "The angle is drawn from -x to x, in degrees."),
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
        new("factor", NotNegative, Default.None, "0 smooths, 1 changes nothing, 2 sharpens."));

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
        new("all_operations", new FlagShape(), Default.Of(true), "Also brightness, colour, contrast and sharpness, which overlap with the corruptions of ImageNet-C."),
        Sampled("bilinear"),
        Fill());

    private static SectionShape RandomErasing() => new(
        new("prob", Probability, Default.Of(0.5), "How likely it happens."),
        new("scale", Range(new NumberShape { Least = 0, LeastIsOpen = true, Most = 1 }), Default.Of(new JsonArray(0.02, 0.33)), "The part of the image's area."),
        new("ratio", Range(Positive), Default.Of(new JsonArray(0.3, 3.3)), "Height / width of the part."));

    private static SectionShape Mix(double alpha) => new(
        new("alpha", Alpha, Default.Of(alpha), "The weight is distributed as Beta(alpha, alpha): below 1 mostly near 0 or 1, above it near one half."),
        new("prob", Probability, Default.Of(1.0), "How likely a batch is mixed."));

    private static ListShape Range(Shape item) => new(item, "least", "most") { IsRising = true };

    private static SectionShape ColorJitter() => new(
        new("brightness", NotNegative, Default.Of(0.0), "The factor is drawn from 1 - x to 1 + x, never below 0."),
        new("contrast", NotNegative, Default.Of(0.0), "The factor is drawn from 1 - x to 1 + x, never below 0."),
        new("saturation", NotNegative, Default.Of(0.0), "The factor is drawn from 1 - x to 1 + x, never below 0."),
        new("hue", new NumberShape { Least = 0, Most = 0.5 }, Default.Of(0.0), "The shift is drawn from -x to x, in turns of the colour circle."));

    private static SectionShape Normalize() => new(
        new("mean", new ListShape(AnyNumber, Channels), Default.None, "Of values from 0 to 1."),
        new("std", new ListShape(Positive, Channels), Default.None, "Of values from 0 to 1."));

    private static SectionShape Loader() => new(
        new Key("workers", new WholeNumberShape(0, 256), Default.Of(2), "Threads that decode and augment while the network trains; 0 does it in between. Raw records keep no more of them busy than there are processors. Results never depend on it.")
        {
            ChangesResults = false,
        },
        new Key("prefetch", new WholeNumberShape(1, 1024), Default.Of(2), "Batches that the threads may have ready before they wait for the training. Results never depend on it.")
        {
            ChangesResults = false,
        },
        new Key("cache", new WordShape("none", "memory", "disk"), Default.Of("none"), "Where decoded pictures are kept for the next epoch; on the disk, in the user's cache folder, for other runs too. Results never depend on it.")
        {
            ChangesResults = false,
        },
        new Key("cache_bytes", new WholeNumberShape(0, MostExact), Default.Of(4_294_967_296L), "The most that the cache holds, here or on the disk.")
        {
            ChangesResults = false,
        });

    private static SectionShape Checkpoint() => new(
        new Key("metric", new WordShape("val_accuracy", "val_loss"), Default.Of("val_accuracy"), "The measure that decides: the highest accuracy or the lowest loss."),
        new Key("every_steps", new NullableShape(new WholeNumberShape(1, int.MaxValue)), Default.Null, "Steps between checkpoints that a stopped run can resume from; null counts no steps. A stop by Ctrl-C or SIGTERM and most ends of epochs take one too. Results never depend on it.")
        {
            ChangesResults = false,
        },
        new Key("every_minutes", new NullableShape(Positive), Default.Of(10.0), "Minutes between them, each at the end of a step; null watches no clock. Results never depend on it.")
        {
            ChangesResults = false,
        },
        new Key("keep", new WholeNumberShape(1, 1000), Default.Of(2), "How many of the newest are kept; a finished run keeps none, unless keep_finished is set. Results never depend on it.")
        {
            ChangesResults = false,
        },
        new Key("keep_finished", new FlagShape(), Default.Of(false), "Whether a finished run keeps them as well: 'lockstep diff' measures with them how weights drift apart over the steps, and 'lockstep bisect' starts from them. Results never depend on it.")
        {
            ChangesResults = false,
        });

    private static JsonNode AllProcessors(Resolution resolution) => Math.Clamp(resolution.ProcessorCount, 1, MostThreads);
}
