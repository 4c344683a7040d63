using System.Text.Json.Nodes;
using Lockstep.Compare;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Runs;
using Lockstep.Text;

namespace Lockstep.Answers;

/// <summary>A run, as <c>--json</c> gives it.</summary>
public static class RunAnswer
{
    /// <summary>The status of one whose record can't be read.</summary>
    public const string Damaged = "damaged";

    /// <summary>A member that does not apply is absent.</summary>
    public static JsonObject Of(RunFolder folder, RunRecord record)
    {
        var answer = new JsonObject
        {
            ["run"] = record.Name,
            [folder.Bundle is null ? "folder" : "bundle"] = Path.GetFullPath(folder.Bundle ?? folder.FullPath),
            ["kind"] = record.Kind,
            ["status"] = EnumWord.Of(record.Status),
            ["lockId"] = record.LockId,
        };
        AddIfPresent(answer, "resultId", record.ResultId);
        if (folder.TryReadCode()?.IsDirty is { } dirty)
        {
            answer["dirty"] = dirty;
        }

        AddIfPresent(answer, "verdict", record.Verdict is { } verdict ? EnumWord.Of(verdict.Kind) : null);
        if (record.Verdict is { IsIdentical: false } other)
        {
            answer["step"] = other.Step;
            answer["reasons"] = JsonTexts.Of(other.Reasons);
        }

        AddIfPresent(answer, "parent", record.Parent);
        AddIfPresent(answer, "code", record.Rerun?.Code);
        AddIfPresent(answer, "reason", record.Reason);
        if (record.IsProcessGone)
        {
            answer["processGone"] = true;
        }

        AddIfPresent(answer, "runsOn", record.IsElsewhere ? record.Host : null);
        answer["metrics"] = JsonMembers.Of(record.Metrics);
        if (record.Invariants is { } invariants)
        {
            answer["invariants"] = InvariantAnswer.Of(invariants);
        }

        return answer;
    }

    /// <summary>The same of a command.</summary>
    /// <param name="exitCode">The command's.</param>
    public static JsonObject Of(RunFolder folder, RunRecord record, int exitCode)
    {
        var answer = Of(folder, record);
        answer["exitCode"] = exitCode;
        answer["warnings"] = JsonTexts.Of(record.Warnings);
        return answer;
    }

    /// <summary>The same with its first losses, the four locks, and what in the folder is not as it was recorded.</summary>
    public static JsonObject Of(RunFolder folder, RunRecord record, FirstLosses losses, LockSet locks, IReadOnlyList<string> doubts)
    {
        var answer = Of(folder, record);
        answer["firstLosses"] = Of(losses);
        answer["doubts"] = JsonTexts.Of(doubts);
        answer["locks"] = new JsonObject(locks.All.Select(box => KeyValuePair.Create(box.Name, (JsonNode?)new JsonObject
        {
            ["relevant"] = box.Relevant.DeepClone(),
            ["informative"] = box.Informative.DeepClone(),
        })));
        return answer;
    }

    /// <summary>The first losses, and their sum.</summary>
    public static JsonObject Of(FirstLosses losses) => new()
    {
        ["sum"] = JsonNumber.Of(losses.Sum),
        ["values"] = new JsonArray([.. losses.Values.Select(JsonNumber.Of)]),
        ["lack"] = losses.Lack,
    };

    /// <summary>A run that was taken away.</summary>
    public static JsonObject OfRemoved(RunFolder folder) => new() { ["removed"] = folder.FullPath };

    /// <summary>A run whose record is absent or can't be read.</summary>
    public static JsonObject OfDamaged(RunFolder folder, string? reason) =>
        new() { ["run"] = folder.Name, ["folder"] = folder.FullPath, ["status"] = Damaged, ["reason"] = reason };

    /// <summary>All runs of a folder.</summary>
    public static JsonObject Of(IEnumerable<ListedRun> runs) =>
        new() { ["runs"] = new JsonArray([.. runs.Select(run => run.Record is { } record ? Of(run.Folder, record) : OfDamaged(run.Folder, run.Damage))]) };

    private static void AddIfPresent(JsonObject answer, string name, string? value)
    {
        if (value is not null)
        {
            answer[name] = value;
        }
    }
}
