using System.Text.Json.Serialization;

namespace Lockstep.Recipes;

/// <summary>A resolved recipe, typed: every value explicit and within its range. The schema says what each key means.</summary>
public sealed record Recipe
{
    /// <summary>A name of <see cref="RunKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>From 0 to 2⁵³ - 1, which JSON holds exactly.</summary>
    public required long Seed { get; init; }

    /// <summary>Seeds of parts of the run, where they have their own.</summary>
    public SeedsRecipe Seeds { get; init; } = new();

    /// <summary>Of the order of the samples.</summary>
    [JsonIgnore]
    public long OrderSeed => Seeds.Order ?? Seed;

    /// <summary>Of the augmentations, those of whole batches too.</summary>
    [JsonIgnore]
    public long AugmentationSeed => Seeds.Augmentation ?? Seed;

    /// <summary>Of libtorch's generator: the first weights, and what the network draws while it trains.</summary>
    [JsonIgnore]
    public long InitialisationSeed => Seeds.Initialisation ?? Seed;

    /// <summary>The snapshot's folder, as the recipe gives it.</summary>
    public required string Dataset { get; init; }

    /// <summary>How the data set is read and checked.</summary>
    public required DataRecipe Data { get; init; }

    /// <summary>Without effect where the data set has a validation set of its own.</summary>
    public required SplitRecipe Split { get; init; }

    /// <summary>Which training images an epoch has, and in which order.</summary>
    public required SamplerRecipe Sampler { get; init; }

    /// <summary>What is trained, and from which weights.</summary>
    public required ModelRecipe Model { get; init; }

    /// <summary>What training makes small.</summary>
    public required LossRecipe Loss { get; init; }

    /// <summary>How gradients move the weights.</summary>
    public required OptimizerRecipe Optimizer { get; init; }

    /// <summary>The learning rate over the steps.</summary>
    public required ScheduleRecipe Schedule { get; init; }

    /// <summary>How long, and in which batches.</summary>
    public required TrainRecipe Train { get; init; }

    /// <summary>What happens to images before the model sees them.</summary>
    public required AugmentRecipe Augment { get; init; }

    /// <summary>How images are read.</summary>
    public required LoaderRecipe Loader { get; init; }

    /// <summary>Which weights are kept.</summary>
    public required CheckpointRecipe Checkpoint { get; init; }

    /// <summary><c>off</c>, <c>standard</c> or <c>deep</c>. Results never depend on it.</summary>
    public required string Ledger { get; init; }

    /// <summary><c>strict</c> or <c>fast</c>.</summary>
    public required string Determinism { get; init; }

    /// <summary>Threads inside one operation of libtorch.</summary>
    public required int Threads { get; init; }

    /// <summary><c>cpu</c> or <c>cuda</c>.</summary>
    public required string Device { get; init; }

    /// <summary>The precision of the forward pass: <c>float32</c>, <c>bfloat16</c> or <c>float16</c>. Weights and loss are always 32-bit.</summary>
    public required string Precision { get; init; }

    /// <summary><c>channels_last</c> or <c>contiguous</c>.</summary>
    public required string MemoryFormat { get; init; }

    /// <summary>How far a rerun's result may be off and still be called equivalent; null for not at all.</summary>
    public required double? Tolerance { get; init; }

    /// <summary>A word for the run's name, or none.</summary>
    public required string? Tag { get; init; }

    /// <summary>What must hold of the metrics.</summary>
    public IReadOnlyList<Invariant> Invariants { get; init; } = [];
}

/// <summary>Seeds of parts of a run; null for the recipe's seed.</summary>
public sealed record SeedsRecipe
{
    /// <summary>Of the order of the samples.</summary>
    public long? Order { get; init; }

    /// <summary>Of the augmentations.</summary>
    public long? Augmentation { get; init; }

    /// <summary>Of the first weights, and of what the network draws while it trains.</summary>
    public long? Initialisation { get; init; }
}

/// <param name="Format">A name of <see cref="Lockstep.Samples.Formats.DatasetFormats"/>, or <c>auto</c>.</param>
/// <param name="Verify"><c>auto</c>, <c>full</c>, <c>quick</c> or <c>while-reading</c>.</param>
/// <param name="Orientation">What EXIF says of a photograph's orientation: <c>apply</c>, <c>ignore</c> or <c>refuse</c>.</param>
/// <param name="OnBroken"><c>fail</c> or <c>skip</c>.</param>
/// <param name="DecodeScale">Of JPEGs: <c>full</c>, <c>half</c>, <c>quarter</c>, <c>eighth</c> or <c>auto</c>.</param>
/// <param name="Check">Of images before training: <c>structure</c> or <c>pixels</c>.</param>
public sealed record DataRecipe(string Format, string Verify, string Orientation, string OnBroken, string DecodeScale = "full", string Check = "structure")
{
    /// <summary>The ID that the snapshot's manifest must have; null for any.</summary>
    public string? Manifest { get; init; }
}

/// <summary>How a data set that names none to validate is split.</summary>
/// <param name="File">A split file, which then says all of it; null for a draw.</param>
public sealed record SplitRecipe(string? File, double Val, long Seed, bool Stratify);

/// <summary><c>shuffled</c>, <c>balanced</c>, <c>weighted</c> or <c>repeated</c>; a field that the named one lacks is null.</summary>
/// <param name="Weights">By class; one that is not named weighs 1.</param>
public sealed record SamplerRecipe(string Name, IReadOnlyDictionary<string, double>? Weights, int? Times);

/// <summary>The name of a registered model; a field that the named one lacks is null.</summary>
public sealed record ModelRecipe(string Name)
{
    /// <summary>A safetensors file; null for random weights.</summary>
    public string? Weights { get; init; }

    /// <summary>A TorchScript file.</summary>
    public string? Torchscript { get; init; }

    /// <summary>The digest of the file that <see cref="Weights"/> or <see cref="Torchscript"/> names.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Patterns over the names of parameters.</summary>
    public string[]? Freeze { get; init; }

    /// <summary>The file that the model starts from, as the recipe gives it, and the key that names it; null for none.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public (string Key, string Path)? File =>
        Weights is not null ? ("model.weights", Weights) : Torchscript is not null ? ("model.torchscript", Torchscript) : null;

    internal ModelRecipe WithFileAt(string path) => Weights is not null ? this with { Weights = path } : this with { Torchscript = path };

    /// <summary>What the recipe says beside that; the model knows its keys.</summary>
    public RecipeValues Values { get; init; } = RecipeValues.None;

    /// <summary>What the recipe says of a model that a program added; null for Lockstep's own.</summary>
    public RecipeValues? Own { get; init; }

    /// <summary>Whether the network is none of Lockstep's own: from a file, or of a program.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsForeign => Torchscript is not null || Own is not null;
}

/// <param name="Name">Of a registered loss.</param>
public sealed record LossRecipe(string Name)
{
    /// <summary>Null where all classes weigh the same.</summary>
    public ClassWeightsRecipe? ClassWeights { get; init; }

    /// <summary>What the recipe says beside that; the loss knows its keys.</summary>
    public RecipeValues Values { get; init; } = RecipeValues.None;
}

/// <param name="Balanced">The weights come from how many training samples each class has.</param>
/// <param name="Values">Else: one a class, in the classes' order.</param>
public sealed record ClassWeightsRecipe(bool Balanced, double[]? Values);

/// <param name="Name">Of a registered optimizer.</param>
/// <param name="WeightDecay">From 0.</param>
public sealed record OptimizerRecipe(string Name, double WeightDecay)
{
    /// <summary>Which parameters weight decay leaves alone: <c>bias</c>, <c>norm</c>, both or none.</summary>
    public string[] NoDecay { get; init; } = [];

    /// <summary>What the recipe says beside that; the optimizer knows its keys.</summary>
    public RecipeValues Values { get; init; } = RecipeValues.None;
}

/// <param name="Name">Of a registered schedule.</param>
/// <param name="WarmupEpochs">May be a fraction.</param>
public sealed record ScheduleRecipe(string Name, double WarmupEpochs)
{
    /// <summary>What the recipe says beside that; the schedule knows its keys.</summary>
    public RecipeValues Values { get; init; } = RecipeValues.None;
}

/// <summary>How training goes. <c>Lr</c> is the highest learning rate; warm-up and schedule stay below it.</summary>
public sealed record TrainRecipe(int BatchSize, int Epochs, double Lr)
{
    /// <summary>Batches in one step of the optimizer.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>Whether a last batch of an epoch with fewer images than the others is left out.</summary>
    public bool DropLast { get; init; }

    /// <summary>The largest norm of all gradients together; null for any.</summary>
    public double? ClipGradNorm { get; init; }

    /// <summary>Null to train all epochs.</summary>
    public EarlyStoppingRecipe? EarlyStopping { get; init; }

    /// <summary>Null where the weights themselves are validated and kept.</summary>
    public EmaRecipe? Ema { get; init; }
}

/// <param name="Patience">In epochs.</param>
/// <param name="MinDelta">What counts as better, of <see cref="CheckpointRecipe.Metric"/>.</param>
public sealed record EarlyStoppingRecipe(int Patience, double MinDelta);

/// <param name="Decay">What each step keeps of the average.</param>
public sealed record EmaRecipe(double Decay);

/// <summary>Results never depend on it.</summary>
/// <param name="Prefetch">In batches.</param>
/// <param name="Cache"><c>none</c>, <c>memory</c> or <c>disk</c>.</param>
public sealed record LoaderRecipe(int Workers, int Prefetch, string Cache, long CacheBytes);

/// <summary><c>val_accuracy</c> (more is better) or <c>val_loss</c> (less is better).</summary>
public sealed record CheckpointRecipe(string Metric)
{
    /// <summary>Steps between two checkpoints to resume from; null for none by steps. As those below, results never depend on it.</summary>
    public int? EverySteps { get; init; }

    /// <summary>Minutes between two; null for none by time.</summary>
    public double? EveryMinutes { get; init; }

    /// <summary>How many of the newest are kept.</summary>
    public int Keep { get; init; } = 2;

    /// <summary>Whether a finished run keeps them too.</summary>
    public bool KeepFinished { get; init; }
}
