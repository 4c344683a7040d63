using Lockstep.Vision.Native;
using static TorchSharp.torch;

namespace Lockstep.Vision.Training;

internal sealed partial class Trainer
{
    /// <summary>All that the rest follows from; to be asked for between two steps. The tensors are the training's own, and change with the next step.</summary>
    public TrainingState Capture()
    {
        using var generator = get_rng_state();
        return new TrainingState(
            new TrainingFacts
            {
                Epoch = position.Epoch,
                Batch = position.Batch,
                LossSum = position.LossSum,
                LeftOut = position.LeftOut,
                StepsLeftOut = StepsLeftOut,
                Step = Step,
                Batches = batches,
                Images = Images,
                Generator = generator.bytes.ToArray(),
                DeviceGenerator = Generators.StateOf(mode.Device),
                GradientScale = scaler?.State,
                Parameters = memory.Facts,
                TrainingSeconds = TrainingTime.TotalSeconds,
                LedgerSeconds = LedgerTime?.TotalSeconds,
            },
            model.state_dict(),
            average?.Weights,
            memory.Tensors);
    }

    /// <summary>Why training can't resume from a state; null where it can.</summary>
    public string? Misfit(TrainingState state)
    {
        var facts = state.Facts;
        if (facts.Epoch < 1 || facts.Epoch > recipe.Train.Epochs || facts.Batch < 0 || facts.Batch > BatchesPerEpoch
            || facts.Step < 0 || facts.Images < 0 || facts.LeftOut < 0 || facts.LeftOut > facts.StepsLeftOut || facts.StepsLeftOut > facts.Step
            || facts.Batches != ((facts.Epoch - 1L) * BatchesPerEpoch) + facts.Batch
            || (facts.Batch % recipe.Train.Accumulate != 0 && facts.Batch != BatchesPerEpoch))
        {
            return $"epoch {facts.Epoch}, batch {facts.Batch} is no place in a training of {recipe.Train.Epochs} epochs of {BatchesPerEpoch} batches";
        }

        using var generator = get_rng_state();
        if (facts.Generator.Length != generator.numel())
        {
            return $"the generator's state has {facts.Generator.Length} bytes, expected {generator.numel()}";
        }

        if (facts.DeviceGenerator?.Length is var bytes && bytes != Generators.StateOf(mode.Device)?.Length)
        {
            return $"the state of the device's generator has {bytes ?? 0} bytes, expected {Generators.StateOf(mode.Device)?.Length ?? 0}";
        }

        if (scaler is null ? facts.GradientScale is not null : GradientScaler.Misfit(facts.GradientScale) is not null)
        {
            return scaler is null ? "it has a scale of the loss, which the recipe's precision has no need of" : GradientScaler.Misfit(facts.GradientScale);
        }

        if (state.Average is null != average is null)
        {
            return state.Average is null ? "it has no average of the weights" : "it has an average of the weights, which the recipe doesn't take";
        }

        return Misfit("the model", state.Model, model.state_dict())
            ?? (state.Average is null || average is null ? null : Misfit("the average", state.Average, average.Weights))
            ?? memory.Misfit(facts.Parameters, state.Optimizer);
    }

    /// <summary>Goes on from a state that fits: what comes is what would have come after it. Before <see cref="RecordTo"/>.</summary>
    public void Restore(TrainingState state)
    {
        using var scope = NewDisposeScope();
        using (no_grad())
        {
            // Into the tensors that are there, so that their layout stays.
            foreach (var (name, tensor) in model.state_dict())
            {
                tensor.copy_(state.Model[name]);
            }
        }

        if (state.Average is { } before)
        {
            average?.Restore(before);
        }

        var facts = state.Facts;
        memory.Restore(facts.Parameters, state.Optimizer);
        position = new Position(facts.Epoch, facts.Batch, facts.LossSum, facts.LeftOut);
        (Step, batches, Images, StepsLeftOut) = (facts.Step, facts.Batches, facts.Images, facts.StepsLeftOut);
        watch.Restore(TimeSpan.FromSeconds(facts.TrainingSeconds), facts.LedgerSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        set_rng_state(tensor(facts.Generator));
        if (facts.DeviceGenerator is { } own)
        {
            Generators.SetStateOf(mode.Device, own);
        }

        if (facts.GradientScale is { } scale)
        {
            scaler?.Restore(scale);
        }
    }

    private static string? Misfit(string what, IReadOnlyDictionary<string, Tensor> found, IReadOnlyDictionary<string, Tensor> expected)
    {
        foreach (var (name, tensor) in expected)
        {
            if (!found.TryGetValue(name, out var other))
            {
                return $"{what} has no tensor '{name}': it is of another model";
            }

            if (other.dtype != tensor.dtype || !other.shape.AsSpan().SequenceEqual(tensor.shape))
            {
                return $"{what}'s tensor '{name}' is {other.dtype} [{string.Join(", ", other.shape)}], "
                    + $"expected {tensor.dtype} [{string.Join(", ", tensor.shape)}]: it is of another model";
            }
        }

        return found.Keys.FirstOrDefault(name => !expected.ContainsKey(name)) is { } more
            ? $"{what} has a tensor '{more}' that is not expected: it is of another model"
            : null;
    }

    /// <summary>Where training is: in which epoch, behind how many of its batches, with what sum of their losses and how many steps left out.</summary>
    private readonly record struct Position(int Epoch, int Batch, double LossSum, int LeftOut);
}
