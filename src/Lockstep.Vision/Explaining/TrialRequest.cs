using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lockstep.Vision.Explaining;

/// <summary>A trial, as it is asked of the process that makes it: a line of JSON. All paths are whole.</summary>
/// <param name="Recipe">A file with all values, as JSON.</param>
/// <param name="Data">The data set's folder.</param>
/// <param name="Manifest">The file that it must match.</param>
/// <param name="Split">The split file; null for none.</param>
/// <param name="Folder">Takes what the trial leaves.</param>
/// <param name="Name">Of what it leaves there.</param>
/// <param name="Steps">To be replayed; null where all is to be trained, validation too.</param>
/// <param name="StartRun">The folder of the run whose checkpoint it begins with; null for the first step.</param>
/// <param name="StartCheckpoint">The checkpoint's name.</param>
/// <param name="StartStep">Of the ledger.</param>
public sealed record TrialRequest(
    string Recipe,
    string Data,
    string Manifest,
    string? Split,
    string Folder,
    string Name,
    long? Steps,
    string? StartRun = null,
    string? StartCheckpoint = null,
    long StartStep = 0)
{
    /// <summary>On one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, TrialJson.Default.TrialRequest);

    /// <summary>What <see cref="ToJson"/> wrote.</summary>
    public static TrialRequest Parse(string line) =>
        JsonSerializer.Deserialize(line, TrialJson.Default.TrialRequest) ?? throw new LockstepException("No trial was asked for.");
}

/// <summary>What came of it, as a line of JSON.</summary>
/// <param name="Locks">The four locks' files, in the order of the boxes.</param>
public sealed record TrialReply(string? Problem, string? LedgerPath = null, string? ResultId = null, IReadOnlyList<string>? Locks = null)
{
    /// <summary>On one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, TrialJson.Default.TrialReply);

    /// <summary>What <see cref="ToJson"/> wrote.</summary>
    public static TrialReply Parse(string line) =>
        JsonSerializer.Deserialize(line, TrialJson.Default.TrialReply) ?? throw new LockstepException("The process of a trial gave no answer.");
}

[JsonSerializable(typeof(TrialRequest))]
[JsonSerializable(typeof(TrialReply))]
internal sealed partial class TrialJson : JsonSerializerContext;
