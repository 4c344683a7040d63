using System.Text.Json.Nodes;

namespace Lockstep.Answers;

/// <summary>The files of a new project, as <c>init --json</c> gives them.</summary>
public static class NewProjectAnswer
{
    /// <param name="folder">In full.</param>
    /// <param name="files">That were written, by their paths from there.</param>
    public static JsonObject Of(string folder, IEnumerable<string> files) => new() { ["folder"] = folder, ["files"] = JsonTexts.Of(files) };
}
