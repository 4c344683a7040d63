using Lockstep.Recipes;
using Lockstep.Samples;
using Lockstep.Vision.Loading;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tasks;

/// <summary>
/// What a network is trained to do: what it is asked for, how its answers are judged, and what is shown of them. Training itself knows no more of it.
/// </summary>
internal interface ITask
{
    /// <summary>How many numbers the network gives for an image.</summary>
    int Outputs { get; }

    /// <summary>The values of the recipe's <c>checkpoint.metric</c>, by which the best epoch can be chosen.</summary>
    IReadOnlyList<BestChoice> Choices { get; }

    /// <summary>The names in <c>metrics.jsonl</c> of the validation's metrics that have a curve in a panel of their own.</summary>
    IReadOnlyList<string> Curves { get; }

    /// <summary>The names in <c>metrics.jsonl</c> of all of the validation's metrics.</summary>
    IReadOnlyList<string> Metrics { get; }

    /// <summary>Those of them that go from 0 to 1.</summary>
    IReadOnlyList<string> Scores { get; }

    /// <summary>Checks what only the data can tell of a recipe.</summary>
    /// <exception cref="RecipeException">The recipe and the data don't fit.</exception>
    void Check(ResolvedRecipe recipe);

    /// <summary>What the network should answer for a batch. The first dimension is the samples'.</summary>
    Tensor Collate(IReadOnlyList<Sample> samples);

    /// <summary>The mean loss of a batch, a single number that has gradients.</summary>
    /// <param name="outputs">Of the network.</param>
    /// <param name="targets">As <see cref="Collate"/> made them, on the device.</param>
    Tensor Loss(Tensor outputs, Tensor targets);

    /// <summary>A validation that has seen no batch yet.</summary>
    /// <param name="withLoss">Whether to compute the loss.</param>
    IValidationPass Validate(bool withLoss);

    /// <summary>What of the model is in no checkpoint, for <c>artifacts/model.json</c>.</summary>
    string CardOf(ImageSize input);

    /// <summary>What is kept of a validation as soon as its epoch is the best so far.</summary>
    IReadOnlyList<Artifact> ArtifactsOfBest(IValidation validation, int epoch);

    /// <summary>What a finished run leaves for people to look at, beside what every training leaves.</summary>
    IReadOnlyList<Artifact> ArtifactsOf(FinishedTraining training);
}

/// <param name="Metric">As the recipe names it.</param>
/// <param name="IsHigherBetter">Else a lower value is the better one.</param>
internal sealed record BestChoice(string Metric, bool IsHigherBetter);

/// <param name="Name">Its path below <c>artifacts</c>.</param>
internal sealed record Artifact(string Name, Func<byte[]> Content);
