using System.Text.Json.Nodes;
using Lockstep.Answers;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;
using Lockstep.Vision.Inspection;

namespace Lockstep.Vision.Answers;

/// <summary>What a data set is made of, as <c>data show --json</c> gives it.</summary>
public static class DatasetSummaryAnswer
{
    /// <summary>Every class and every duplicate, where people are shown the first few.</summary>
    public static JsonObject Of(Snapshot snapshot, DatasetSummary summary) => new()
    {
        ["folder"] = snapshot.Folder,
        ["sealed"] = snapshot.HasManifest,
        ["manifestId"] = summary.Manifest.Id,
        ["files"] = summary.Manifest.Files.Count,
        ["bytes"] = summary.Manifest.Bytes,
        ["format"] = summary.Format,
        ["layout"] = summary.Layout,
        ["readAs"] = summary.Reading,
        ["notes"] = DataAnswer.Of(summary.Notes),
        ["images"] = summary.Samples.Count,
        ["classes"] = new JsonArray([.. summary.Classes.Select(name => Of(summary, name))]),
        ["sizes"] = new JsonArray(
            [.. summary.Sizes.Select(size => new JsonObject { ["width"] = size.Width, ["height"] = size.Height, ["count"] = size.Count })]),
        ["modes"] = new JsonObject(summary.Modes.Select(mode => KeyValuePair.Create(mode.Mode, (JsonNode?)mode.Count))),
        ["toBeTurned"] = summary.ToBeTurned,
        ["duplicates"] = new JsonArray([.. summary.Duplicates.Select(group => new JsonObject
        {
            ["names"] = new JsonArray([.. group.Samples.Select(sample => JsonValue.Create(sample.Name))]),
            ["inSeveralClasses"] = group.IsInSeveralClasses,
            ["inSeveralSplits"] = group.IsInSeveralSplits,
        })]),
        ["warnings"] = new JsonArray([.. summary.Gaps.Select(warning => JsonValue.Create(warning))]),
        ["decoded"] = summary.IsDecoded,
        ["unreadable"] = new JsonArray(
            [.. summary.Unreadable.Select(sample => new JsonObject { ["name"] = sample.Sample.Name, ["reason"] = sample.Reason })]),
    };

    private static JsonObject Of(DatasetSummary summary, string name) => new(
        [new("name", name), .. summary.Splits.Select(split => KeyValuePair.Create(split?.Word() ?? "noSplit", (JsonNode?)summary.Count(name, split)))]);
}
