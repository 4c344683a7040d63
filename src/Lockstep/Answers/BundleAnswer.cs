using System.Text.Json.Nodes;
using Lockstep.Locks;
using Lockstep.Runs;

namespace Lockstep.Answers;

/// <summary>A run in one file, as <c>bundle --json</c> gives it.</summary>
public static class BundleAnswer
{
    /// <param name="path">The bundle's, in full.</param>
    /// <param name="files">How many are in it.</param>
    /// <param name="bytes">How long it is.</param>
    /// <param name="code">What the Code lock says; null where it can't be read.</param>
    /// <param name="warnings">In sentences.</param>
    public static JsonObject Of(RunFolder run, string path, int files, long bytes, string sha256, RecordedCode? code, IReadOnlyList<string> warnings) => new()
    {
        ["bundle"] = path,
        ["run"] = run.Name,
        ["files"] = files,
        ["bytes"] = bytes,
        ["sha256"] = sha256,
        ["dirty"] = code?.IsDirty,
        ["warnings"] = JsonTexts.Of(warnings),
    };
}
