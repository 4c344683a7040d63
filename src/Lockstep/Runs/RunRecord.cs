using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lockstep.Files;
using Lockstep.Recipes;
using Lockstep.Text;

namespace Lockstep.Runs;

/// <summary>The content of <c>run.json</c>.</summary>
public sealed record RunRecord
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        // What was computed may be no number; it is worth its record all the same.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter<RunStatus>(JsonNamingPolicy.CamelCase, allowIntegerValues: false), new JsonStringEnumConverter<VerdictKind>(
            JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        TypeInfoResolver = RunJson.Default,
    };

    /// <summary>The folder's name when the record was written; as <see cref="RunFolder.ReadRecord"/> gives it, the name that the folder has.</summary>
    public required string Name { get; init; }

    /// <summary>The name that the file says, where the folder was renamed or copied since; else null.</summary>
    [JsonIgnore]
    public string? WrittenAs { get; init; }

    /// <summary>What kind of run it is, as its recipe names it; records from before there were kinds are of runs that train.</summary>
    public string Kind { get; init => field = value ?? RunKind.Train; } = RunKind.Train;

    /// <summary>As <see cref="RunFolder.ReadRecord"/> judges it: of a run whose process was killed here, not what it wrote last.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Whether the file says that it runs, and no process trains it: it was killed, and counts as interrupted.</summary>
    [JsonIgnore]
    public bool IsProcessGone { get; init; }

    /// <summary>How far the run has come, in words.</summary>
    [JsonIgnore]
    public string StatusWord => EnumWord.Of(Status) + (IsProcessGone ? " (process gone)" : IsElsewhere ? $" (on {Host})" : "");

    /// <summary>The machine that trains it, or trained it last; null where the record does not say.</summary>
    public string? Host { get; init; }

    /// <summary>Whether it began to run on another machine than this, and whether it still does can't be told from here.</summary>
    [JsonIgnore]
    public bool IsElsewhere => Status == RunStatus.Running && !IsTrainedHere && Host is not null && Host != Environment.MachineName;

    /// <summary>Whether a process that trains it was seen from here.</summary>
    [JsonIgnore]
    public bool IsTrainedHere { get; init; }

    /// <summary>64 hexadecimal digits.</summary>
    public required string LockId { get; init; }

    /// <summary>The result ID of a run whose training is done; it is finished when all of its files are written too.</summary>
    public string? ResultId { get; init; }

    /// <summary>The name of the run that this one reran.</summary>
    public string? Parent { get; init; }

    /// <summary>What the rerun was asked for, which holds after a stop too; null for what is no rerun.</summary>
    public RerunRequest? Rerun { get; init; }

    /// <summary>Null for a run that is no rerun, and before the end.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>The recipe's: how far a rerun's result may be off and still be called equivalent.</summary>
    public double? Tolerance { get; init; }

    /// <summary>Of a resumed run, its first start.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>Null while it runs.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Why it failed or stopped, for a person.</summary>
    public string? Reason { get; init; }

    /// <summary>The one that made it.</summary>
    public string? LockstepVersion { get; init; }

    /// <summary>How the best checkpoint was chosen, and which epoch it is.</summary>
    public Selection? Selection { get; init; }

    // Where a file says nothing of these three, what reads it sets null.

    /// <summary>The final metrics, all part of the result ID.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init => field = value ?? field; } = new Dictionary<string, double>();

    /// <summary>How long it took; never part of an ID.</summary>
    public IReadOnlyDictionary<string, double> Timings { get; init => field = value ?? field; } = new Dictionary<string, double>();

    /// <summary>Steps that were left out since gradients in 16 bits overflowed; null for none.</summary>
    public long? StepsLeftOut { get; init; }

    /// <summary>What became of the recipe's invariants, in its order; null where it has none, and before the end.</summary>
    public IReadOnlyList<InvariantFinding>? Invariants { get; init; }

    /// <summary>Whether the run broke one of its recipe's invariants. It is finished all the same.</summary>
    [JsonIgnore]
    public bool BreaksInvariants => Invariants?.Any(invariant => invariant.Holds == false) == true;

    /// <summary>In sentences, in the order in which they were said.</summary>
    public IReadOnlyList<string> Warnings { get; init => field = value ?? field; } = [];

    /// <summary>Each time that the run was resumed; null where it never was.</summary>
    public IReadOnlyList<Resumption>? Resumptions { get; init; }

    /// <summary>As <c>run.json</c> holds it: indented, with a line break at the end.</summary>
    /// <remarks>By hand what every run has: for it the serializer takes a fifth of the time that a short command may take.</remarks>
    public string ToJson()
    {
        var json = new JsonObject();
        Add("name", Name);
        Add("kind", Kind);
        Add("status", EnumWord.Of(Status));
        Add("host", Host);
        Add("lockId", LockId);
        Add("resultId", ResultId);
        Add("parent", Parent);
        Add("rerun", Rerun is null ? null : JsonSerializer.SerializeToNode(Rerun, Options));
        Add("verdict", Verdict is null ? null : JsonSerializer.SerializeToNode(Verdict, Options));
        Add("tolerance", Tolerance is { } tolerance ? JsonNumber.Of(tolerance) : null);
        Add("started", JsonTime.Of(Started));
        Add("ended", JsonTime.Of(Ended));
        Add("reason", Reason);
        Add("lockstepVersion", LockstepVersion);
        Add("selection", Selection is null ? null : JsonSerializer.SerializeToNode(Selection, Options));
        Add("metrics", JsonMembers.Of(Metrics));
        Add("timings", JsonMembers.Of(Timings));
        Add("stepsLeftOut", StepsLeftOut);
        Add("invariants", Invariants is null ? null : JsonSerializer.SerializeToNode(Invariants, Options));
        Add("warnings", new JsonArray([.. Warnings.Select(warning => (JsonNode?)warning)]));
        Add("resumptions", Resumptions is null ? null : JsonSerializer.SerializeToNode(Resumptions, Options));
        return json.ToJsonString(Options) + "\n";

        void Add(string name, JsonNode? value)
        {
            if (value is not null)
            {
                json.Add(name, value);
            }
        }
    }

    /// <exception cref="LockstepException">Not a run's record, or one of a newer format.</exception>
    public static RunRecord Parse(string json, string where)
    {
        if (FormatNumber.Refusal(Encoding.UTF8.GetBytes(json), where, "a run's record") is { } refusal)
        {
            throw new LockstepException(refusal);
        }

        try
        {
            return JsonSerializer.Deserialize<RunRecord>(json, Options) ?? throw new LockstepException($"{where}: empty; expected a run's record.");
        }
        catch (JsonException exception)
        {
            throw new LockstepException($"{where}: not a run's record: {JsonProblem.Of(exception, json)}.{WrittenBy(json)}", exception);
        }
    }

    /// <summary>Which Lockstep wrote a record that this one can't read; empty where the JSON itself is not whole.</summary>
    private static string WrittenBy(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("lockstepVersion", out var version)
                ? $" It was written by Lockstep {version}."
                : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }
}

/// <summary>Which checkpoint is the best, and by what.</summary>
/// <param name="Metric">As the recipe's <c>checkpoint.metric</c> names it.</param>
/// <param name="Epoch">From 1.</param>
/// <param name="Value">The metric there.</param>
public sealed record Selection(string Metric, int Epoch, double Value);

/// <summary>What a rerun was asked for.</summary>
/// <param name="ResultId">Of the run that is rerun.</param>
/// <param name="Tolerance">Up to which distance its result is equivalent; null for what the recipes say.</param>
/// <param name="Seed">Another than the recorded one; there is no verdict then. Null for the recorded one.</param>
/// <param name="Bundle">That the run which is rerun was read from; null where it has a folder.</param>
public sealed record RerunRequest(string? ResultId = null, double? Tolerance = null, long? Seed = null, string? Bundle = null)
{
    /// <summary>Which code it ran from: <c>restored</c>, or that <c>at hand</c>; null for a run that was recorded outside git.</summary>
    public string? Code { get; init; }
}

/// <summary>A stopped run was resumed.</summary>
/// <param name="Step">Optimizer steps that were done; 0 where there was no checkpoint and it began anew.</param>
/// <param name="Epoch">In which it resumed, from 1.</param>
public sealed record Resumption(DateTimeOffset Time, long Step, int Epoch);
