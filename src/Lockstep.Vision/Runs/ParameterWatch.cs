using System.Text.RegularExpressions;
using Lockstep.Smoke;
using Lockstep.Text;
using Lockstep.Vision.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Lockstep.Vision.Runs;

/// <summary>Which parameters of a model in training get gradients, and which move.</summary>
internal sealed class ParameterWatch : IDisposable
{
    private readonly (string Name, Parameter Parameter, Tensor Before)[] all;
    private readonly HashSet<string> withGradient = new(StringComparer.Ordinal);
    private double highestRate;

    /// <summary>To be made before the first step, which it then watches.</summary>
    public ParameterWatch(Trainer trainer)
    {
        using var scope = NewDisposeScope();
        all = [.. trainer.Model.named_parameters().Select(named => (named.name, named.parameter, named.parameter.detach().clone().MoveToOuterDisposeScope()))];
        trainer.BeforeUpdate = See;
    }

    /// <summary>The largest learning rate of any step so far.</summary>
    public double HighestRate => highestRate;

    /// <param name="mayRest">Patterns of the names of those that need not move.</param>
    public IReadOnlyList<SmokeParameter> Found(IEnumerable<string> mayRest)
    {
        using var scope = NewDisposeScope();
        Regex[] patterns = [.. mayRest.Select(NamePattern.Of)];
        return
        [
            .. all.Select(one => new SmokeParameter(
                one.Name,
                one.Parameter.requires_grad,
                Array.Exists(patterns, pattern => pattern.IsMatch(one.Name)),
                withGradient.Contains(one.Name),
                !one.Parameter.detach().eq(one.Before).all().item<bool>()))
        ];
    }

    public void Dispose()
    {
        foreach (var (_, _, before) in all)
        {
            before.Dispose();
        }
    }

    private void See(Trainer trainer)
    {
        using var scope = NewDisposeScope();
        highestRate = Math.Max(highestRate, trainer.Optimizer.ParamGroups.Max(group => group.LearningRate));
        foreach (var (name, parameter, _) in all)
        {
            if (!withGradient.Contains(name) && parameter.requires_grad && parameter.grad is { } gradient && gradient.any().item<bool>())
            {
                withGradient.Add(name);
            }
        }
    }
}
