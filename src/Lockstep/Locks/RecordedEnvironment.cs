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

    /// <summary>The model of the processor; null where it doesn't say.</summary>
    public string? Processor => (string?)(Lock.Relevant["processor"] as JsonObject)?["model"];
}
