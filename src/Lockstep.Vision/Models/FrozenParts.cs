using Lockstep.Text;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Models;

/// <summary>The parts of a model that don't learn: parameters without gradient, and batch norm that keeps its statistics.</summary>
internal sealed class FrozenParts
{
    private const string Statistics = ".running_mean";

    private readonly Module[] still;

    private FrozenParts(Module[] still) => this.still = still;

    /// <summary>Freezes what the patterns name.</summary>
    /// <exception cref="LockstepException">A pattern fits no parameter, or they leave nothing to train.</exception>
    public static FrozenParts Of(Module model, IReadOnlyList<string> patterns)
    {
        if (patterns.Count == 0)
        {
            return new FrozenParts([]);
        }

        (string Name, Parameter Parameter)[] parameters = [.. model.named_parameters()];
        foreach (var pattern in patterns)
        {
            var whole = NamePattern.Of(pattern);
            var fitting = parameters.Where(parameter => whole.IsMatch(parameter.Name)).ToArray();
            if (fitting.Length == 0)
            {
                throw new LockstepException($"no parameter's name fits the pattern '{pattern}'.{Suggestion(pattern, parameters)} The model's names go from "
                    + $"'{parameters[0].Name}' to '{parameters[^1].Name}'.");
            }

            foreach (var (_, parameter) in fitting)
            {
                parameter.requires_grad = false;
            }
        }

        return parameters.Any(named => named.Parameter.requires_grad)
            ? new FrozenParts(BatchNorms(model, parameters))
            : throw new LockstepException($"the patterns freeze {(parameters.Length == 1 ? "the one parameter" : $"all {parameters.Length} parameters")}, "
                + "so that nothing is left to train.");
    }

    /// <summary>Call it whenever the model was put into training: frozen batch norm goes on by its statistics, and leaves them.</summary>
    public void KeepStatistics()
    {
        foreach (var module in still)
        {
            module.eval();
        }
    }

    private static Module[] BatchNorms(Module model, (string Name, Parameter Parameter)[] parameters)
    {
        bool IsFrozen(string module)
        {
            var own = parameters.Where(named => named.Name.StartsWith(module + ".", StringComparison.Ordinal)).ToArray();
            return own.Length > 0 && !Array.Exists(own, named => named.Parameter.requires_grad);
        }

        var names = model.named_buffers().Select(buffer => buffer.name).Where(name => name.EndsWith(Statistics, StringComparison.Ordinal))
            .Select(name => name[..^Statistics.Length]).Where(IsFrozen).ToHashSet(StringComparer.Ordinal);
        return [.. model.named_modules().Where(module => names.Contains(module.name)).Select(module => module.module)];
    }

    /// <summary>The nearest name, or the nearest beginning of names.</summary>
    private static string Suggestion(string pattern, (string Name, Parameter Parameter)[] parameters)
    {
        var beginnings = parameters.SelectMany(
            named => Enumerable.Range(0, named.Name.Length).Where(place => named.Name[place] == '.').Select(place => named.Name[..place] + ".*"))
            .Distinct(StringComparer.Ordinal);
        var nearest = NearestName.Of(pattern, [.. parameters.Select(named => named.Name), .. beginnings]);
        return nearest is null ? "" : $" Did you mean '{nearest}'?";
    }
}
