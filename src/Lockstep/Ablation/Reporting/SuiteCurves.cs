using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Runs;
using Lockstep.Statistics;

namespace Lockstep.Ablation.Reporting;

/// <summary>What runs of one arm say beside their final metric: how it went over the epochs, and of each class.</summary>
internal static class SuiteCurves
{
    /// <summary>The metric after each epoch, over the runs.</summary>
    public static IReadOnlyList<CurvePoint> Of(IEnumerable<RunFolder> runs, string metric) =>
    [
        .. runs.SelectMany(run => PointsOf(run, metric)).GroupBy(point => point.Epoch).OrderBy(epoch => epoch.Key).Select(epoch =>
        {
            double[] values = [.. epoch.Select(point => point.Value)];
            return new CurvePoint(epoch.Key, Moments.Mean(values), values.Length < 2 ? 0 : Moments.Deviation(values), values.Length);
        }),
    ];

    /// <summary>The recall of each class, over the runs, in the order of the classes.</summary>
    public static IReadOnlyList<ClassFigure> ClassesOf(IEnumerable<RunFolder> runs)
    {
        var recalls = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        foreach (var (name, recall) in runs.SelectMany(RecallsOf))
        {
            if (!recalls.TryGetValue(name, out var list))
            {
                recalls[name] = list = [];
            }

            list.Add(recall);
        }

        return [.. recalls.Select(item => new ClassFigure(item.Key, Moments.Mean(item.Value.ToArray()), Moments.Deviation(item.Value.ToArray())))];
    }

    /// <summary>Of a training <c>valAccuracy</c> is the validation's accuracy; a command's metrics have their own names.</summary>
    private static IEnumerable<(int Epoch, double Value)> PointsOf(RunFolder run, string metric)
    {
        if (!Presence.IsFile(run.MetricsPath))
        {
            return [];
        }

        var (phase, name) = metric.Length > 3 && metric.StartsWith("val", StringComparison.Ordinal) && char.IsUpper(metric[3])
            ? ("val", char.ToLowerInvariant(metric[3]) + metric[4..])
            : (null, metric);
        return [.. MetricsLog.Read(run.MetricsPath)
            .Where(point => (point.Name == name && (phase is null || point.Phase == phase)) || point.Name == metric)
            .Where(point => double.IsFinite(point.Value))
            .GroupBy(point => point.Epoch)
            .Select(epoch => (epoch.Key, epoch.Last().Value))];
    }

    private static IEnumerable<(string Name, double Recall)> RecallsOf(RunFolder run)
    {
        try
        {
            return run.TryReadArtifact("report.json") is { } text && JsonNode.Parse(text)?["perClass"] is JsonArray classes
                ? [.. classes.OfType<JsonObject>().Where(one => (long?)one["support"] > 0)
                    .Select(one => ((string?)one["class"] ?? "", (double?)one["recall"] ?? double.NaN))]
                : [];
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or FormatException)
        {
            return []; // made by hand; the run's metric counts
        }
    }
}
