using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Files;

namespace Lockstep.Runs;

/// <summary>One line of <c>metrics.jsonl</c>.</summary>
/// <param name="Step">Optimizer steps done, from 1.</param>
/// <param name="Epoch">From 1.</param>
/// <param name="Phase"><c>train</c> or <c>val</c>.</param>
public sealed record Metric(long Step, int Epoch, string Phase, string Name, double Value, DateTimeOffset Time);

/// <summary>Appends metrics, a JSON object a line; flushed at each epoch.</summary>
public sealed class MetricsLog(string path) : IDisposable
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        // A loss that became NaN is worth its line; JSON's own numbers can't say it.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        TypeInfoResolver = RunJson.Default,
    };

    private readonly StreamWriter writer = new(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read)) { NewLine = "\n" };

    /// <summary>The metrics of a run, in order; a last line that was torn by a kill is left out.</summary>
    public static IEnumerable<Metric> Read(string path)
    {
        foreach (var line in RegularFile.ReadLines(path))
        {
            Metric? metric;
            try
            {
                metric = JsonSerializer.Deserialize<Metric>(line, Options);
            }
            catch (JsonException)
            {
                yield break;
            }

            if (metric is not null)
            {
                yield return metric;
            }
        }
    }

    /// <summary>May stay in memory until <see cref="Flush"/>.</summary>
    public void Append(Metric metric) => writer.WriteLine(JsonSerializer.Serialize(metric, Options));

    /// <summary>Hands all lines to the system; a killed process loses none of them then.</summary>
    public void Flush() => writer.Flush();

    /// <summary>Puts everything on the disk.</summary>
    /// <returns>How long the file is now.</returns>
    public long FlushToDisk()
    {
        writer.Flush();
        var stream = (FileStream)writer.BaseStream;
        stream.Flush(flushToDisk: true);
        return stream.Length;
    }

    /// <inheritdoc/>
    public void Dispose() => writer.Dispose();
}
