using System.Text.Json;
using Lockstep.Data;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Vision.Evaluation;
using Lockstep.Vision.Images;
using Lockstep.Vision.Loading;

namespace Lockstep.Vision.Reports;

/// <summary>What a finished run leaves for people to look at, beside its confusion matrix. No part of the result ID.</summary>
/// <param name="validation">Of the best checkpoint.</param>
internal sealed class RunArtifacts(RunFolder folder, RunRecord record, Recipe recipe, Dataset data, SampleDecoder decoder, Validation validation)
{
    private const int MostSamples = 24;

    internal static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The names of those that <see cref="Write"/> writes, but for TensorBoard's, whose name holds a time.</summary>
    public static IReadOnlyList<string> Names { get; } = ["confusion_matrix.png", "curves.png", "per_class.csv", "predictions.csv", "predictions.png", "report.html", "report.json"];

    public void Write()
    {
        var report = ClassificationReport.Of(validation);
        folder.WriteArtifact("report.json", report.ToJson().ToJsonString(Indented) + "\n");
        folder.WriteArtifact("per_class.csv", report.ToCsv());
        folder.WriteArtifact("predictions.csv", PredictionTable.ToCsv(validation.Confusion.Classes, validation.Predictions));
        folder.WriteArtifact("confusion_matrix.png", ImagePng.Encode(ConfusionDrawing.Of(validation.Confusion).ToImage()));

        var metrics = MetricsLog.Read(folder.MetricsPath).ToArray();
        var curves = CurvesDrawing.Of(metrics, recipe, StepsPerEpoch(metrics), new Sampler(recipe.Sampler, data, (ulong)recipe.Seed).Length, record.Selection?.Epoch);
        folder.WriteArtifact("curves.png", ImagePng.Encode(curves.ToImage()));
        folder.WriteArtifact(Path.Combine("tensorboard", EventFile.NameFor(record.Started)), EventFile.Of(metrics, record.Started));

        SamplePrediction[] samples = [.. SamplePrediction.Worst(validation.Predictions, MostSamples).Select(prediction => new SamplePrediction(prediction, PictureOf(prediction.Sample)))];
        folder.WriteArtifact("predictions.png", ImagePng.Encode(PredictionSheet.Of(validation.Confusion.Classes, samples, validation.Predictions.Count(prediction => !prediction.IsCorrect), validation.Predictions.Count)));
        folder.WriteArtifact("report.html", new HtmlReport(record, folder.ReadLocks(), File.ReadAllText(folder.RecipePath), report, curves, samples, SavedEvaluations.SectionOf(folder)).ToHtml());
    }

    private static int StepsPerEpoch(Metric[] metrics) =>
        metrics.LastOrDefault(metric => metric.Phase == "val") is { } last ? (int)Math.Max(1, last.Step / last.Epoch) : 1;

    private Image? PictureOf(Sample sample)
    {
        try
        {
            return Thumbnail.Of(decoder.Decode(sample.Source), PredictionSheet.ThumbnailSide);
        }
        catch (LockstepException)
        {
            // It was there a moment ago; the rest is worth having without it.
            return null;
        }
    }
}
