using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Samples;

namespace Lockstep.Answers;

/// <summary>An index of samples that was written to a file, as <c>data index -o FILE --json</c> gives it.</summary>
public static class ClassIndexAnswer
{
    /// <param name="file">Where it was written, in full.</param>
    public static JsonObject Of(ClassIndex index, string file) => new()
    {
        ["file"] = file,
        ["sha256"] = Sha256.OfFile(file).Digest,
        ["manifestId"] = index.Manifest.Id,
        ["format"] = index.Dataset.Format,
        ["classes"] = index.Dataset.Classes.Count,
        ["samples"] = index.Dataset.Train.Count + index.Dataset.Validation.Count + index.Dataset.Test.Count,
        ["readAs"] = index.Dataset.Reading,
        ["notes"] = DataAnswer.Of(index.Dataset.Notes),
    };
}
