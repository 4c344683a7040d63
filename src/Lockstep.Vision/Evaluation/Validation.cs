using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Vision.Losses;
using Lockstep.Vision.Tasks;

namespace Lockstep.Vision.Evaluation;

/// <summary>How a model does on the validation samples.</summary>
/// <param name="Loss">Over the samples, by the loss that it is trained with (<see cref="ValidationLoss"/>); NaN where none was asked for.</param>
/// <param name="Predictions">In the order of the samples.</param>
public sealed record Validation(double Loss, ConfusionMatrix Confusion, IReadOnlyList<Prediction> Predictions) : IValidation
{
    /// <summary>What the user should know of a model that draws.</summary>
    public const string DrawsWarning = "Model: it draws random numbers in evaluation mode too, as dropout does in a TorchScript module that was traced in "
        + "training mode. Each image is evaluated by itself, with draws from the recipe's seed, so that the figures repeat; "
        + "but they are not those of the whole network. Write the module with 'torch.jit.script(model)', which heeds eval().";

    internal const string AccuracyChoice = "val_accuracy";
    internal const string LossChoice = "val_loss";
    internal const string AccuracyMetric = "accuracy";
    internal const string LossMetric = "loss";

    /// <inheritdoc/>
    public bool Draws { get; init; }

    /// <inheritdoc/>
    public IEnumerable<(string Name, double Value)> Metrics
    {
        get
        {
            yield return (LossMetric, Loss);
            yield return (AccuracyMetric, Confusion.Accuracy);
            for (var index = 0; index < Confusion.Classes.Count; index++)
            {
                yield return (PrecisionOf(Confusion.Classes[index]), Confusion.Precision(index));
                yield return (RecallOf(Confusion.Classes[index]), Confusion.Recall(index));
            }
        }
    }

    internal static string PrecisionOf(string className) => $"precision/{className}";

    internal static string RecallOf(string className) => $"recall/{className}";

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, double Value)> Final => [("valLoss", Loss), ("valAccuracy", Confusion.Accuracy)];

    /// <inheritdoc/>
    public IReadOnlyList<string> Summary =>
        [
            string.Create(CultureInfo.InvariantCulture, $"val loss {Loss:F4}"),
            string.Create(CultureInfo.InvariantCulture, $"val accuracy {Confusion.Accuracy:P2}")
        ];

    /// <inheritdoc/>
    /// <remarks>NaN where no image got scores that are numbers: an accuracy says nothing then.</remarks>
    public double Deciding(string metric) => Predictions.All(prediction => prediction.Predicted == Prediction.None) ? double.NaN : metric switch
    {
        AccuracyChoice => Confusion.Accuracy,
        LossChoice => Loss,
        _ => throw new ArgumentException($"Nothing is chosen by '{metric}'.", nameof(metric)),
    };

    /// <inheritdoc/>
    public JsonObject ToJson()
    {
        var json = ClassificationReport.Of(this).ToJson();
        json["classes"] = new JsonArray([.. Confusion.Classes.Select(name => JsonValue.Create(name))]);
        json.Add(Confusion.CountsJson());
        return json;
    }
}
