using System.Globalization;
using System.Runtime.InteropServices;
using Lockstep.Recipes;
using Lockstep.Samples;
using Lockstep.Snapshots;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Evaluation;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Images;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Models;
using Lockstep.Vision.Native;
using Lockstep.Vision.Tasks;
using Lockstep.Vision.Training.Optimizers;
using Lockstep.Vision.Training.Recording;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Training;

/// <summary>A model in training, and all that belongs to it. The loop itself is in <c>Trainer.Loop.cs</c>.</summary>
internal sealed partial class Trainer : IDisposable
{
    private readonly ITask task;
    private readonly Recipe recipe;
    private readonly Dataset data;
    private readonly Sampler sampler;
    private readonly BatchLoader trainLoader;
    private readonly BatchLoader validationLoader;
    private readonly BatchMixing? mixing;
    private readonly Module<Tensor, Tensor> model;
    private readonly FrozenParts frozen;
    private readonly optim.Optimizer optimizer;
    private readonly OptimizerMemory memory;
    private readonly WeightAverage? average;
    private readonly ComputeMode mode;
    private readonly GradientScaler? scaler;
    private readonly StepWatch watch = new();
    private long batches; // done, of all epochs
    private Position position;

    /// <summary>Sets libtorch's switches, seeds its generator and builds the model: from here on the run is determined.</summary>
    /// <param name="task">Of the recipe and the data.</param>
    /// <param name="extensions">What the recipe may name beside Lockstep's own; null for nothing.</param>
    internal Trainer(ITask task, Recipe recipe, Snapshot snapshot, ReadingCheck? check, Dataset data, Extensions? extensions = null, ImageCache? cache = null)
    {
        using var undisturbed = GarbageCollection.Suspend();
        this.task = task;
        this.recipe = recipe;
        this.data = data;
        Determinism.Set(recipe);
        mode = ComputeMode.ToTrain(recipe);
        scaler = mode.NeedsScaling ? new GradientScaler() : null;
        Generators.Seed(mode.Device, recipe.InitialisationSeed);

        sampler = new Sampler(recipe.Sampler, data, (ulong)recipe.OrderSeed);
        var channelsLast = recipe.MemoryFormat == "channels_last";
        var training = AugmentationPipeline.ForTraining(recipe.Augment, (ulong)recipe.AugmentationSeed, extensions?.Augmentations);
        mixing = BatchMixing.Of(recipe.Augment, (ulong)recipe.AugmentationSeed);
        var decoder = new SampleDecoder(
            snapshot, OrientationRules.Of(recipe.Data.Orientation), check, OutputSize.Decoded(recipe), cache);
        var size = SampleReader.SizeOf(decoder, training, data.Train[0]);
        InputSize = size;
        trainLoader = new BatchLoader(
            new SampleReader(decoder, training, size, channelsLast, digests: recipe.Ledger != "off") { Collate = task.Collate },
            recipe.Train.BatchSize, recipe.Loader.Workers, recipe.Loader.Prefetch, mode.IsGpu);
        validationLoader = new BatchLoader(
            new SampleReader(decoder, AugmentationPipeline.ForValidation(recipe.Augment, extensions?.Augmentations), size, channelsLast)
            {
                Collate = task.Collate
            },
            recipe.Train.BatchSize, recipe.Loader.Workers, recipe.Loader.Prefetch, mode.IsGpu);

        model = ModelCatalog.Build(recipe.Model, size.Height, size.Width, task.Outputs, extensions?.Models);
        StartingWeights.Put(model, recipe.Model);
        if (channelsLast)
        {
            MemoryFormat.ToChannelsLast(model);
        }

        // Drawn and laid out on the CPU whatever the device, so that the first weights are the same.
        mode.Take(model);
        frozen = FrozenParts.Of(model, recipe.Model.Freeze ?? []);
        var parameters = model.named_parameters().Where(item => item.parameter.requires_grad).ToArray();
        WithoutDecay = NoDecay.Of(recipe.Optimizer.NoDecay, parameters);
        optimizer = OptimizerCatalog.Build(recipe.Optimizer, recipe.Train.Lr, parameters, WithoutDecay);
        memory = new OptimizerMemory(optimizer, parameters, WithoutDecay);
        average = recipe.Train.Ema is { } ema ? new WeightAverage(ema.Decay, model.state_dict()) : null;
    }

    /// <summary>The size of the images that the model sees.</summary>
    public ImageSize InputSize { get; }

    /// <summary>Steps done since the beginning.</summary>
    public long Step { get; private set; }

    /// <summary>Steps of those that moved no weight, since gradients in 16 bits overflowed.</summary>
    public long StepsLeftOut { get; private set; }

    /// <summary>Those of the epoch.</summary>
    public int StepsLeftOutOfEpoch => position.LeftOut;

    /// <summary>Training images seen; validation's are not counted.</summary>
    public long Images { get; private set; }

    /// <summary>Time spent in training steps, reading included and validation not.</summary>
    public TimeSpan TrainingTime => watch.TrainingTime;

    /// <summary>Where the time of this process's training steps went so far.</summary>
    public TrainingTimes Times => watch.Times;

    public int StepsPerEpoch => StepsOf(BatchesPerEpoch);

    /// <summary>From 1: the one that training is in, or begins with.</summary>
    public int Epoch => Math.Max(1, position.Epoch);

    /// <summary>Steps done of the epoch.</summary>
    public int StepInEpoch => StepsOf(position.Batch);

    /// <summary>Names of the parameters that weight decay leaves alone, in the model's order.</summary>
    public IReadOnlyList<string> WithoutDecay { get; }

    /// <summary>Parameters and buffers by name, for a checkpoint: their moving average where the recipe has one.</summary>
    public IReadOnlyDictionary<string, Tensor> Weights => average?.Weights ?? model.state_dict();

    /// <summary>What is trained, where <see cref="Weights"/> is an average of it; else null.</summary>
    public IReadOnlyDictionary<string, Tensor>? RawWeights => average is null ? null : model.state_dict();

    /// <summary>Batches done, of all epochs: the last step of the ledger.</summary>
    internal long Batches => batches;

    internal Module<Tensor, Tensor> Model => model;

    internal optim.Optimizer Optimizer => optimizer;

    /// <summary>Called when gradients and learning rate are set and the weights not moved yet; tests break runs here.</summary>
    internal Action<Trainer>? BeforeUpdate { get; set; }

    private int ImagesPerEpoch => recipe.Train.DropLast ? sampler.Length - (sampler.Length % recipe.Train.BatchSize) : sampler.Length;

    private int BatchesPerEpoch => trainLoader.BatchCount(ImagesPerEpoch);

    /// <summary>Writes the ledger that the recipe asks for, from here on; where some batches are done, after what lies there of them.</summary>
    /// <param name="lockId">Of the run.</param>
    /// <param name="isNew">Begin a new ledger with the present state, whatever was done before.</param>
    public void RecordTo(string path, string lockId, bool isNew = false)
    {
        if (recipe.Ledger != "off")
        {
            watch.RecordTo(
                new StepRecorder(path, recipe.Ledger, Math.Min(recipe.Train.BatchSize, sampler.Length), recipe.Seed, lockId, model, after: batches, isNew));
        }
    }

    /// <summary>The part of <see cref="TrainingTime"/> that went into the ledger; null without one.</summary>
    public TimeSpan? LedgerTime => watch.LedgerTime;

    /// <summary>Puts the ledger on the disk, so that a checkpoint is never ahead of it.</summary>
    public void FlushLedger() => watch.Flush();

    /// <summary>
    /// Trains one epoch, or what is left of it after <see cref="Restore"/>, and returns the mean loss over its samples, against
    /// both classes of each where they were mixed.
    /// </summary>
    /// <remarks>A cancellation takes effect at the end of a step, where a state can be captured.</remarks>
    /// <param name="epoch">From 1.</param>
    /// <param name="afterStep">Called with the step's loss once the weights are updated; answers whether to go on.</param>
    /// <exception cref="NonFiniteLossException">The loss became NaN or infinite; the weights are as before that step.</exception>
    /// <exception cref="LibtorchException">Memory is short, or an operation can't do what it is asked for.</exception>
    public double TrainEpoch(int epoch, Func<float, bool> afterStep, CancellationToken cancellation)
    {
        try
        {
            return Steps(epoch, afterStep, cancellation);
        }
        catch (ExternalException exception)
        {
            throw new LibtorchException(string.Create(CultureInfo.InvariantCulture, $"Training stopped at step {Step + 1} (epoch {epoch})"), exception);
        }
    }

    /// <summary>The epoch is over, its validation too: a state that is captured now begins the next one.</summary>
    public void EndEpoch() => position = new Position(position.Epoch + 1, 0, 0, 0);

    /// <summary>Validates the weights, or their moving average where the recipe has one.</summary>
    /// <remarks>What training draws afterwards doesn't depend on it.</remarks>
    /// <exception cref="LibtorchException">Memory is short.</exception>
    /// <exception cref="LockstepException">The model changes while it is validated.</exception>
    public IValidation Validate(CancellationToken cancellation)
    {
        average?.Swap();
        try
        {
            return ValidationLoop.Run(model, mode, recipe.InitialisationSeed, task.Validate(withLoss: true), validationLoader, data.Validation, cancellation);
        }
        catch (ExternalException exception)
        {
            throw new LibtorchException(string.Create(CultureInfo.InvariantCulture, $"Validation stopped after step {Step}"), exception);
        }
        finally
        {
            average?.Swap();
        }
    }

    public void Dispose()
    {
        watch.Dispose();
        trainLoader.Dispose();
        validationLoader.Dispose();
        optimizer.Dispose();
        average?.Dispose();
        model.Dispose();
    }

    private int StepsOf(int batches) => (batches + recipe.Train.Accumulate - 1) / recipe.Train.Accumulate;

    /// <summary>The part of its step's images that a batch has: 1 where steps are single batches.</summary>
    private double ShareOf(Batch batch, uint number, int images)
    {
        var first = (long)(number / recipe.Train.Accumulate) * recipe.Train.Accumulate * recipe.Train.BatchSize;
        return batch.Labels.shape[0] / (double)Math.Min(images - first, (long)recipe.Train.Accumulate * recipe.Train.BatchSize);
    }
}
