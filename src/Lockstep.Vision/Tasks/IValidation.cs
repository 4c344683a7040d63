using System.Text.Json.Nodes;

namespace Lockstep.Vision.Tasks;

/// <summary>How a network does on the validation samples, as its task judges it.</summary>
public interface IValidation
{
    /// <summary>Over the samples, by the loss that it is trained with; NaN where none was asked for.</summary>
    double Loss { get; }

    /// <summary>Whether the model drew random numbers for it.</summary>
    bool Draws { get; }

    /// <summary>Every figure, for <c>metrics.jsonl</c>.</summary>
    IEnumerable<(string Name, double Value)> Metrics { get; }

    /// <summary>Those that are part of the result ID when they are the last epoch's, by their names in <c>run.json</c>.</summary>
    IReadOnlyList<(string Name, double Value)> Final { get; }

    /// <summary>The same in words, for a line about an epoch.</summary>
    IReadOnlyList<string> Summary { get; }

    /// <summary>The value by which the best epoch is chosen; NaN where the validation says nothing of the network.</summary>
    /// <param name="metric">As the recipe's <c>checkpoint.metric</c> names it.</param>
    double Deciding(string metric);

    /// <summary>All that is said of it where a finished model is evaluated, without the loss.</summary>
    JsonObject ToJson();
}
