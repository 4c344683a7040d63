using System.Text.Json.Nodes;

namespace Lockstep.Answers;

/// <summary>Texts in an answer, as a JSON array.</summary>
internal static class JsonTexts
{
    /// <summary>In the order that they come in.</summary>
    public static JsonArray Of(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
