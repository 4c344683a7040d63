using Lockstep.Vision.Evaluation;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Reports;

/// <summary>A prediction with its picture.</summary>
/// <param name="Picture">As decoded, small; null where it can't be read any more.</param>
internal sealed record SamplePrediction(Prediction Prediction, Image? Picture)
{
    /// <summary>Worth a look: mistakes, the surest first, and then the least sure of the right ones.</summary>
    public static IEnumerable<Prediction> Worst(IEnumerable<Prediction> predictions, int count) => predictions
        .OrderBy(prediction => prediction.IsCorrect)
        .ThenBy(prediction => prediction.IsCorrect ? prediction.Confidence : -prediction.Confidence)
        .ThenBy(prediction => prediction.Sample.Id)
        .Take(count);
}
