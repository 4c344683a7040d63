using Lockstep.Samples;
using Lockstep.Vision.Evaluation;
using Lockstep.Vision.Losses;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tasks.Classification;

/// <summary>Gathers predictions, counts which class is taken for which, and sums the loss.</summary>
/// <param name="loss">One that no batch was added to; null for none.</param>
/// <param name="scores">As <see cref="ClassScores.KindFor"/> names it.</param>
internal sealed class ClassificationPass(IReadOnlyList<string> classes, ValidationLoss? loss, string scores) : IValidationPass
{
    private readonly ConfusionMatrix confusion = new(classes);
    private readonly List<Prediction> predictions = [];

    public void Add(Tensor outputs, IReadOnlyList<Sample> samples)
    {
        float[][] rows = [.. ValidationLoop.Rows(outputs)];
        loss?.Add(rows, [.. samples.Select(sample => sample.Class)]);
        foreach (var (sample, (own, predicted)) in samples.Zip(rows.Zip(outputs.argmax(1).data<long>())))
        {
            var prediction = Prediction.Of(sample, ClassScores.Of(own, scores), (int)predicted);
            predictions.Add(prediction);
            confusion.Add(sample.Class, prediction.Predicted);
        }
    }

    public IValidation Result(bool draws) => new Validation(loss?.Value ?? double.NaN, confusion, predictions) { Draws = draws };
}
