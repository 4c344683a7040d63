using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Exec.Metrics;
using Lockstep.Exec.Outputs;
using Lockstep.Exec.Parameters;
using Lockstep.Exec.Processes;
using Lockstep.Exec.Python;
using Lockstep.Exec.Streams;
using Lockstep.Files;
using Lockstep.Runs;

namespace Lockstep.Exec;

/// <summary>What became of a command: the content of <c>command.json</c>.</summary>
internal sealed record CommandStory(
    PreparedCommand Prepared,
    InjectedCommand Injected,
    CommandEnd End,
    StreamSummary Streams,
    CommandUse Use,
    OutputSet Outputs,
    CommandMetrics Metrics,
    CommandParameters Parameters,
    CommandResult Result)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What a person should know, a sentence each.</summary>
    public IReadOnlyList<string> Findings =>
    [
        .. Injected.Notices, .. End.Notices, .. Unseen(), .. Use.Notes, .. Streams.Findings.Select(finding => finding.Text), .. Outputs.LeftOut,
        .. Metrics.Notes, .. Parameters.Notes,
    ];

    /// <summary>The member with the parameters that a script didn't train, where it was ended early.</summary>
    public const string UntrainedKey = "untrained";

    public string ToJson()
    {
        var json = Told();
        foreach (var told in Streams.Of(UntrainedKey).Take(1))
        {
            json[UntrainedKey] = told.Body["names"]?.DeepClone();
        }

        return json.ToJsonString(Indented) + "\n";
    }

    private JsonObject Told() => new()
    {
        ["command"] = Texts(Secrets.Scrub(Prepared.Recipe.Recipe.Command)),
        ["folder"] = Prepared.Folder,
        ["program"] = End.Program,
        ["variables"] = new JsonArray([.. Injected.Variables.Select(variable => (JsonNode)new JsonObject
        {
            ["name"] = variable.Name,
            ["value"] = variable.Value,
            ["kept"] = variable.IsKept,
            ["reason"] = variable.Reason,
        })]),
        ["outcome"] = Text.EnumWord.Of(End.Outcome),
        ["exitCode"] = End.ExitCode,
        ["signal"] = End.Signal,
        [CommandResult.Key] = Result.ToJson(),
        ["printed"] = new JsonObject { ["bytes"] = End.Output.Printed, ["kept"] = End.Output.Kept },
        ["usage"] = UsageOf(End.Usage),
        ["addressesFixed"] = End.AddressesFixed,
        ["filesRecorded"] = End.Opened is not null,
        ["processes"] = new JsonArray([.. Streams.Processes.Select(Of)]),
        ["programs"] = new JsonArray(
            [.. Use.Opened.Programs.Select(program => (JsonNode)new JsonObject { ["path"] = Prepared.Lasting(program.Path), ["count"] = program.Count })]),
        ["addresses"] = new JsonArray([.. Use.Opened.Addresses.Where(address => !address.Local)
            .Select(address => (JsonNode)new JsonObject { ["address"] = address.Address, ["refused"] = address.Refused })]),
        ["seeds"] = new JsonArray([.. Streams.Of("seed").Concat(Streams.Of("clock_seed")).Concat(Streams.Of("generator")).Select(Of)]),
        ["nondeterministic"] = new JsonArray([.. Streams.Of("nondeterministic").Select(Of)]),
        ["switches"] = new JsonArray([.. Streams.Of("switches").Select(Of)]),
        ["parameters"] = new JsonArray([.. Parameters.All.Select(parameter => (JsonNode)new JsonObject
        {
            ["name"] = parameter.Name,
            ["value"] = parameter.Value,
            ["source"] = parameter.Source,
            ["default"] = parameter.IsDefault,
        })]),
        [ChangedFile.Key] = new JsonArray([.. Use.Changed.Select(file => (JsonNode)ChangedFile.Of(file, Prepared).ToJson())]),
        ["outputs"] = Outputs.ToJson(),
        ["findings"] = Texts(Findings),
    };

    private IEnumerable<string> Unseen()
    {
        if (End.NotRecorded is { } reason)
        {
            yield return $"Data: {reason}. Opens and connections by native code are not seen, only those that Python makes itself.";
        }

        if (End.AddressesNotFixed is { } other)
        {
            yield return $"Randomness: addresses of memory are others in each run, and with them the order of sets of objects: {other}.";
        }

        foreach (var unseen in End.Opened?.Unseen ?? [])
        {
            yield return unseen;
        }
    }

    private static JsonNode Of(StreamProcess process) => new JsonObject
    {
        ["label"] = process.Label,
        ["parent"] = process.Parent,
        ["command"] = Texts(Secrets.Scrub(process.Arguments)),
        ["python"] = process.Python,
        ["rank"] = process.Rank,
        ["steps"] = process.Steps,
    };

    private static JsonNode Of(StreamEvent told)
    {
        var json = (JsonObject)told.Body.DeepClone();
        json["process"] = told.Process;
        json["type"] = told.Type;
        json["times"] = told.Times;
        return json;
    }

    private static JsonObject UsageOf(CommandUsage usage) => new()
    {
        ["userSeconds"] = JsonNumber.Of(usage.UserTime?.TotalSeconds),
        ["systemSeconds"] = JsonNumber.Of(usage.SystemTime?.TotalSeconds),
        ["peakBytes"] = usage.PeakBytes,
        ["peakBytesOfOne"] = usage.PeakBytesOfOne,
        ["peakProcesses"] = usage.PeakProcesses,
        ["peakGpuBytes"] = usage.PeakGpuBytes,
        ["gpuUtilisation"] = JsonNumber.Of(usage.GpuUtilisation),
        ["gpuJoules"] = JsonNumber.Of(usage.GpuEnergy),
        ["processorJoules"] = JsonNumber.Of(usage.ProcessorEnergy),
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
