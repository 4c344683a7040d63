using Lockstep.Schema;

namespace Lockstep.Recipes;

// How it is trained: steps and epochs, batches, checkpoints.
public static partial class RecipeSchema
{
    private static SectionShape Train() => new(
        new(
            "batch_size", new WholeNumberShape(1, 65_536), DefaultValue.Of(64),
            "Images in one step.")
        { Acts = Effects.Order | Effects.Update | Effects.Length | Effects.Evaluation },
        new("epochs", new WholeNumberShape(1, 100_000), DefaultValue.Of(10), "Passes over the training samples.") { Acts = Effects.Update | Effects.Length },
        new("lr", CommonShapes.Positive, DefaultValue.Of(0.001), "The learning rate.") { Acts = Effects.Update },
        new(
            "accumulate", new WholeNumberShape(1, 65_536), DefaultValue.Of(1),
            "Batches whose gradients make one step of the optimizer, each weighed by its images, as one batch so many times as large; "
            + "the last step of an epoch has what is left. Normalisation and mixing still see single batches, and class weights are averaged within them. "
            + "Schedules count steps.")
        {
            Acts = Effects.Backward | Effects.Update | Effects.Length
        },
        new(
            "drop_last", new FlagShape(), DefaultValue.Of(false),
            "Leave out the last batch of an epoch where it has fewer images than the others; other images in each epoch, where their order is drawn. "
            + "Batch norm can't train on a single image whose maps are 1×1: a recipe with such a last batch is refused without it.")
        {
            Acts = Effects.Order | Effects.Update | Effects.Length,
            IsLockedOnlyWhereSet = true,
        },
        new(
            "clip_grad_norm", new NullableShape(CommonShapes.Positive), DefaultValue.Null,
            "The largest Euclidean norm of all gradients together; above it they are scaled down to it. Null leaves them.")
        { Acts = Effects.Update },
        new("early_stopping", new NullableShape(EarlyStopping()), DefaultValue.Null, "End the run when checkpoint.metric stops improving; it is finished then, "
            + "and its record says why. The schedule is that of all epochs.")
        { Acts = Effects.Length },
        new(
            "ema", new NullableShape(Ema()), DefaultValue.Null,
            "An exponential moving average of the weights and of normalisation's statistics, from the first weights on. "
            + "It is what validation measures and what best and last hold; last.raw.safetensors has the weights themselves.")
        { Acts = Effects.Evaluation });

    private static SectionShape EarlyStopping() => new(
        new("patience", new WholeNumberShape(1, 100_000), DefaultValue.Of(5), "Epochs in a row without an improvement."),
        new("min_delta", CommonShapes.NotNegative, DefaultValue.Of(0.0),
            "By more than how much the metric must be better than the best before to count; above 0, "
            + "differences are rounded to a few units in the last place of the metric, so that 0.8 is not more than 0.1 above 0.7."));

    private static SectionShape Ema() => new(
        new Key("decay", CommonShapes.BelowOne, DefaultValue.Of(0.999), "What each step keeps of the average; the rest comes from the weights."));

    private static SectionShape Loader() => new(
        new Key("workers", new WholeNumberShape(0, 256), DefaultValue.Of(2), "Threads that decode and augment while the network trains; 0 does it in between. "
            + "Raw records keep no more of them busy than there are processors. Results never depend on it.")
        {
            ChangesResults = false,
        },
        new Key(
            "prefetch", new WholeNumberShape(1, 1024), DefaultValue.Of(2),
            "Batches that the threads may have ready before they wait for the training. Results never depend on it.")
        {
            ChangesResults = false,
        },
        new Key(
            "cache", new WordShape("none", "memory", "disk"), DefaultValue.Of("none"),
            "Where decoded pictures are kept for the next epoch; on the disk, in the user's cache folder, for other runs too. Results never depend on it.")
        {
            ChangesResults = false,
        },
        new Key(
            "cache_bytes", new WholeNumberShape(0, CommonShapes.MostExact), DefaultValue.Of(4_294_967_296L),
            "The most that the cache holds, here or on the disk.")
        {
            ChangesResults = false,
        });

    private static SectionShape Checkpoint() => new(
        new Key(
            "metric", new WordShape("val_accuracy", "val_loss"), DefaultValue.Of("val_accuracy"),
            "The measure that decides: the highest accuracy or the lowest loss.")
        { Acts = Effects.Length | Effects.Evaluation },
        new Key("every_steps", new NullableShape(new WholeNumberShape(1, int.MaxValue)), DefaultValue.Null, "Steps between checkpoints that a stopped run can "
            + "resume from; null counts no steps. A stop by Ctrl-C or SIGTERM and most ends of epochs take one too. Results never depend on it.")
        {
            ChangesResults = false,
        },
        new Key(
            "every_minutes", new NullableShape(CommonShapes.Positive), DefaultValue.Of(10.0),
            "Minutes between them, each at the end of a step; null watches no clock. Results never depend on it.")
        {
            ChangesResults = false,
        },
        new Key(
            "keep", new WholeNumberShape(1, 1000), DefaultValue.Of(2),
            "How many of the newest are kept; a finished run keeps none, unless keep_finished is set. Results never depend on it.")
        {
            ChangesResults = false,
        },
        new Key("keep_finished", new FlagShape(), DefaultValue.Of(false), "Whether a finished run keeps them as well: 'lockstep diff' measures with them how "
            + "weights drift apart over the steps, and 'lockstep bisect' starts from them. Results never depend on it.")
        {
            ChangesResults = false,
        });
}
