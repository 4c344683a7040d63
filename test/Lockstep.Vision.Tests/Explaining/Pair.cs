namespace Lockstep.Vision.Tests.Explaining;

/// <summary>Two runs whose true cause is known: what the first is made with, and what is changed for the second.</summary>
/// <param name="Base">Overrides of both, with blanks between them.</param>
/// <param name="Change">Of the second.</param>
/// <param name="Key">Of the lock, as a verdict names it.</param>
internal sealed record Pair(string Base, string Change, string Key)
{
    /// <summary>As <c>explain</c> names it.</summary>
    public string Name => Key switch
    {
        "seed" => "recipe.seed",
        "splitSeed" => "recipe.split.seed",
        "recipe.sampler.weights.3" => "recipe.sampler.weights",
        _ when Key.EndsWith(".name", StringComparison.Ordinal) => Key[..^".name".Length],
        _ => Key,
    };

    public override string ToString() => $"{Base} | {Change}";

    private static Pair Of(string change, string key, string withBase = "") => new(withBase, change, key);

    /// <summary>Keys of the recipe that can be varied on any machine, each so that it makes a difference.</summary>
    public static IReadOnlyList<Pair> All { get; } =
    [
        Of("seed=8 split.seed=7", "seed"),
        Of("split.seed=9", "splitSeed"),
        Of("seeds.order=9", "recipe.seeds.order", "seeds.order=8"),
        Of("seeds.augmentation=9", "recipe.seeds.augmentation", "seeds.augmentation=8 augment.hflip_prob=0.5"),
        Of("seeds.initialisation=9", "recipe.seeds.initialisation", "seeds.initialisation=8"),
        Of("split.val=0.3", "recipe.split.val"),
        Of("split.stratify=false", "recipe.split.stratify"),
        Of("sampler=balanced", "recipe.sampler.name"),
        Of("sampler=weighted", "recipe.sampler.name"),
        Of("sampler.weights={\"3\":5}", "recipe.sampler.weights.3", "sampler.name=weighted"),
        Of("sampler.times=4", "recipe.sampler.times", "sampler.name=repeated sampler.times=2"),
        Of("model=linear", "recipe.model.name", "model=small-cnn"),
        Of("model.hidden=[17]", "recipe.model.hidden"),
        Of("model.dropout=0.2", "recipe.model.dropout"),
        Of("model.freeze=['*bias']", "recipe.model.freeze"),
        Of("loss=bce", "recipe.loss.name"),
        Of("loss.label_smoothing=0.1", "recipe.loss.label_smoothing"),
        Of("loss.class_weights=[1,1,1,1,1,1,1,1,1,2]", "recipe.loss.class_weights"),
        Of("loss.gamma=1", "recipe.loss.gamma", "loss.name=focal loss.gamma=2"),
        Of("loss.alpha=0.5", "recipe.loss.alpha", "loss.name=focal"),
        Of("optimizer=sgd", "recipe.optimizer.name"),
        Of("optimizer.weight_decay=0.01", "recipe.optimizer.weight_decay"),
        Of("optimizer.no_decay=[bias]", "recipe.optimizer.no_decay", "optimizer.weight_decay=0.1"),
        Of("optimizer.betas=[0.8,0.999]", "recipe.optimizer.betas"),
        Of("optimizer.eps=1.0e-3", "recipe.optimizer.eps"),
        Of("optimizer.momentum=0.9", "recipe.optimizer.momentum", "optimizer.name=sgd optimizer.momentum=0.5"),
        Of("optimizer.nesterov=true", "recipe.optimizer.nesterov", "optimizer.name=sgd optimizer.momentum=0.5"),
        Of("optimizer.alpha=0.9", "recipe.optimizer.alpha", "optimizer.name=rmsprop"),
        Of("optimizer.centered=true", "recipe.optimizer.centered", "optimizer.name=rmsprop"),
        Of("schedule=cosine", "recipe.schedule.name"),
        Of("schedule.warmup_epochs=1", "recipe.schedule.warmup_epochs"),
        Of("schedule.gamma=0.25", "recipe.schedule.gamma", "schedule.name=step schedule.step_epochs=1 schedule.gamma=0.5"),
        Of("schedule.step_epochs=2", "recipe.schedule.step_epochs", "schedule.name=step schedule.step_epochs=1 schedule.gamma=0.5"),
        Of("schedule.milestones=[2]", "recipe.schedule.milestones", "schedule.name=multi_step schedule.milestones=[1] schedule.gamma=0.5"),
        Of("schedule.min_lr=0.01", "recipe.schedule.min_lr", "schedule.name=cosine"),
        Of("schedule.power=2", "recipe.schedule.power", "schedule.name=polynomial"),
        Of("schedule.pct_start=0.5", "recipe.schedule.pct_start", "schedule.name=one_cycle"),
        Of("schedule.div_factor=10", "recipe.schedule.div_factor", "schedule.name=one_cycle"),
        Of("schedule.final_div_factor=100", "recipe.schedule.final_div_factor", "schedule.name=one_cycle"),
        Of("train.batch_size=8", "recipe.train.batch_size"),
        Of("train.epochs=3", "recipe.train.epochs"),
        Of("train.lr=0.06", "recipe.train.lr"),
        Of("train.accumulate=2", "recipe.train.accumulate"),
        Of("train.drop_last=true", "recipe.train.drop_last", "train.batch_size=12"),
        Of("train.clip_grad_norm=0.1", "recipe.train.clip_grad_norm"),
        Of("train.early_stopping.patience=1 train.early_stopping.min_delta=0.9", "recipe.train.early_stopping", "train.epochs=4"),
        Of("train.ema.decay=0.9", "recipe.train.ema"),
        Of("train.ema.decay=0.5", "recipe.train.ema.decay", "train.ema.decay=0.9"),
        Of("augment.resize=[6,6]", "recipe.augment.resize"),
        Of("augment.interpolation=bicubic", "recipe.augment.interpolation", "augment.resize=[6,6]"),
        Of("augment.random_resized_crop.size=[8,8]", "recipe.augment.random_resized_crop"),
        Of("augment.random_crop.size=[8,8] augment.random_crop.padding=1", "recipe.augment.random_crop"),
        Of("augment.center_crop=[6,6]", "recipe.augment.center_crop"),
        Of("augment.hflip_prob=0.5", "recipe.augment.hflip_prob"),
        Of("augment.vflip_prob=0.5", "recipe.augment.vflip_prob"),
        Of("augment.rotation_degrees=30", "recipe.augment.rotation_degrees"),
        Of("augment.affine.degrees=30", "recipe.augment.affine"),
        Of("augment.perspective.prob=1", "recipe.augment.perspective"),
        Of("augment.color_jitter.brightness=0.4", "recipe.augment.color_jitter.brightness"),
        Of("augment.color_jitter.contrast=0.4", "recipe.augment.color_jitter.contrast"),
        Of("augment.invert_prob=0.5", "recipe.augment.invert_prob"),
        Of("augment.posterize.bits=2", "recipe.augment.posterize"),
        Of("augment.solarize.threshold=100", "recipe.augment.solarize"),
        Of("augment.sharpness.factor=0.5", "recipe.augment.sharpness"),
        Of("augment.autocontrast_prob=0.5", "recipe.augment.autocontrast_prob", "augment.color_jitter.brightness=0.4"),
        Of("augment.equalize_prob=0.5", "recipe.augment.equalize_prob", "augment.resize=[32,32]"),
        Of("augment.gaussian_blur.kernel=3", "recipe.augment.gaussian_blur"),
        Of("augment.rand_augment.magnitude=15", "recipe.augment.rand_augment"),
        Of("augment.rand_augment.magnitude=20", "recipe.augment.rand_augment.magnitude", "augment.rand_augment.magnitude=9"),
        Of("augment.augmix.severity=5", "recipe.augment.augmix"),
        Of("augment.normalize.mean=[0.5,0.5,0.5] augment.normalize.std=[0.5,0.5,0.5]", "recipe.augment.normalize"),
        Of("augment.normalize.mean=[0.5,0.5,0.6]", "recipe.augment.normalize.mean", "augment.normalize.mean=[0.5,0.5,0.5] augment.normalize.std=[0.5,0.5,0.5]"),
        Of("augment.random_erasing.prob=0.5", "recipe.augment.random_erasing"),
        Of("augment.mixup.alpha=0.2", "recipe.augment.mixup"),
        Of("augment.cutmix.alpha=0.5", "recipe.augment.cutmix.alpha", "augment.cutmix.alpha=1"),
        Of("checkpoint.metric=val_loss", "recipe.checkpoint.metric"),
        Of("precision=bfloat16", "recipe.precision"),
        Of("memory_format=contiguous", "recipe.memory_format", "model=small-cnn"),
    ];
}
