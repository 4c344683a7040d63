using System.Diagnostics;
using Lockstep.Data;
using Lockstep.Recipes;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Evaluation;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Images;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Models;
using Lockstep.Vision.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Training;

/// <summary>The training loop.</summary>
public sealed class Trainer : IDisposable
{
    private readonly Recipe recipe;
    private readonly Dataset data;
    private readonly Sampler sampler;
    private readonly BatchLoader trainLoader;
    private readonly BatchLoader validationLoader;
    private readonly BatchMixing? mixing;
    private readonly Module<Tensor, Tensor> model;
    private readonly Func<Tensor, Tensor, Tensor> loss;
    private readonly FrozenParts frozen;
    private readonly optim.Optimizer optimizer;
    private readonly Stopwatch training = new();
    private StepRecorder? ledger;

    /// <summary>Sets libtorch's switches, seeds its generator and builds the model: from here on the run is determined.</summary>
    /// <param name="extensions">What the recipe may name beside Lockstep's own; null for nothing.</param>
    public Trainer(Recipe recipe, Snapshot snapshot, ReadingCheck? check, Dataset data, Extensions? extensions = null, ImageCache? cache = null)
    {
        this.recipe = recipe;
        this.data = data;
        Determinism.Set(recipe.Determinism, recipe.Threads);
        manual_seed(recipe.Seed);

        sampler = new Sampler(recipe.Sampler, data, (ulong)recipe.Seed);
        var channelsLast = recipe.MemoryFormat == "channels_last";
        var training = AugmentationPipeline.ForTraining(recipe.Augment, (ulong)recipe.Seed, extensions);
        mixing = BatchMixing.Of(recipe.Augment, (ulong)recipe.Seed);
        var decoder = new SampleDecoder(snapshot, OrientationRules.Of(recipe.Data.Orientation), check, JpegScale.Of(recipe.Data.DecodeScale, recipe.Augment.Resize), cache);
        var size = SampleReader.SizeOf(decoder, training, data.Train[0]);
        trainLoader = new BatchLoader(new SampleReader(decoder, training, size, channelsLast, digests: recipe.Ledger != "off"), recipe.Train.BatchSize, recipe.Loader.Workers, recipe.Loader.Prefetch);
        validationLoader = new BatchLoader(new SampleReader(decoder, AugmentationPipeline.ForValidation(recipe.Augment, extensions), size, channelsLast), recipe.Train.BatchSize, recipe.Loader.Workers, recipe.Loader.Prefetch);

        model = ModelCatalog.Build(recipe.Model, size.Height, size.Width, data.Classes.Count, extensions);
        StartingWeights.Put(model, recipe.Model);
        if (channelsLast)
        {
            MemoryFormat.ToChannelsLast(model);
        }

        frozen = FrozenParts.Of(model, recipe.Model.Freeze ?? []);
        loss = Losses.Build(recipe.Loss);
        optimizer = Optimizers.Build(recipe.Optimizer, recipe.Train.Lr, model.parameters().Where(parameter => parameter.requires_grad));
    }

    /// <summary>Steps done since the beginning.</summary>
    public long Step { get; private set; }

    /// <summary>Training images seen; validation's are not counted.</summary>
    public long Images { get; private set; }

    /// <summary>Time spent in training steps, reading included and validation not.</summary>
    public TimeSpan TrainingTime => training.Elapsed;

    public int StepsPerEpoch => trainLoader.BatchCount(sampler.Length);

    /// <summary>Parameters and buffers by name, for a checkpoint.</summary>
    public IReadOnlyDictionary<string, Tensor> Weights => model.state_dict();

    /// <summary>Writes the ledger that the recipe asks for, from here on; where <see cref="Step"/> isn't 0, after what lies there of the steps done.</summary>
    /// <param name="lockId">Of the run.</param>
    public void RecordTo(string path, string lockId)
    {
        if (recipe.Ledger != "off")
        {
            ledger = new StepRecorder(path, recipe.Ledger, Math.Min(recipe.Train.BatchSize, sampler.Length), recipe.Seed, lockId, model, after: Step);
        }
    }

    /// <summary>The part of <see cref="TrainingTime"/> that went into the ledger; null without one.</summary>
    public TimeSpan? LedgerTime => ledger?.Time;

    /// <summary>Puts the ledger on the disk, so that a checkpoint is never ahead of it.</summary>
    public void FlushLedger() => ledger?.Flush();

    /// <summary>Trains one epoch and returns the mean loss over its samples, against both classes of each where they were mixed.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="afterStep">Called with the step's loss once the weights are updated; answers whether to go on.</param>
    /// <exception cref="NonFiniteLossException">The loss became NaN or infinite; the weights are as before that step.</exception>
    public double TrainEpoch(int epoch, Func<float, bool> afterStep, CancellationToken cancellation)
    {
        training.Start();
        model.train();
        frozen.Hold();
        var order = sampler.OrderOf((uint)epoch);
        var sum = 0.0;
        var number = 0u;
        foreach (var batch in trainLoader.Read(order, (uint)epoch, cancellation))
        {
            using (batch)
            {
                var stepLoss = TrainStep(batch, epoch, number++);
                sum += stepLoss * (double)batch.Labels.shape[0];
                Images += batch.Labels.shape[0];
                if (!afterStep(stepLoss))
                {
                    break;
                }
            }

            cancellation.ThrowIfCancellationRequested();
        }

        training.Stop();
        return sum / order.Length;
    }

    public Validation Validate(CancellationToken cancellation) =>
        Validation.Of(model, loss, validationLoader, data.Validation, data.Classes, cancellation);

    public void Dispose()
    {
        ledger?.Dispose();
        trainLoader.Dispose();
        validationLoader.Dispose();
        optimizer.Dispose();
        model.Dispose();
    }

    private float TrainStep(Batch batch, int epoch, uint number)
    {
        using var scope = NewDisposeScope();
        var learningRate = LearningRate.At(recipe.Schedule, recipe.Train, Step, StepsPerEpoch);
        foreach (var group in optimizer.ParamGroups)
        {
            group.LearningRate = learningRate;
        }

        ledger?.Begin(Step + 1, epoch, batch, endsEpoch: (Step + 1) % StepsPerEpoch == 0);
        optimizer.zero_grad();
        var value = LossOf(batch, mixing?.Draw((uint)epoch, number, (int)batch.Images.shape[0], (int)batch.Images.shape[2], (int)batch.Images.shape[3]));
        var stepLoss = value.item<float>();
        if (!float.IsFinite(stepLoss))
        {
            ledger?.End(stepLoss, learningRate);
            throw new NonFiniteLossException(Step + 1, epoch, stepLoss);
        }

        value.backward();
        ledger?.SawGradients();
        optimizer.step();
        Step++;
        ledger?.End(stepLoss, learningRate);
        return stepLoss;
    }

    private Tensor LossOf(Batch batch, BatchMixture? mixture)
    {
        if (mixture is null)
        {
            ledger?.SawBatch(batch.Images, [batch.Labels], weight: null);
            return loss(model.forward(batch.Images), batch.Labels);
        }

        var mixed = MixedBatch.Of(batch, mixture);
        ledger?.SawBatch(mixed.Images, [mixed.Own, mixed.Partner], mixed.Weight);
        return mixed.LossOf(model.forward(mixed.Images), loss);
    }
}
