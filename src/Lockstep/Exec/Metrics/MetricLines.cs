using System.Globalization;
using System.Text.Json;
using Lockstep.Files;

namespace Lockstep.Exec.Metrics;

/// <summary>
/// Metrics as a script appends them to <c>$LOCKSTEP_RUN/metrics.jsonl</c>: an object a line, <c>{"name": "loss", "value": 0.3, "step": 10}</c> or
/// <c>{"step": 10, "loss": 0.3}</c>.
/// </summary>
internal static class MetricLines
{
    private const string Source = "metrics.jsonl";
    private const string Example = """{"name": "loss", "value": 0.3, "step": 10}""";
    private const int LongestLine = 1 << 20;

    private static readonly HashSet<string> Positions = new(StringComparer.Ordinal) { "step", "epoch", "phase", "time", "name", "value" };

    public static IEnumerable<CommandMetric> Read(string path, List<string> notes)
    {
        var number = 0;
        var isSaid = false;
        foreach (var line in RegularFile.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            if (line.Length > LongestLine || Parse(line) is not { } metrics)
            {
                if (!isSaid)
                {
                    notes.Add(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"metrics.jsonl: line {number} is no JSON object with numbers; expected such as {Example}. Lines like it are left out."
                        )
                    );
                }

                isSaid = true;
                continue;
            }

            foreach (var metric in metrics)
            {
                yield return metric;
            }
        }
    }

    /// <summary>A time that a file notes as seconds since 1970; null where that is none.</summary>
    internal static DateTimeOffset? TimeOf(double seconds) => seconds is > 0 and < 1e11 ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : null;

    private static List<CommandMetric>? Parse(string line)
    {
        try
        {
            // Python's json writes NaN and Infinity bare, which JSON doesn't know.
            using var document = JsonDocument.Parse(BareNumbers.Quoted(line));
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var step = NumberOf(root, "step");
            var metric = new CommandMetric(
                root.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() ?? "" : "",
                0,
                step is >= long.MinValue and < long.MaxValue ? (long)step : null,
                NumberOf(root, "epoch"),
                root.TryGetProperty("phase", out var phase) && phase.ValueKind == JsonValueKind.String ? phase.GetString() : null,
                Source
            )
            {
                Time =
                    root.TryGetProperty("time", out var time) && time.ValueKind == JsonValueKind.String && time.TryGetDateTimeOffset(out var moment) ? moment
                    : NumberOf(root, "time") is { } seconds ? TimeOf(seconds)
                    : null,
            };
            if (metric.Name.Length > 0 && NumberOf(root, "value") is { } value)
            {
                return [metric with { Value = value }];
            }

            List<CommandMetric> found =
            [
                .. root.EnumerateObject()
                    .Where(member => !Positions.Contains(member.Name))
                    .Select(member => (member.Name, Value: NumberOf(root, member.Name)))
                    .Where(member => member.Value is not null)
                    .Select(member => metric with { Name = member.Name, Value = member.Value ?? 0 }),
            ];
            return found.Count > 0 ? found : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static double? NumberOf(JsonElement root, string name) =>
        !root.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? number
        : value.ValueKind == JsonValueKind.String && value.GetString() is "NaN" or "Infinity" or "-Infinity"
            ? double.Parse(value.GetString() ?? "", CultureInfo.InvariantCulture)
        : null;
}
