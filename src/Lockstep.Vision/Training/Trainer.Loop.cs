using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Native;
using Lockstep.Vision.Training.Schedules;
using static TorchSharp.torch;

namespace Lockstep.Vision.Training;

/// <content>The training loop: forward, loss, backward, update. What is timed and recorded is <see cref="StepWatch"/>'s.</content>
internal sealed partial class Trainer
{
    private double Steps(int epoch, Func<float, bool> afterStep, CancellationToken cancellation)
    {
        using var undisturbed = GarbageCollection.Suspend();
        watch.BeginEpoch();
        model.train();
        frozen.KeepStatistics();
        var order = sampler.OrderOf((uint)epoch)[..ImagesPerEpoch];
        position = position.Epoch == epoch ? position : new Position(epoch, 0, 0, 0);
        cancellation.ThrowIfCancellationRequested();
        var stepLoss = 0.0;
        foreach (var batch in watch.Awaited(trainLoader.Read(order, (uint)epoch, position.Batch, CancellationToken.None)))
        {
            using (batch)
            {
                watch.StartTiming();
                var number = (uint)position.Batch;
                var share = ShareOf(batch, number, order.Length);
                using var copy = mode.CopyOf(batch);
                var batchLoss = Backward(copy ?? batch, epoch, number, share);
                stepLoss += batchLoss * share;
                position = position with { Batch = position.Batch + 1, LossSum = position.LossSum + (batchLoss * (double)batch.Labels.shape[0]) };
                Images += batch.Labels.shape[0];
                var isStep = position.Batch % recipe.Train.Accumulate == 0 || position.Batch == BatchesPerEpoch;
                var learningRate = LearningRate.At(recipe.Schedule, recipe.Train, Step, StepsPerEpoch);
                if (isStep)
                {
                    learningRate = UpdateWeights(learningRate);
                }

                watch.End(batchLoss, learningRate);
                if (isStep)
                {
                    if (!afterStep((float)stepLoss))
                    {
                        break;
                    }

                    stepLoss = 0;
                    GarbageCollection.CollectIfDue();
                    cancellation.ThrowIfCancellationRequested();
                }
            }
        }

        watch.EndEpoch();
        return position.LossSum / order.Length;
    }

    /// <summary>Adds a batch's part to the gradients of the step, which its first batch clears.</summary>
    private float Backward(Batch batch, int epoch, uint number, double share)
    {
        using var scope = NewDisposeScope();
        if (number % recipe.Train.Accumulate == 0)
        {
            optimizer.zero_grad();
        }

        batches++;
        watch.Begin(batches, epoch, batch, endsEpoch: number + 1 == BatchesPerEpoch);
        var value = LossOf(batch, mixing?.Draw((uint)epoch, number, (int)batch.Images.shape[0], (int)batch.Images.shape[2], (int)batch.Images.shape[3]));
        var batchLoss = value.item<float>();
        if (!float.IsFinite(batchLoss))
        {
            watch.End(batchLoss, LearningRate.At(recipe.Schedule, recipe.Train, Step, StepsPerEpoch));
            throw new NonFiniteLossException(Step + 1, epoch, batchLoss);
        }

        watch.RecordLoss();
        var part = share < 1 ? value * share : value;
        (scaler?.Scaled(part) ?? part).backward();
        watch.RecordGradients();
        return batchLoss;
    }

    /// <summary>Moves the weights, and returns the learning rate that the optimizer moved them by.</summary>
    private double UpdateWeights(double learningRate)
    {
        using var scope = NewDisposeScope();
        foreach (var group in optimizer.ParamGroups)
        {
            group.LearningRate = learningRate;
        }

        var finite = scaler?.Unscale(model.parameters()) ?? true;
        if (recipe.Train.ClipGradNorm is { } most)
        {
            nn.utils.clip_grad_norm_(model.parameters(), most);
        }

        BeforeUpdate?.Invoke(this);
        if (finite)
        {
            optimizer.step();
        }
        else
        {
            StepsLeftOut++;
            position = position with { LeftOut = position.LeftOut + 1 };
        }

        scaler?.After(finite);
        average?.Update();
        Step++;
        return optimizer.ParamGroups.First().LearningRate;
    }

    private Tensor LossOf(Batch batch, BatchMixture? mixture)
    {
        if (mixture is null)
        {
            watch.RecordBatch(batch.Images, [batch.Labels], weight: null);
            return task.Loss(mode.Forward(model, batch.Images), batch.Labels);
        }

        var mixed = MixedBatch.Of(batch, mixture);
        watch.RecordBatch(mixed.Images, [mixed.Own, mixed.Partner], mixed.Weight);
        return mixed.LossOf(mode.Forward(model, mixed.Images), task.Loss);
    }
}
