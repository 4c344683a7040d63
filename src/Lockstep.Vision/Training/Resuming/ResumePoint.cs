using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Files;
using Lockstep.Runs;

namespace Lockstep.Vision.Training.Resuming;

/// <summary>What a checkpoint to resume from says besides its tensors: the content of <c>state.json</c>.</summary>
internal sealed record ResumePoint
{
    /// <summary>Some 300 years.</summary>
    private const double LongestSeconds = 1e10;

    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        // A metric may have become NaN.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public int Format { get; init; } = FormatNumber.Known;

    /// <summary>The lock ID of the run.</summary>
    public required string LockId { get; init; }

    /// <summary>How long <c>metrics.jsonl</c> was; what came later is cut off. The ledger's place follows from the batches.</summary>
    public required long MetricsBytes { get; init; }

    /// <summary>The best epoch so far; null before the first one's end.</summary>
    public required Selection? Selection { get; init; }

    /// <summary>The metrics of the last whole epoch.</summary>
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
        if (FormatNumber.Refusal(json, where, "a checkpoint") is { } refusal)
        {
            throw new LockstepException(refusal);
        }

        try
        {
            var point = JsonSerializer.Deserialize<ResumePoint>(json, Options)
                ?? throw new LockstepException($"{where}: empty; expected a checkpoint's state.");
            return point.Problem() is { } problem ? throw new LockstepException($"{where}: not a checkpoint's state: {problem}.") : point;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new LockstepException($"{where}: not a checkpoint's state: {JsonProblem.Of(exception, json)}.", exception);
        }
    }

    /// <summary>
    /// What is wrong with it that the types don't say; null where nothing is. What depends on the recipe is seen by
    /// <see cref="Trainer.Misfit(TrainingState)"/>.
    /// </summary>
    private string? Problem()
    {
        bool IsTime(double seconds) => seconds is >= 0 and <= LongestSeconds;
        return this switch
        {
            _ when NonFinite.Any(name => name is null) => "'nonFinite' holds null, expected names of tensors",
            _ when Training.Parameters.Any(parameter => parameter is null) =>
                "'training.parameters' holds null, expected what the optimizer knows of a parameter",
            _ when Training.Parameters.FirstOrDefault(parameter => parameter.Buffers.Values.Any(strides => strides is null)) is { } parameter =>
                $"'buffers' of '{parameter.Name}' holds null, expected strides",
            _ when !GeneratorState.IsSound(Training.Generator) => "'training.generator' is no state that libtorch's generator can have",
            _ when !IsTime(Training.TrainingSeconds) =>
                FormattableString.Invariant($"'training.trainingSeconds' is {Training.TrainingSeconds}, expected 0 to {LongestSeconds}"),
            _ when !IsTime(Training.LedgerSeconds ?? 0) =>
                FormattableString.Invariant($"'training.ledgerSeconds' is {Training.LedgerSeconds}, expected 0 to {LongestSeconds}"),
            _ when Selection is { } best && (best.Epoch < 1 || best.Epoch > Training.Epoch) =>
                FormattableString.Invariant($"'selection.epoch' is {best.Epoch}, expected 1 to {Training.Epoch}, the epoch that is resumed"),
            _ when EarlyStopping is { Waited: < 0 } waited => FormattableString.Invariant($"'earlyStopping.waited' is {waited.Waited}, expected 0 or more"),
            _ => null,
        };
    }
}
