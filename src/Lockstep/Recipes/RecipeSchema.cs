using System.Text.Json.Nodes;
using Lockstep.Schema;

namespace Lockstep.Recipes;

/// <summary>Every key of a recipe, once: name, values, default, meaning, and whether it can change a result.</summary>
public static partial class RecipeSchema
{
    private static readonly Dictionary<string, string> OtherDevices =
        new() { ["gpu"] = "cuda", ["nvidia"] = "cuda", ["cuda:0"] = "cuda", ["cuda0"] = "cuda", ["auto"] = "cpu" };

    /// <summary>The JSON Schema (2020-12) for editors: the same text for the same version and additions.</summary>
    public static string ToJsonSchema(RecipeAdditions additions) =>
        JsonSchemaText.Of(additions.Root, "What a run trains, on what, and how. Every key but 'dataset' has a default.");

    /// <summary>Every key, with those that are registered.</summary>
    internal static SectionShape Of(RecipeAdditions additions) => new(
        new("kind", new WordShape(RunKind.Train), DefaultValue.Of(RunKind.Train), "What the run does: train trains a model.")
        {
            IsImplied = true,
            Acts = Effects.Everything,
        },
        new("seed", CommonShapes.Seed, DefaultValue.Of(0), "The seed of every random draw of the run.")
        {
            Acts = Effects.Initialization | Effects.Order | Effects.Augment | Effects.Targets | Effects.Forward | Effects.RandomState | Effects.Evaluation
        },
        new("seeds", Seeds(), DefaultValue.Of(new JsonObject()), "Seeds of their own for parts of the run, so that another seed varies only some of it, "
            + "as in an ablation.")
        {
            IsImplied = true,
            Acts = Effects.Initialization | Effects.Order | Effects.Augment | Effects.Targets | Effects.Forward | Effects.RandomState | Effects.Evaluation,
        },
        new("dataset", CommonShapes.PathOf("a folder"), DefaultValue.None, "The snapshot's folder.")
        {
            // The content is locked by the manifest; where it lies on this machine is nobody's result.
            ChangesResults = false,
        },
        new("data", Data(), DefaultValue.Inside, "How the snapshot is read and checked."),
        new("split", Split(), DefaultValue.Inside, "How samples are split where the data set has no validation set of its own.")
        {
            Acts = Effects.Order | Effects.Update | Effects.Length | Effects.Evaluation
        },
        new(
            "sampler", Sampler(), DefaultValue.Inside,
            "Which training images an epoch has, and in which order. One that is repeated within an epoch is augmented anew.")
        {
            Acts = Effects.Order | Effects.Update | Effects.Length
        },
        new(
            "model", Choice("a model", additions.BuiltIn.Models, ["weights", "torchscript", "sha256", "freeze"], additions.Models), DefaultValue.Inside,
            "The network.")
        {
            Acts = Effects.Initialization | Effects.RandomState | Effects.Computing
        },
        new("loss", Choice("a loss", additions.BuiltIn.Losses, ["class_weights"]), DefaultValue.Inside, "The loss function.")
        {
            Acts = Effects.Forward | Effects.Backward | Effects.Evaluation
        },
        new(
            "optimizer", Choice("an optimizer", additions.BuiltIn.Optimizers, ["weight_decay", "no_decay"]), DefaultValue.Inside,
            "How gradients move the weights.")
        {
            Acts = Effects.Update
        },
        new(
            "schedule", Choice("a schedule", additions.BuiltIn.Schedules, ["warmup_epochs"]), DefaultValue.Inside,
            "How the learning rate changes over the epochs.")
        {
            Acts = Effects.Update
        },
        new("train", Train(), DefaultValue.Inside, "How long to train, in which batches, and at which learning rate."),
        new(
            "augment",
            new PresetShape(additions.BuiltIn.Augment, additions.BuiltIn.AugmentPresets)
            {
                Own = [.. additions.Augmentations.Select(augmentation => augmentation.ToKey())],
            },
            DefaultValue.Inside,
            "What happens to an image before the network sees it, in the order of the keys here: first geometry, then colour, then normalize, then erasing, "
            + "then the mixing of a batch.")
        { Acts = Effects.Augment },
        new("loader", Loader(), DefaultValue.Inside, "How images are read."),
        new(
            "checkpoint", Checkpoint(), DefaultValue.Inside,
            "Which epoch's weights are kept as the best, and how often a checkpoint is written that training can resume from."),
        new("ledger", new WordShape("off", "standard", "deep"), DefaultValue.Of("standard"),
            "What is recorded of each step, to find where two runs first differ: "
            + "standard has digests of samples, batch, gradients and weights, the loss and the random state; deep also of each layer, at some cost.")
        {
            ChangesResults = false,
        },
        new(
            "determinism", new WordShape("strict", "fast"), DefaultValue.Of("strict"),
            "Strict allows only operations that repeat bit for bit; fast relaxes some and records which.")
        { Acts = Effects.Computing },
        new(
            "threads", new WholeNumberShape(1, CommonShapes.MostThreads), DefaultValue.From("the machine's processors", AllProcessors),
            "Threads inside one operation. The number can change the last bits of a sum.")
        { Acts = Effects.Computing },
        new(
            "device", new WordShape("cpu", "cuda") { Synonyms = OtherDevices }, DefaultValue.Of("cpu"),
            "Where the network computes. cuda is the first NVIDIA GPU that CUDA shows (CUDA_VISIBLE_DEVICES picks another), and needs a build with CUDA.")
        {
            Acts = Effects.RandomState | Effects.Computing
        },
        new(
            "precision", new WordShape("float32", "tf32", "bfloat16", "float16"), DefaultValue.Of("float32"),
            "What the network computes in. tf32, on NVIDIA GPUs from Ampere on: float32, but matrix products and convolutions, forwards and backwards, "
            + "take 10 bits of each factor's mantissa. The 16-bit ones are as PyTorch's autocast does it: "
            + "matrix products and convolutions of the forward pass in them, and weights, loss and optimizer in float32. float16 also scales the loss, "
            + "so that small gradients do not vanish.")
        {
            Acts = Effects.Computing
        },
        new(
            "memory_format", new WordShape("channels_last", "contiguous"), DefaultValue.Of("channels_last"),
            "The order of image tensors in memory; channels_last is the faster one on most processors.")
        { Acts = Effects.Arithmetic },
        new(
            "tolerance", new NullableShape(CommonShapes.NotNegative), DefaultValue.Null,
            "How far metrics and weights of a rerun may be off for the verdict 'equivalent': "
            + "|a - b| at most so many times max(1, |a|, |b|). Without it, only the same bits will do.")
        {
            ChangesResults = false,
        },
        new("tag", new NullableShape(CommonShapes.TagText), DefaultValue.Null, "A word for the run's name.")
        {
            ChangesResults = false,
        },
        InvariantSchema.OfTraining())
    {
        Rules = [new("precision", HasTf32, "tf32 is of NVIDIA GPUs, and the device is cpu. Set 'device: cuda', or 'precision: float32'.", Tf32JsonSchema)],
    };

    /// <param name="fields">The keys that its record has places for.</param>
    /// <param name="own">What a program added; null where it can add nothing.</param>
    private static ChoiceShape Choice(string noun, BuiltInNames builtIn, IReadOnlyList<string> fields, IReadOnlyList<RecipeAddition>? own = null) =>
        new(noun, builtIn.Default, builtIn.All) { Fields = fields, Own = own is null ? null : [.. own.Select(added => added.ToVariant())] };

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
        new Key(
            "format", new WordShape("auto", "folders", "cifar", "idx", "table", "coco"), DefaultValue.Of("auto"),
            "The layout of the labelled images; auto goes by the files' names.")
        {
            // What it finds is locked, sample by sample.
            ChangesResults = false,
        },
        new Key("manifest", new NullableShape(CommonShapes.Digest), DefaultValue.Null, "The manifest ID of the data set, as 'lockstep data seal' prints it; "
            + "another data set is refused at the gate. So git, which holds the recipe, says which data it was.")
        {
            // The manifest itself is locked.
            ChangesResults = false,
        },
        new Key(
            "verify", new WordShape("auto", "full", "quick", "while-reading"), DefaultValue.Of("auto"),
            "How the gate checks the files: full hashes all of them, quick trusts those that the file system says are untouched since the last full check, "
            + "while-reading hashes each when it is first read. Auto is full the first time and quick after.")
        {
            ChangesResults = false,
        },
        new(
            "orientation", new WordShape("apply", "ignore", "refuse"), DefaultValue.Of("apply"),
            "What to do with a photograph whose EXIF data says that it is rotated: turn it, take its pixels as stored, or stop.")
        {
            Acts = Effects.Initialization | Effects.Decode | Effects.Evaluation
        },
        new Key(
            "check", new WordShape("structure", "pixels"), DefaultValue.Of("structure"),
            "How images are checked before training: structure walks each file to its end, which finds those that are cut off or no image; "
            + "pixels decodes each, which finds all damage. With verify: while-reading, training images are checked when they are first read.")
        {
            ChangesResults = false,
        },
        new Key(
            "on_broken", new WordShape("fail", "skip"), DefaultValue.Of("fail"),
            "What to do with an image that can't be decoded: stop before training, or leave it out on record.")
        {
            // What is left out is locked.
            ChangesResults = false,
        },
        new(
            "decode_scale", new WordShape("full", "half", "quarter", "eighth", "auto"), DefaultValue.Of("full"),
            "The scale at which JPEGs are decoded: smaller is faster, and gives other pixels than shrinking them afterwards; "
            + "auto goes as far as augment.resize needs no more pixels.")
        {
            Acts = Effects.Initialization | Effects.Decode | Effects.Augment | Effects.Evaluation
        });

    private static SectionShape Seeds() => new(
        OwnSeed("order", "Of the order of the samples; null, as in the others, for the recipe's seed.", Effects.Order),
        OwnSeed("augmentation", "Of what augmentations draw.", Effects.Augment | Effects.Targets),
        OwnSeed(
            "initialisation",
            "Of the first weights, and of what the network draws while it trains, such as dropout.",
            Effects.Initialization | Effects.Forward | Effects.RandomState | Effects.Evaluation));

    private static Key OwnSeed(string name, string doc, Effects acts) =>
        new(name, new NullableShape(CommonShapes.Seed), DefaultValue.Null, doc) { IsImplied = true, Acts = acts };

    private static SectionShape Split() => new(
        new Key(
            "file", new NullableShape(CommonShapes.PathOf("a file")), DefaultValue.Null,
            "A split file, as 'lockstep data split' writes it; it then says which samples train and which validate.")
        {
            ChangesResults = false,
        },
        new(
            "val", new NumberShape { Least = 0, LeastIsOpen = true, Most = 1, MostIsOpen = true }, DefaultValue.Of(0.2),
            "The share of the samples that goes into the validation set."),
        new(
            "seed", CommonShapes.Seed, DefaultValue.From("the recipe's seed", resolution => resolution.Values["seed"]?.DeepClone()),
            "The seed of the split: keep it to compare runs of different seeds on one split."),
        new("stratify", new FlagShape(), DefaultValue.Of(true), "Split each class by itself, so that both sides have the same mix."));

    private static ChoiceShape Sampler() => new(
        "a sampler",
        "shuffled",
        new Variant("shuffled", "Every image once, in a random order."),
        new Variant("balanced", "Every class equally often, in rounds of one image each; the images of smaller classes are repeated, "
            + "and an epoch is as long as the largest class times the classes."),
        new Variant(
            "weighted",
            "As many draws as there are images, with replacement: a class, then one of its images.",
            new Key(
                "weights", new MapShape("class names", new NumberShape { Least = 0, Most = 1_000_000 }), DefaultValue.Of(new JsonObject()),
                "How often a class is drawn against the others, however many images it has; 1 for one that is not named.")),
        new Variant(
            "repeated",
            "Repeated augmentation (Hoffer et al. 2019): each image several times in a row, and so fewer images in an epoch, which stays as long.",
            new Key("times", new WholeNumberShape(1, 1024), DefaultValue.Of(3), "How often an image comes in a row.")));

    private static JsonNode AllProcessors(Resolution resolution) => Math.Clamp(resolution.ProcessorCount, 1, CommonShapes.MostThreads);
}
