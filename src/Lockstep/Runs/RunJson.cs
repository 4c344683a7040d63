using System.Text.Json.Serialization;

namespace Lockstep.Runs;

/// <summary>
/// How a run's files become JSON, written at compile time: found out by reflection, it would cost every command that reads a run a third of its time.
/// </summary>
[JsonSerializable(typeof(RunRecord))]
[JsonSerializable(typeof(Metric))]
internal sealed partial class RunJson : JsonSerializerContext;
