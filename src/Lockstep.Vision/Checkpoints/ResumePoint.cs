using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Runs;
using Lockstep.Vision.Training;

namespace Lockstep.Vision.Checkpoints;

/// <summary>What a checkpoint to go on from says besides its tensors: the content of <c>state.json</c>.</summary>
public sealed record ResumePoint
{
    private const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        // A metric may have become NaN.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public int Format { get; init; } = CurrentFormat;

    /// <summary>Of the run.</summary>
    public required string LockId { get; init; }

    /// <summary>How long <c>metrics.jsonl</c> was; what came later is cut off. The ledger's place follows from the batches.</summary>
    public required long MetricsBytes { get; init; }

    /// <summary>The best epoch so far; null before the first one's end.</summary>
    public required Selection? Selection { get; init; }

    /// <summary>Of the last whole epoch.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Null where the recipe has none.</summary>
    public required EarlyStoppingFacts? EarlyStopping { get; init; }

    public required TrainingFacts Training { get; init; }

    /// <summary>Tensors that held NaN or infinity when they were written; found in any other they are damage.</summary>
    public required IReadOnlyList<string> NonFinite { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Options) + "\n";

    /// <exception cref="LockstepException">Not a checkpoint's state, or of a newer format.</exception>
    public static ResumePoint Parse(byte[] json, string where)
    {
        try
        {
            using (var document = JsonDocument.Parse(json))
            {
                if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("format", out var format) && format.TryGetInt32(out var number) && number != CurrentFormat)
                {
                    throw new LockstepException($"{where}: a checkpoint of format {number}; this Lockstep reads format {CurrentFormat}.");
                }
            }

            return JsonSerializer.Deserialize<ResumePoint>(json, Options) ?? throw new LockstepException($"{where}: empty; expected a checkpoint's state.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new LockstepException($"{where}: not a checkpoint's state: {exception.Message}", exception);
        }
    }
}
