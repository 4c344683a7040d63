using System.Text.Json.Nodes;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;
using Lockstep.Text;

namespace Lockstep.Answers;

/// <summary>A snapshot that was made, as <c>data snapshot --json</c> gives it.</summary>
public static class NewSnapshotAnswer
{
    /// <param name="reading">How its images are read.</param>
    public static JsonObject Of(NewSnapshot made, SealedReading reading)
    {
        var answer = DataAnswer.Of(new Snapshot(made.Folder), made.Manifest, reading);
        answer["newContents"] = made.Fresh;
        answer["newBytes"] = made.FreshBytes;
        answer["methods"] = new JsonObject(
            made.Methods.OrderBy(method => method.Key).Select(method => KeyValuePair.Create(EnumWord.Of(method.Key), (JsonNode?)method.Value)));
        return answer;
    }
}
