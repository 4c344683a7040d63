using System.Text.Json.Serialization;
using Lockstep.Vision.Training.Optimizers;
using static TorchSharp.torch;

namespace Lockstep.Vision.Training;

/// <summary>All that the rest of a training follows from, besides its recipe and its data.</summary>
/// <param name="Model">Parameters and buffers by name.</param>
/// <param name="Average">Their moving average; null where the recipe has none.</param>
/// <param name="Optimizer">By parameter and part, as <c>fc.weight/momentum</c>.</param>
internal sealed record TrainingState(
    TrainingFacts Facts,
    IReadOnlyDictionary<string, Tensor> Model,
    IReadOnlyDictionary<string, Tensor>? Average,
    IReadOnlyDictionary<string, Tensor> Optimizer) : IDisposable
{
    /// <summary>Names of the tensors in which something is NaN or infinite, in their order.</summary>
    public IEnumerable<string> NonFinite() =>
        new[] { ("model", Model), ("average", Average), ("optimizer", Optimizer) }
            .SelectMany(part => (part.Item2 ?? new Dictionary<string, Tensor>())
                .Where(item => !IsFinite(item.Value)).Select(item => $"{part.Item1}: {item.Key}").Order(StringComparer.Ordinal));

    /// <summary>Only for one that was read from files: the tensors of a captured one are the training's own.</summary>
    public void Dispose()
    {
        foreach (var tensor in Model.Values.Concat(Average?.Values ?? []).Concat(Optimizer.Values))
        {
            tensor.Dispose();
        }
    }

    private static bool IsFinite(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return !tensor.is_floating_point() || tensor.isfinite().all().item<bool>();
    }
}

/// <summary>What of it is no tensor.</summary>
internal sealed record TrainingFacts
{
    /// <summary>From 1: the one that goes on.</summary>
    public required int Epoch { get; init; }

    /// <summary>Batches of that epoch that are done.</summary>
    public required int Batch { get; init; }

    /// <summary>The loss summed over the samples of those.</summary>
    public required double LossSum { get; init; }

    /// <summary>Optimizer steps done since the beginning.</summary>
    public required long Step { get; init; }

    /// <summary>Batches done since the beginning.</summary>
    public required long Batches { get; init; }

    public required long Images { get; init; }

    /// <summary>Steps of those of the epoch that moved no weight.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int LeftOut { get; init; }

    /// <summary>Those since the beginning.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long StepsLeftOut { get; init; }

    /// <summary>libtorch's generator. The draws of order and augmentation have no state but seed and epoch.</summary>
    public required byte[] Generator { get; init; }

    /// <summary>The GPU's own; null for a training on the CPU.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public byte[]? DeviceGenerator { get; init; }

    /// <summary>Null where the precision needs none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GradientScale? GradientScale { get; init; }

    /// <summary>Those that learn, in the optimizer's order.</summary>
    public required IReadOnlyList<ParameterFacts> Parameters { get; init; }

    /// <summary>Spent so far; no result depends on it.</summary>
    public required double TrainingSeconds { get; init; }

    public double? LedgerSeconds { get; init; }
}
