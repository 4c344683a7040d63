using System.Globalization;
using System.Text.Json;
using Lockstep.Files;

namespace Lockstep.Samples.Formats;

/// <summary>Rows of a file of JSON objects, one a line. A label may be a text or a whole number.</summary>
internal static class JsonLineRows
{
    private static readonly JsonDocumentOptions Form = new() { AllowDuplicateProperties = false };

    /// <exception cref="LockstepException">A line is no such object; the message has the line and the member.</exception>
    public static IEnumerable<LabelRow> Read(string text, string place)
    {
        var line = 0;
        foreach (var json in text.Split('\n'))
        {
            line++;
            if (!string.IsNullOrWhiteSpace(json))
            {
                yield return Row(json, line, $"{place}:{line}");
            }
        }
    }

    private static LabelRow Row(string json, int line, string place)
    {
        var fields = new Dictionary<LabelField, string>();
        try
        {
            using var document = JsonDocument.Parse(json, Form);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new LockstepException(
                    $"{place}: expected an object with the fields {LabelRow.Expected}, found {document.RootElement.ValueKind.ToString().ToLowerInvariant()}.");
            }

            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (!LabelRow.Names.TryGetValue(member.Name, out var field))
                {
                    throw new LockstepException($"{place}: unknown field '{PlainText.Quoted(member.Name)}'. Expected {LabelRow.Expected}.");
                }

                if (!fields.TryAdd(field, TextOf(member.Value, field)
                    ?? throw new LockstepException(
                        $"{place}: field '{member.Name}': expected a text, found {member.Value.ValueKind.ToString().ToLowerInvariant()}.")))
                {
                    throw new LockstepException($"{place}: field '{member.Name}' says again what another field says. Expected {LabelRow.Expected}, each once.");
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The latter for text with half of a surrogate pair.
            var problem = JsonProblem.Of(exception, json);
            throw new LockstepException($"{place}{(problem.Place is var (_, column) ? string.Create(CultureInfo.InvariantCulture, $":{column}") : "")}: "
                + $"not one JSON object: {problem.Reason}.", exception);
        }

        return new LabelRow(
            line, fields.GetValueOrDefault(LabelField.Path), fields.GetValueOrDefault(LabelField.Label), fields.GetValueOrDefault(LabelField.Split));
    }

    private static string? TextOf(JsonElement value, LabelField field) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number when field == LabelField.Label && value.TryGetInt64(out var number) => number.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };
}
