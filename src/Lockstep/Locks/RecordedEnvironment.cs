using System.Text.Json.Nodes;

namespace Lockstep.Locks;

/// <summary>What an Environment lock says.</summary>
/// <param name="Lock">Of the Environment box.</param>
public readonly record struct RecordedEnvironment(BoxLock Lock)
{
    /// <summary>The field that says that oneDNN is off, where it is.</summary>
    public const string OneDnnKey = "oneDnn";

    /// <summary>Whether libtorch computed convolutions with oneDNN: <c>on</c> or <c>off</c>.</summary>
    public string OneDnn => (string?)Lock.Relevant[OneDnnKey] ?? "on";

    /// <summary>The environment variables that steer the numeric libraries, by name.</summary>
    public JsonObject Variables => Lock.Relevant["variables"] as JsonObject ?? [];

    /// <summary>The processor's model; null where it isn't known.</summary>
    public string? Processor => Lock.Relevant["processor"]?["model"] is JsonValue model ? model.ToString() : null;

    /// <summary>The GPU's model; null for a run on the processor.</summary>
    public string? Gpu => Lock.Relevant["gpu"]?["name"] is JsonValue name ? name.ToString() : null;
}
