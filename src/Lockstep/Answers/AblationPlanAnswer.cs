using System.Text.Json.Nodes;
using Lockstep.Ablation.Running;
using Lockstep.Ablation.Suites;
using Lockstep.Files;

namespace Lockstep.Answers;

/// <summary>What an ablation would run, as <c>ablate --dry-run --json</c> gives it.</summary>
public static class AblationPlanAnswer
{
    /// <param name="folder">Of the suite, in full.</param>
    /// <param name="seeds">How many each arm gets.</param>
    /// <param name="runs">How many that makes.</param>
    /// <param name="finished">How many of them are there.</param>
    /// <param name="jobs">How many are made at a time.</param>
    /// <param name="time">What the rest would take.</param>
    public static JsonObject Of(Suite suite, string folder, int seeds, int runs, int finished, int jobs, SuiteTime time) => new()
    {
        ["suite"] = suite.Name,
        ["folder"] = folder,
        ["arms"] = new JsonArray([.. suite.Arms.Select(arm => new JsonObject { ["arm"] = arm.Name, ["changes"] = JsonTexts.Of(arm.Changes) })]),
        ["base"] = suite.Base,
        ["metric"] = suite.Metric,
        ["seeds"] = seeds,
        ["leastSeeds"] = suite.LeastSeeds,
        ["runs"] = runs,
        ["finished"] = finished,
        ["jobs"] = jobs,
        ["estimatedSeconds"] = JsonNumber.Of(time.Seconds),
        ["estimatedBy"] = JsonTexts.Of(time.By),
        ["estimatedWithout"] = JsonTexts.Of(time.Unknown),
    };
}
