using System.Text;
using System.Text.Json;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Samples;
using Lockstep.Vision.Drawing;
using Lockstep.Vision.Evaluation;
using Lockstep.Vision.Images;
using Lockstep.Vision.Loading;

namespace Lockstep.Vision.Reports;

/// <summary>What a finished run leaves for people to look at, beside its confusion matrix. No part of the result ID.</summary>
/// <param name="validate">Gives the validation of the best checkpoint; asked for only where something is missing.</param>
internal sealed class RunArtifacts(RunFolder folder, RunRecord record, Recipe recipe, Dataset data, SampleDecoder decoder, Func<Validation> validate)
{
    private const int MostSamples = 24;

    internal static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The names of those that <see cref="WriteMissing"/> writes, but for TensorBoard's, whose name holds a time.</summary>
    public static IReadOnlyList<string> Names { get; } = ["confusion_matrix.png", "curves.png", "per_class.csv", "predictions.csv", "predictions.png", "report.html", "report.json"];

    /// <summary>Writes what is not there, each whole or not at all; one that can't be written keeps no other from it.</summary>
    /// <returns>The names of those that could not be written, each with the reason.</returns>
    public IReadOnlyList<(string Name, string Reason)> WriteMissing()
    {
        var validation = new Lazy<Validation>(validate);
        var report = new Lazy<ClassificationReport>(() => ClassificationReport.Of(validation.Value));
        var metrics = new Lazy<Metric[]>(() => [.. MetricsLog.Read(folder.MetricsPath)]);
        var curves = new Lazy<Sketch>(() => CurvesDrawing.Of(metrics.Value, recipe, StepsPerEpoch(metrics.Value), new Sampler(recipe.Sampler, data, (ulong)recipe.Seed).Length, record.Selection?.Epoch));
        var samples = new Lazy<SamplePrediction[]>(() => [.. SamplePrediction.Worst(validation.Value.Predictions, MostSamples).Select(prediction => new SamplePrediction(prediction, PictureOf(prediction.Sample)))]);
        (string Name, Func<byte[]> Content)[] all =
        [
            ("report.json", () => Utf8(report.Value.ToJson().ToJsonString(Indented) + "\n")),
            ("per_class.csv", () => Utf8(report.Value.ToCsv())),
            ("predictions.csv", () => Utf8(PredictionTable.ToCsv(validation.Value.Confusion.Classes, validation.Value.Predictions))),
            ("confusion_matrix.png", () => ImagePng.Encode(ConfusionDrawing.Of(validation.Value.Confusion).ToImage())),
            ("curves.png", () => ImagePng.Encode(curves.Value.ToImage())),
            (Path.Combine("tensorboard", EventFile.NameFor(record.Started)), () => EventFile.Of(metrics.Value, record.Started)),
            ("predictions.png", () => ImagePng.Encode(PredictionSheet.Of(validation.Value.Confusion.Classes, samples.Value, validation.Value.Predictions.Count(prediction => !prediction.IsCorrect), validation.Value.Predictions.Count))),
            ("report.html", () => Utf8(new HtmlReport(record, folder.ReadLocks(), File.ReadAllText(folder.RecipePath), report.Value, curves.Value, samples.Value, SavedEvaluations.SectionOf(folder)).ToHtml())),
        ];
        var problems = new List<(string Name, string Reason)>();
        foreach (var (name, content) in all.Where(artifact => !folder.HasArtifact(artifact.Name)))
        {
            try
            {
                folder.WriteArtifact(name, content());
            }
            catch (Exception exception) when (exception is LockstepException or IOException or UnauthorizedAccessException)
            {
                problems.Add((name, exception is IOException ? exception.Message.Split(" : '")[0] : exception.Message)); // without the temporary file's name
            }
        }

        return problems;
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

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
