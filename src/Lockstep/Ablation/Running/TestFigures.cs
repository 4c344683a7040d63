using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Ablation.Suites;
using Lockstep.Runs;

namespace Lockstep.Ablation.Running;

/// <summary>What a finished training keeps of its test images, once they were evaluated: a metric such as <c>testAccuracy</c> is taken from there.</summary>
internal static class TestFigures
{
    /// <summary>How a command line of this program evaluates a run's best checkpoint on them, and keeps the figures in the run.</summary>
    public static IReadOnlyList<string> ArgumentsFor(RunFolder run, string runs) => ["evaluate", run.FullPath, "--split", "test", "--save", "--runs", runs];

    /// <summary>The artifact that <c>evaluate --save</c> leaves.</summary>
    /// <returns>Null where there is none yet, or one of another checkpoint than the best.</returns>
    public static JsonObject? Of(RunFolder run)
    {
        try
        {
            return run.TryReadArtifact("test.json") is { } text && JsonNode.Parse(text) is JsonObject figures
                && figures["checkpoint"] is JsonValue checkpoint && checkpoint.TryGetValue<string>(out var name) && name == "best" ? figures : null;
        }
        catch (JsonException)
        {
            return null; // made by hand; it is evaluated anew
        }
    }

    /// <summary>A metric of the suite as a finished run has it: its own, or that of its test images.</summary>
    /// <returns>Null where it has none.</returns>
    public static double? ValueOf(Suite suite, RunFolder run, RunRecord record) => suite.TestFigure is { } figure
        ? Of(run)?[figure] is JsonValue value && value.TryGetValue<double>(out var number) ? number : null
        : record.Metrics.TryGetValue(suite.Metric, out var found) ? found : null;

    /// <summary>The names that <see cref="ValueOf"/> knows of a run.</summary>
    public static IEnumerable<string> NamesOf(Suite suite, RunFolder run, RunRecord record) => suite.TestFigure is null
        ? record.Metrics.Keys
        : (Of(run) ?? []).Where(item => item.Value?.GetValueKind() == JsonValueKind.Number)
            .Select(item => Suite.TestPrefix + char.ToUpperInvariant(item.Key[0]) + item.Key[1..]);
}
