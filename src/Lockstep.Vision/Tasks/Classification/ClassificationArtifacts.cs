using System.Text;
using Lockstep.Compare;
using Lockstep.Samples.Formats;
using Lockstep.Vision.Evaluation;
using Lockstep.Vision.Images;
using Lockstep.Vision.Reports;

namespace Lockstep.Vision.Tasks.Classification;

/// <summary>Tables and pictures of which class was taken for which, and of the images that are farthest from right.</summary>
internal static class ClassificationArtifacts
{
    private const int MostSamples = 24;

    public static IReadOnlyList<Artifact> Of(FinishedTraining training)
    {
        var validation = new Lazy<Validation>(() => (Validation)training.Best.Value);
        var report = new Lazy<ClassificationReport>(() => ClassificationReport.Of(validation.Value));
        var samples = new Lazy<SamplePrediction[]>(() => [.. SamplePrediction.Worst(validation.Value.Predictions, MostSamples)
            .Select(prediction => new SamplePrediction(prediction, PictureOf(prediction.Sample.Source, training.Decode)))]);
        return
        [
            new("report.json", () => Utf8(report.Value.ToJson().ToJsonString(RunArtifacts.Indented) + "\n")),
            new("per_class.csv", () => Utf8(report.Value.ToCsv())),
            new("predictions.csv", () => Utf8(PredictionTable.ToCsv(validation.Value.Confusion.Classes, validation.Value.Predictions))),
            new("confusion_matrix.png", () => ImagePng.Encode(ConfusionDrawing.Of(validation.Value.Confusion).ToImage())),
            new("predictions.png", () => ImagePng.Encode(SheetOf(validation.Value, samples.Value))),
            new("report.html", () => Utf8(HtmlOf(training, report.Value, samples.Value))),
        ];
    }

    private static Image SheetOf(Validation validation, SamplePrediction[] samples) => PredictionSheet.Of(
        validation.Confusion.Classes, samples, validation.Predictions.Count(prediction => !prediction.IsCorrect), validation.Predictions.Count);

    private static string HtmlOf(FinishedTraining training, ClassificationReport report, SamplePrediction[] samples) => new HtmlReport(
        training.Record,
        training.Folder.ReadLocks(),
        File.ReadAllText(training.Folder.RecipePath),
        FirstLosses.Of(training.Folder, CancellationToken.None),
        report,
        training.Curves.Value,
        samples,
        SavedEvaluations.SectionOf(training.Folder)).ToHtml();

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static Image? PictureOf(SampleSource source, Func<SampleSource, Image> decode)
    {
        try
        {
            return Thumbnail.Of(decode(source), PredictionSheet.ThumbnailSide);
        }
        catch (LockstepException)
        {
            // It was there a moment ago; the rest is worth having without it.
            return null;
        }
    }
}
