using System.Text.Json.Nodes;
using Lockstep.Compare;
using Lockstep.Explaining;
using Lockstep.Text;

namespace Lockstep.Answers;

/// <summary>What experiments say of two runs, as <c>explain --json</c> gives it.</summary>
public static class ExplanationAnswer
{
    /// <param name="a">The first run's name.</param>
    /// <param name="b">The second's.</param>
    public static JsonObject Of(Explanation explanation, string a, string b) => new()
    {
        ["a"] = a,
        ["b"] = b,
        ["outcome"] = EnumWord.Of(explanation.Outcome),
        ["proven"] = explanation.IsProven,
        ["causes"] = new JsonArray([.. explanation.Causes.Select(cause => new JsonObject
        {
            ["step"] = cause.Step,
            ["phase"] = cause.Phase is { } phase ? Blame.Word(phase) : null,
            ["here"] = cause.IsHere,
            ["differences"] = Of(cause.Set),
        })]),
        ["without"] = Of(explanation.Without),
        ["upToStep"] = explanation.Upto,
        ["sameResult"] = explanation.SameResult,
        ["notPut"] = Of(explanation.Fixed),
        ["trials"] = explanation.Trials,
        ["problems"] = JsonTexts.Of(explanation.Problems),
        ["sentences"] = JsonTexts.Of(ExplanationText.Of(explanation)),
    };

    private static JsonArray Of(IEnumerable<Difference> differences) => new([.. differences.Select(difference => new JsonObject
    {
        ["box"] = EnumWord.Of(difference.Box),
        ["name"] = difference.Name,
        ["a"] = difference.A,
        ["b"] = difference.B,
    })]);
}
