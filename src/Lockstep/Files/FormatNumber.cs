using System.Text.Json;

namespace Lockstep.Files;

/// <summary>
/// The number of its format that a JSON file of Lockstep's carries as <c>format</c>, beside <c>lockstepVersion</c>; a file without is of format 1.
/// A later version whose files this one would read wrongly raises it.
/// </summary>
public static class FormatNumber
{
    /// <summary>The only one there is.</summary>
    public const int Known = 1;

    /// <summary>What is to be said of a file of a newer format; null for one that can be read, and for what is no JSON object.</summary>
    /// <param name="json">All of the file.</param>
    /// <param name="where">Its path.</param>
    /// <param name="what">With its article, as "a run's record".</param>
    public static string? Refusal(ReadOnlySpan<byte> json, string where, string what)
    {
        long format = Known;
        string? version = null;
        try
        {
            var reader = new Utf8JsonReader(json);
            var isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            while (isObject && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString();
                reader.Read();
                switch (name)
                {
                    case "format" when reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number):
                        format = number;
                        break;
                    case "lockstepVersion" when reader.TokenType == JsonTokenType.String:
                        version = PlainText.Quoted(reader.GetString() ?? "", 40);
                        break;
                    default:
                        reader.Skip();
                        break;
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null; // whoever reads it says what is wrong with it
        }

        var advice = version is null ? "Use the version that wrote it." : $"Lockstep {version} wrote it: use that or a newer one.";
        return format <= Known ? null : $"{where}: {what} of format {format}; this Lockstep reads format {Known}. {advice}";
    }
}
