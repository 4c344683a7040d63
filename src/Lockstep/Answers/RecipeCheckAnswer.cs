using System.Text.Json.Nodes;
using Lockstep.Samples.Formats;

namespace Lockstep.Answers;

/// <summary>A recipe without errors, as <c>recipe check --json</c> gives it.</summary>
public static class RecipeCheckAnswer
{
    /// <param name="dataset">The folder of its data set.</param>
    /// <param name="warnings">In sentences.</param>
    /// <param name="notes">On what of the data set would not be read.</param>
    public static JsonObject Of(string dataset, IReadOnlyList<string> warnings, IReadOnlyList<DataNote> notes) => new()
    {
        ["ok"] = true,
        ["dataset"] = dataset,
        ["warnings"] = JsonTexts.Of(warnings),
        ["notes"] = DataAnswer.Of(notes),
    };
}
