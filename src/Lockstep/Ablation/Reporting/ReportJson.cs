using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Text;

namespace Lockstep.Ablation.Reporting;

/// <summary>A report for a machine. All that another run of the same suite may have otherwise, its times, is below <c>compute</c>.</summary>
public static class ReportJson
{
    /// <param name="folder">The suite's.</param>
    public static JsonObject Of(SuiteReport report, string folder)
    {
        var suite = report.Suite;
        return new JsonObject
        {
            ["suite"] = suite.Name,
            ["folder"] = folder,
            ["metric"] = suite.Metric,
            ["better"] = suite.HigherIsBetter ? "higher" : "lower",
            ["base"] = suite.Base,
            ["vary"] = Texts(suite.Vary),
            ["effect"] = JsonNumber.Of(suite.Effect),
            ["seeds"] = new JsonArray([.. report.Seeds.Select(seed => JsonValue.Create(seed))]),
            ["looks"] = new JsonArray([.. report.Looks.Select(count => JsonValue.Create(count))]),
            ["isWhole"] = report.IsWhole,
            ["isAsExpected"] = report.IsAsExpected,
            ["arms"] = new JsonArray([.. report.Arms.Select(Of)]),
            ["comparisons"] = new JsonArray([.. report.Comparisons.Select(comparison => Of(comparison, report))]),
            ["expectations"] = new JsonArray([.. report.Expectations.Select(answer => new JsonObject
            {
                ["expect"] = answer.Expectation.Text, ["isMet"] = answer.IsMet, ["reason"] = answer.Reason,
            })]),
            ["notes"] = Texts(report.Notes),
            ["errorBars"] = Texts(ReportText.ErrorBars(report)),
            ["compute"] = ComputeOf(report),
        };
    }

    private static JsonObject Of(ArmFigures arm) => new()
    {
        ["arm"] = arm.Arm.Name,
        ["changes"] = Texts(arm.Arm.Changes),
        ["mean"] = JsonNumber.Of(arm.Mean),
        ["deviation"] = JsonNumber.Of(arm.Deviation),
        ["runs"] = new JsonArray([.. arm.Runs.Select(run => new JsonObject
        {
            ["seed"] = run.Run.Seed,
            ["run"] = run.Run.Name,
            ["value"] = JsonNumber.Of(run.Value),
            ["reason"] = run.Reason,
            ["lockId"] = run.Record?.LockId,
            ["resultId"] = run.Record?.ResultId,
            ["dirty"] = run.Folder?.TryReadCode()?.IsDirty,
        })]),
        ["curve"] = new JsonArray([.. arm.Curve.Select(point => new JsonObject
        {
            ["epoch"] = point.Epoch, ["mean"] = JsonNumber.Of(point.Mean), ["deviation"] = JsonNumber.Of(point.Deviation), ["seeds"] = point.Seeds,
        })]),
        ["classes"] = new JsonArray([.. arm.Classes.Select(one => new JsonObject
        {
            ["class"] = one.Name, ["recall"] = JsonNumber.Of(one.Mean), ["deviation"] = JsonNumber.Of(one.Deviation),
        })]),
    };

    private static JsonObject Of(ArmComparison comparison, SuiteReport report) => new()
    {
        ["arm"] = comparison.Arm,
        ["with"] = comparison.With,
        ["finding"] = EnumWord.Of(comparison.Figures.Finding),
        ["sentence"] = ReportText.Of(comparison, report),
        ["seeds"] = new JsonArray([.. comparison.Seeds.Select(seed => JsonValue.Create(seed))]),
        ["differences"] = new JsonArray([.. comparison.Differences.Select(difference => JsonNumber.Of(difference))]),
        ["mean"] = JsonNumber.Of(comparison.Mean),
        ["deviation"] = JsonNumber.Of(comparison.Figures.Deviation),
        ["low"] = JsonNumber.Of(comparison.Interval?.Low),
        ["high"] = JsonNumber.Of(comparison.Interval?.High),
        ["p"] = JsonNumber.Of(comparison.Figures.PValue),
        ["adjustedP"] = JsonNumber.Of(comparison.Figures.AdjustedPValue),
        ["probabilityOfBetter"] = JsonNumber.Of(comparison.Figures.ProbabilityOfBetter),
        ["isPaired"] = comparison.Pairing.IsPaired,
        ["sameWeights"] = comparison.Pairing.Weights,
        ["sameOrder"] = comparison.Pairing.Order,
        ["wishedFor"] = JsonNumber.Of(comparison.WishedFor),
        ["neededSeeds"] = comparison.Needed,
    };

    private static JsonObject ComputeOf(SuiteReport report) => new()
    {
        ["processor"] = report.Machine.Processor,
        ["gpu"] = report.Machine.Gpu,
        ["cores"] = report.Machine.Cores,
        ["memoryBytes"] = report.Machine.Memory,
        ["seconds"] = JsonNumber.Of(report.Arms.SelectMany(arm => arm.Runs).Sum(run => run.Seconds ?? 0)),
        ["arms"] = new JsonArray([.. report.Arms.Select(arm => new JsonObject
        {
            ["arm"] = arm.Arm.Name,
            ["seconds"] = JsonNumber.Of(arm.Runs.Sum(run => run.Seconds ?? 0)),
            ["peakBytes"] = arm.Runs.Max(run => run.PeakBytes),
            ["joules"] = JsonNumber.Of(arm.Runs.All(run => run.Joules is null) ? null : arm.Runs.Sum(run => run.Joules ?? 0)),
        })]),
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
