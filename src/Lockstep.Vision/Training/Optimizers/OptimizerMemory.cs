using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Lockstep.Vision.Training.Optimizers;

/// <summary>What an optimizer remembers of each parameter between two steps, read and put back to the bit.</summary>
/// <remarks>
/// TorchSharp's own <c>load_state_dict</c> loses the layout of tensors, and fails where SGD has no momentum yet. Also kept is which parameters have
/// gradients: zeroed ones are moved by momentum and decay, absent ones (of a layer that no step has used yet) are not.
/// </remarks>
internal sealed class OptimizerMemory
{
    private readonly (string Name, Parameter Parameter, OptimizerState State)[] items;

    /// <param name="exempt">Names of those that weight decay leaves alone, as the optimizer was built with.</param>
    public OptimizerMemory(optim.Optimizer optimizer, IReadOnlyList<(string Name, Parameter Parameter)> parameters, IReadOnlyCollection<string> exempt)
    {
        // The exempt ones are a group after the others.
        (string Name, Parameter Parameter)[] ordered =
            [.. parameters.Where(item => !exempt.Contains(item.Name)), .. parameters.Where(item => exempt.Contains(item.Name))];
        var states = ((OptimizerHelper)optimizer).state_dict().State;
        items = [.. ordered.Zip(states, (item, state) => (item.Name, item.Parameter, state))];
    }

    /// <summary>By parameter and what it is of it, as <c>fc.weight/momentum</c>. The optimizer's own tensors.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => items
        .SelectMany(item => TensorsOf(item.State).Select(tensor => KeyValuePair.Create($"{item.Name}/{tensor.Name}", tensor.Tensor)))
        .ToDictionary(StringComparer.Ordinal);

    public IReadOnlyList<ParameterFacts> Facts => [.. items.Select(item =>
    {
        using var gradient = item.Parameter.grad;
        return new ParameterFacts(item.Name, StepOf(item.State), gradient is { } some ? some.stride() : null, TensorsOf(item.State)
            .ToDictionary(tensor => tensor.Name, tensor => tensor.Tensor.stride()));
    })];

    /// <summary>Why a memory can't be put back here; null where it can.</summary>
    public string? Misfit(IReadOnlyList<ParameterFacts> facts, IReadOnlyDictionary<string, Tensor> tensors)
    {
        if (!facts.Select(fact => fact.Name).SequenceEqual(items.Select(item => item.Name), StringComparer.Ordinal))
        {
            return $"the optimizer's memory is of {facts.Count} parameters, from '{(facts is [var first, ..] ? first.Name : "")}' on; "
                + $"this model trains {items.Length}, from '{items[0].Name}' on";
        }

        var expected = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (item, fact) in items.Zip(facts))
        {
            var possible = PossibleOf(item.State);
            foreach (var (part, strides) in fact.Buffers)
            {
                var name = $"{item.Name}/{part}";
                expected.Add(name);
                if (!possible.Contains(part) || !tensors.TryGetValue(name, out var tensor)
                    || !tensor.shape.AsSpan().SequenceEqual(item.Parameter.shape) || !IsDense(tensor.shape, strides))
                {
                    return $"the optimizer's memory '{name}' is not there, or of another shape or optimizer";
                }
            }

            if (fact.Step < 0 || (fact.Gradient is { } layout && !IsDense(item.Parameter.shape, layout))
                || TensorsOf(item.State).Any(tensor => !fact.Buffers.ContainsKey(tensor.Name)))
            {
                return $"what the optimizer knows of '{item.Name}' is incomplete";
            }
        }

        return tensors.Keys.FirstOrDefault(name => !expected.Contains(name)) is { } more ? $"nothing says what the optimizer's memory '{more}' is" : null;
    }

    /// <summary>Puts back what fits.</summary>
    public void Restore(IReadOnlyList<ParameterFacts> facts, IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var still = no_grad();
        foreach (var ((name, parameter, state), fact) in items.Zip(facts))
        {
            foreach (var (part, strides) in fact.Buffers)
            {
                Put(state, part, Laid(tensors[$"{name}/{part}"], strides, parameter.device));
            }

            SetStep(state, fact.Step);
            if (fact.Gradient is { } layout)
            {
                using var zeros = zeros_like(parameter);
                parameter.grad = Laid(zeros, layout, parameter.device);
            }
        }
    }

    private static Tensor Laid(Tensor values, long[] strides, Device device)
    {
        var laid = empty_strided(values.shape, strides, values.dtype, device);
        laid.copy_(values);
        return laid.DetachFromDisposeScope();
    }

    /// <summary>Whether a tensor with these strides has each of its numbers once and nothing between: others would read or write what isn't theirs.</summary>
    private static bool IsDense(long[] shape, long[] strides)
    {
        if (shape.Length != strides.Length)
        {
            return false;
        }

        var next = 1L;
        foreach (var (size, stride) in shape.Zip(strides).Where(pair => pair.First != 1).OrderBy(pair => pair.Second))
        {
            if (stride != next)
            {
                return shape.Contains(0);
            }

            next *= size;
        }

        return strides.All(stride => stride is >= 0 and <= int.MaxValue);
    }

    private static IEnumerable<(string Name, Tensor Tensor)> TensorsOf(OptimizerState state) => (state switch
    {
        SGD.State sgd => ((string Name, Tensor? Tensor)[])[("momentum", sgd.momentum_buffer)],
        Adam.State adam => [("mean", adam.exp_avg), ("square", adam.exp_avg_sq)],
        AdamW.State adam => [("mean", adam.exp_avg), ("square", adam.exp_avg_sq)],
        RMSProp.State rms => [("square", rms.square_avg), ("mean", rms.grad_avg), ("momentum", rms.momentum_buffer)],
        _ => throw Unknown(state),
    }).Where(item => item.Tensor is not null).Select(item => (item.Name, item.Tensor!)); // those that are null were left out

    private static string[] PossibleOf(OptimizerState state) => state switch
    {
        SGD.State => ["momentum"],
        Adam.State or AdamW.State => ["mean", "square"],
        RMSProp.State => ["square", "mean", "momentum"],
        _ => throw Unknown(state),
    };

    private static void Put(OptimizerState state, string part, Tensor tensor)
    {
        Tensor? before;
        switch (state, part)
        {
            case (SGD.State sgd, "momentum"):
                (before, sgd.momentum_buffer) = (sgd.momentum_buffer, tensor);
                break;
            case (Adam.State adam, "mean"):
                (before, adam.exp_avg) = (adam.exp_avg, tensor);
                break;
            case (Adam.State adam, "square"):
                (before, adam.exp_avg_sq) = (adam.exp_avg_sq, tensor);
                break;
            case (AdamW.State adam, "mean"):
                (before, adam.exp_avg) = (adam.exp_avg, tensor);
                break;
            case (AdamW.State adam, "square"):
                (before, adam.exp_avg_sq) = (adam.exp_avg_sq, tensor);
                break;
            case (RMSProp.State rms, "square"):
                (before, rms.square_avg) = (rms.square_avg, tensor);
                break;
            case (RMSProp.State rms, "mean"):
                (before, rms.grad_avg) = (rms.grad_avg, tensor);
                break;
            case (RMSProp.State rms, "momentum"):
                (before, rms.momentum_buffer) = (rms.momentum_buffer, tensor);
                break;
            default:
                throw Unknown(state);
        }

        before?.Dispose();
    }

    private static long StepOf(OptimizerState state) => state switch
    {
        SGD.State => 0,
        Adam.State adam => adam.step,
        AdamW.State adam => adam.step,
        RMSProp.State rms => rms.step,
        _ => throw Unknown(state),
    };

    private static void SetStep(OptimizerState state, long step)
    {
        switch (state)
        {
            case Adam.State adam:
                adam.step = step;
                break;
            case AdamW.State adam:
                adam.step = step;
                break;
            case RMSProp.State rms:
                rms.step = step;
                break;
        }
    }

    private static ArgumentException Unknown(OptimizerState state) => new($"Nothing is known of what a {state.GetType()} holds.");
}
