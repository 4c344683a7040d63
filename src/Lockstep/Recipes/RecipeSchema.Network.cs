using System.Text.Json.Nodes;
using Lockstep.Schema;

#pragma warning disable RS0030 // the numbers here are constants

namespace Lockstep.Recipes;

// What is trained: model, loss, optimizer, schedule.
public static partial class RecipeSchema
{
    private static ChoiceShape Model() => new(
        "a model",
        "resnet18",
        Network("linear", "One linear layer over the pixels."),
        Network(
            "mlp",
            "Fully connected layers over the pixels, ReLU between them.",
            new Key(
                "hidden", new ItemsShape("widths", 64, new WholeNumberShape(1, 65_536)), DefaultValue.Of(new JsonArray(512, 256)),
                "The width of each hidden layer."),
            new Key("dropout", CommonShapes.BelowOne, DefaultValue.Of(0.0), "The dropout probability after each hidden layer, in training.")
            {
                Acts = Effects.RandomState | Effects.Computing
            }),
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
            "Any network as TorchScript, such as 'torch.jit.script(model).save(…)' writes it. Without a name, 'torchscript' is enough. "
            + "A TorchScript file is a program: name one that you trust.",
            new Key("torchscript", CommonShapes.PathOf("a file"), DefaultValue.None, "The TorchScript file: from N×3×H×W to N×classes.")
            {
                ChangesResults = false
            },
            new Key("sha256", CommonShapes.Digest, DefaultValue.None, "The file's SHA-256, as 'sha256sum' prints it; one of another digest is refused."),
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
            new Key("weights", new NullableShape(CommonShapes.PathOf("a file")), DefaultValue.Null,
                "A safetensors file to start from, with torchvision's names; "
                + "null for random weights. A head for another number of classes is left out and starts from random weights.")
            {
                ChangesResults = false
            },
            new Key("sha256", new NullableShape(CommonShapes.Digest), DefaultValue.Null, "The SHA-256 of the weights' file, as 'sha256sum' prints it; "
                + "one of another digest is refused.") { IsLockedOnlyWhereSet = true },
            Freeze(),
        ])
    {
        Rules =
        [
            new(
                "weights", values => values["weights"] is null || values["sha256"] is not null,
                "needs the file's SHA-256. Set 'model.sha256' to what 'sha256sum' prints for it.", () => Needs("weights", "sha256")),
            new(
                "sha256", values => values["sha256"] is null || values["weights"] is not null,
                "is that of no file. Set 'model.weights' to the safetensors file.", () => Needs("sha256", "weights")),
        ],
    };

    private static Key Stem() => new(
        "stem", new WordShape("imagenet", "cifar"), DefaultValue.Of("imagenet"),
        "The first layers: imagenet makes images 4 times smaller before the first block; cifar keeps their size, for images of about 32×32 pixels.")
    {
        IsLockedOnlyWhereSet = true,
    };

    private static Key Freeze() => new(
        "freeze",
        new ItemsShape("patterns", 1000, new TextShape("a pattern over the names of parameters, such as 'layer1.*'", @"[^\u0000-\u001f\u007f]+")),
        DefaultValue.Of(new JsonArray()),
        "Parameters that are not trained: '*' stands for any characters, dots too, '?' for one. "
        + "Batch norm whose parameters are all frozen keeps its statistics, and uses them, in training too.")
    {
        Acts = Effects.Computing,
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
            new Key("label_smoothing", CommonShapes.BelowOne, DefaultValue.Of(0.0), "The part of the target that is spread over all classes."),
            ClassWeights("The mean over a batch, and over all validation images, is then a weighted one.")),
        new Variant(
            "bce",
            "Binary cross-entropy of each class against the rest, the mean over images and classes.",
            ClassWeights("Each weighs the answers about its class.")),
        new Variant(
            "focal",
            "Binary cross-entropy of each class against the rest in which examples that are already right count little (Lin et al. 2017), "
            + "the mean over images and classes.",
            new Key("gamma", CommonShapes.NotNegative, DefaultValue.Of(2.0), "The greater, the less it counts; 0 makes it binary cross-entropy."),
            new Key(
                "alpha", new NullableShape(CommonShapes.Probability), DefaultValue.Of(0.25),
                "The weight of an image's own class; the other classes have 1 - alpha. Null weighs neither."),
            ClassWeights("Each weighs the answers about its class.")));

    private static Key ClassWeights(string meaning) =>
        new("class_weights", new NullableShape(new ClassWeightsShape()), DefaultValue.Null, "One weight a class, in the order of the classes ('lockstep data "
            + $"show' lists them). {meaning} Balanced is training images / (classes × training images of the class). In validation too.");

    private static ChoiceShape Optimizer() => new(
        "an optimizer",
        "adam",
        new Variant("adam", "Adam (Kingma and Ba 2014).", [.. WeightDecay(0.0), .. AdamKeys()]),
        new Variant("adamw", "Adam with decoupled weight decay (Loshchilov and Hutter 2017).", [.. WeightDecay(0.01), .. AdamKeys()]),
        new Variant(
            "sgd",
            "Stochastic gradient descent.",
            [
                .. WeightDecay(0.0), Momentum(),
                new Key("nesterov", new FlagShape(), DefaultValue.Of(false), "Look ahead by the momentum; needs momentum above 0.")
            ])
        {
            Rules = [
                new Rule("nesterov", NesterovHasMomentum, "true needs a momentum above 0, found 0. Set 'optimizer.momentum', such as 0.9.", NesterovJsonSchema)
            ],
        },
        new Variant(
            "rmsprop",
            "RMSprop (Tieleman and Hinton 2012), as PyTorch has it.",
            [
                .. WeightDecay(0.0),
                Momentum(),
                new Key("alpha", CommonShapes.BelowOne, DefaultValue.Of(0.99), "Decay of the running mean of the gradient's square."),
                Eps(),
                new Key("centered", new FlagShape(), DefaultValue.Of(false), "Divide by the deviation of the gradient, not by its size."),
            ]));

    private static Key[] WeightDecay(double value) =>
    [
        new("weight_decay", CommonShapes.NotNegative, DefaultValue.Of(value), "The pull of every weight towards 0."),
        new(
            "no_decay", new WordSetShape("bias", "norm"), DefaultValue.Of(new JsonArray()),
            "Parameters without weight decay: bias, the parameters of one dimension whose name ends with 'bias'; norm, "
            + "the scales and biases of normalisation: parameters of one dimension beside a weight of one dimension. The run's log names them."),
    ];

    private static Key Momentum() => new("momentum", CommonShapes.BelowOne, DefaultValue.Of(0.0), "The part of the last step that is kept.");

    private static Key Eps() => new("eps", CommonShapes.Positive, DefaultValue.Of(1e-8), "Keeps the division by the second mean finite.");

    private static Key[] AdamKeys() =>
    [
        new(
            "betas", new ListShape(CommonShapes.BelowOne, "beta1", "beta2"), DefaultValue.Of(new JsonArray(0.9, 0.999)),
            "Decay of the running means of the gradient and of its square."),
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
            new Key("step_epochs", new WholeNumberShape(1, int.MaxValue), DefaultValue.None, "Epochs between two steps."),
            Gamma()),
        new Variant(
            "multi_step",
            "The learning rate is multiplied by gamma after each of the epochs in milestones.",
            Warmup(),
            new Key(
                "milestones", new RisingListShape(new WholeNumberShape(1, int.MaxValue)), DefaultValue.None,
                "After how many epochs, from the beginning, the steps are."),
            Gamma()),
        new Variant(
            "cosine",
            "Half a cosine from train.lr down to min_lr (Loshchilov and Hutter 2016).",
            Warmup(),
            new Key("min_lr", CommonShapes.NotNegative, DefaultValue.Of(0.0), "The learning rate at the end.")),
        new Variant(
            "polynomial",
            "train.lr times a power of the part of the steps that is left.",
            Warmup(),
            new Key("power", CommonShapes.Positive, DefaultValue.Of(1.0), "1 is a straight line down to 0, 2 is steeper at first.")),
        new Variant(
            "one_cycle",
            "Half a cosine up to train.lr and half a cosine down again (Smith and Topin 2017), step by step; momentum stays. Warm-up comes before it, "
            + "up to its first rate.",
            Warmup(),
            new Key("pct_start", CommonShapes.Probability, DefaultValue.Of(0.3), "The part of the steps that goes up."),
            new Key("div_factor", CommonShapes.AtLeastOne, DefaultValue.Of(25.0), "train.lr divided by the first rate."),
            new Key("final_div_factor", CommonShapes.AtLeastOne, DefaultValue.Of(10_000.0), "The first rate divided by the last.")));

    private static Key Gamma() => new("gamma", new NumberShape { Least = 0, LeastIsOpen = true, Most = 1 }, DefaultValue.Of(0.1), "The factor of a step.");

    private static Key Warmup() =>
        new("warmup_epochs", CommonShapes.NotNegative, DefaultValue.Of(0.0), "Epochs over which the learning rate rises from 0; may be a fraction.");
}
