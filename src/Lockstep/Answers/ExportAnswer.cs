using System.Text.Json.Nodes;

namespace Lockstep.Answers;

/// <summary>A data set that was written for another tool, as <c>data export --json</c> gives it.</summary>
public static class ExportAnswer
{
    /// <param name="format">The form that the other tool reads.</param>
    /// <param name="to">Where it was written.</param>
    /// <param name="id">Of the manifest.</param>
    public static JsonObject Of(string format, string to, string id) => new() { ["format"] = format, ["out"] = Path.GetFullPath(to), ["id"] = id };
}
