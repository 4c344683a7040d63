using System.Text.Json;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Samples;
using Lockstep.Vision.Drawing;
using Lockstep.Vision.Images;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Tasks;

namespace Lockstep.Vision.Reports;

/// <summary>What a finished run leaves for people to look at: how it went, and what its task shows of it. No part of the result ID.</summary>
/// <param name="validate">Gives the validation of the best checkpoint; asked for only where something is missing.</param>
internal sealed class RunArtifacts(
    ITask task, RunFolder folder, RunRecord record, Recipe recipe, Dataset data, SampleDecoder decoder, Func<IValidation> validate)
{
    internal static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes what is not there, each whole or not at all; one that can't be written keeps no other from it.</summary>
    /// <returns>The names of those that could not be written, each with the reason.</returns>
    public IReadOnlyList<(string Name, string Reason)> WriteMissing()
    {
        var metrics = new Lazy<Metric[]>(() => [.. MetricsLog.Read(folder.MetricsPath)]);
        var curves = new Lazy<Sketch>(() => CurvesDrawing.Of(
            metrics.Value, recipe, StepsPerEpoch(metrics.Value), new Sampler(recipe.Sampler, data, (ulong)recipe.OrderSeed).Length,
            record.Selection?.Epoch, task.Curves));
        Artifact[] all =
        [
            new("curves.png", () => ImagePng.Encode(curves.Value.ToImage())),
            new(Path.Combine("tensorboard", EventFile.NameFor(record.Started)), () => EventFile.Of(metrics.Value, record.Started)),
            .. task.ArtifactsOf(new FinishedTraining(folder, record, decoder.Decode, new Lazy<IValidation>(validate), curves)),
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

    private static int StepsPerEpoch(Metric[] metrics) =>
        metrics.LastOrDefault(metric => metric.Phase == "val") is { } last ? (int)Math.Max(1, last.Step / last.Epoch) : 1;
}
