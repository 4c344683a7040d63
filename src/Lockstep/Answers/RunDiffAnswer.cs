using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Compare;
using Lockstep.Files;
using Lockstep.Ledgers;
using Lockstep.Locks;
using Lockstep.Runs;
using Lockstep.Snapshots;
using Lockstep.Text;

namespace Lockstep.Answers;

/// <summary>What differs between two runs, as <c>diff --json</c> gives it.</summary>
public static class RunDiffAnswer
{
    /// <summary>All of it.</summary>
    public static JsonObject Of(RunDiff diff, WeightGrowth growth, string? lack)
    {
        JsonObject Run(RunRecord record, FirstLosses losses, LockSet locks) => new()
        {
            ["run"] = record.Name,
            ["status"] = EnumWord.Of(record.Status),
            ["lockId"] = record.LockId,
            ["resultId"] = record.ResultId,
            ["dirty"] = new RecordedCode(locks.Code).IsDirty,
            ["firstLosses"] = RunAnswer.Of(losses),
        };
        JsonArray Differences(IEnumerable<LockDifference> differences) =>
            new([
                .. differences.Select(
                    difference => new JsonObject { ["key"] = difference.Key, ["a"] = Parsed(difference.Recorded), ["b"] = Parsed(difference.Found) })
            ]);
        JsonArray Paths(IEnumerable<ManifestEntry>? files) => new([.. (files ?? []).Select(file => JsonValue.Create(file.RelPath))]);
        return new JsonObject
        {
            ["verdict"] = EnumWord.Of(diff.Answer),
            ["a"] = Run(diff.RecordOfA, diff.LossesOfA, diff.LocksOfA),
            ["b"] = Run(diff.RecordOfB, diff.LossesOfB, diff.LocksOfB),
            ["boxes"] = new JsonObject(diff.LocksOfA.All.Select(box => KeyValuePair.Create(box.Name, (JsonNode?)Differences(diff.Of(box.Box))))),
            ["submodules"] = new JsonArray([.. diff.Submodules.Select(submodule => new JsonObject
            {
                ["path"] = submodule.Path, ["a"] = submodule.CommitOfA, ["b"] = submodule.CommitOfB,
            })]),
            ["files"] = diff.Manifests is null ? null : new JsonObject
            {
                ["added"] = Paths(diff.Manifests.Added),
                ["removed"] = Paths(diff.Manifests.Removed),
                ["changed"] = Paths(diff.Manifests.Changed.Select(pair => pair.After)),
                ["renamed"] = new JsonArray(
                    [.. diff.Manifests.Renamed.Select(pair => new JsonObject { ["a"] = pair.Before.RelPath, ["b"] = pair.After.RelPath })]),
            },
            ["recipe"] = Differences(diff.Recipe),
            ["metrics"] = new JsonArray([.. diff.Metrics.Select(metric => new JsonObject
            {
                ["name"] = metric.Name,
                ["a"] = JsonNumber.Of(metric.A),
                ["b"] = JsonNumber.Of(metric.B),
                ["ulps"] = metric.Ulps?.ToString(CultureInfo.InvariantCulture),
                ["relative"] = JsonNumber.Of(metric.Relative),
            })]),
            ["tolerance"] = JsonNumber.Of(diff.Tolerance),
            ["weights"] = diff.Weights is not { } weights ? null : new JsonObject
            {
                ["absolute"] = JsonNumber.Of(weights.Absolute),
                ["relative"] = JsonNumber.Of(weights.Relative),
                ["ulps"] = weights.Ulps,
                ["tensor"] = weights.Tensor,
                ["differing"] = weights.Differing,
                ["numbers"] = weights.Numbers,
            },
            ["weightsOverSteps"] = new JsonObject
            {
                ["points"] = new JsonArray([
                    .. growth.Points.Select(point => new JsonObject { ["step"] = point.Step, ["distance"] = JsonNumber.Of(
                        point.Distance), ["from"] = point.FromLedger ? "ledger" : "checkpoint" })
                ]),
                ["notes"] = JsonTexts.Of(growth.Notes),
                ["lack"] = lack,
            },
            ["doubts"] = JsonTexts.Of(diff.Doubts),
            ["results"] = diff.Kind is null ? null : JsonTexts.Of(diff.Kind.Results),
            ["parameters"] = diff.Kind is null ? null : new JsonArray([.. diff.Kind.Parameters
                .Select(parameter => new JsonObject { ["name"] = parameter.Name, ["a"] = parameter.A, ["b"] = parameter.B })]),
            ["ledger"] = Of(diff.Ledger),
            ["blame"] = Of(diff.Blame),
        };
    }

    private static JsonObject Of(LedgerFinding ledger) => new()
    {
        ["answer"] = ledger.Comparison is null ? null : EnumWord.Of(ledger.Comparison.Answer),
        ["equalSteps"] = ledger.Comparison is null ? null : Math.Max(0, ledger.Comparison.EqualSteps - 1),
        ["divergence"] = ledger.Comparison?.Divergence is not { } divergence ? null : new JsonObject
        {
            ["step"] = divergence.Step,
            ["epoch"] = divergence.Epoch,
            ["phase"] = PhaseWord.Of(divergence),
            ["later"] = new JsonArray([.. divergence.Later.Select(phase => JsonValue.Create(PhaseWord.Of(divergence, phase)))]),
            ["layer"] = divergence.Layer,
            ["process"] = divergence.InCommand?.Process,
            ["optimizer"] = divergence.InCommand?.Optimizer,
            ["optimizerStep"] = divergence.InCommand?.OptimizerStep,
            ["what"] = divergence.InCommand?.What,
            ["samples"] = new JsonArray([
                .. ledger.Samples.Select(
                    sample => new JsonObject { ["place"] = sample.Place, ["idA"] = sample.IdA, ["idB"] = sample.IdB, ["a"] = sample.A, ["b"] = sample.B })
            ]),
            ["samplesInAll"] = divergence.Samples.Count,
            ["lossA"] = JsonNumber.Of(divergence.A.Loss),
            ["lossB"] = JsonNumber.Of(divergence.B.Loss),
            ["lossUlps"] = divergence.LossUlps,
            ["weightsEqualAt"] = divergence.WeightsEqualAt,
            ["learningRateA"] = JsonNumber.Of(divergence.A.LearningRate),
            ["learningRateB"] = JsonNumber.Of(divergence.B.LearningRate),
        },
        ["notes"] = JsonTexts.Of(ledger.Notes),
    };

    /// <summary>What is to blame, and what else may be; null for null.</summary>
    public static JsonObject? Of(Blame? blame) => blame is null ? null : new JsonObject
    {
        ["box"] = EnumWord.Of(blame.Box),
        ["reason"] = blame.Reason,
        ["candidates"] = new JsonArray([.. blame.Candidates.Select(suspect => new JsonObject
        {
            ["box"] = EnumWord.Of(suspect.Box),
            ["key"] = suspect.Key,
            ["a"] = Parsed(suspect.A),
            ["b"] = Parsed(suspect.B),
            ["what"] = suspect.Told,
        })]),
    };

    private static JsonNode? Parsed(string? json) => json is null ? null : JsonNode.Parse(json);
}
