using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Lockstep.Files;

/// <summary>Reads JSON that others may have written: members may lack or be of another kind than expected, and text may hold half a surrogate pair.</summary>
internal static class LooseJson
{
    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>The object; null where it is none.</summary>
    /// <param name="problem">Why.</param>
    public static JsonObject? Parse(ReadOnlySpan<byte> json, out JsonException? problem)
    {
        problem = null;
        try
        {
            var text = Utf8.IsValid(json) ? json.ToArray() : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json));
            ReplaceHalves(text);
            return JsonNode.Parse(text, documentOptions: s_options) as JsonObject;
        }
        catch (JsonException exception)
        {
            problem = exception;
            return null;
        }
    }

    public static string? Text(JsonObject? json, string name) => Text(Member(json, name));

    /// <summary>The text itself; null of anything else.</summary>
    public static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    public static long? Number(JsonObject? json, string name) => Member(json, name) is JsonValue value && value.TryGetValue(out long number) ? number : null;

    /// <summary>A number from 0 that fits 31 bits, written as a number or as an environment's text.</summary>
    public static int? SmallNumber(JsonObject? json, string name) =>
        Number(json, name) is { } number ? number is >= 0 and <= int.MaxValue ? (int)number : null
            : int.TryParse(Text(json, name), NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;

    public static bool? Flag(JsonObject? json, string name) => Member(json, name) is JsonValue value && value.TryGetValue(out bool flag) ? flag : null;

    /// <summary>The texts of a list; others in it are left out.</summary>
    public static IReadOnlyList<string> Texts(JsonObject? json, string name) =>
        [.. Items(json, name).OfType<JsonValue>().Select(item => item.TryGetValue(out string? text) ? text : null).OfType<string>()];

    /// <summary>The whole numbers of a list; others in it are left out.</summary>
    public static IReadOnlyList<long> Numbers(JsonObject? json, string name) =>
        [.. Items(json, name).OfType<JsonValue>().Select(item => item.TryGetValue(out long number) ? number : (long?)null).OfType<long>()];

    /// <summary>The object of that name.</summary>
    public static JsonObject? Object(JsonObject? json, string name) => Member(json, name) as JsonObject;

    public static IEnumerable<JsonObject> Objects(JsonObject? json, string name) => Items(json, name).OfType<JsonObject>();

    /// <summary>The members of an object that are text.</summary>
    public static IEnumerable<(string Name, string Text)> Members(JsonObject? json, string name) => Members(Member(json, name) as JsonObject);

    /// <inheritdoc cref="Members(JsonObject?, string)"/>
    public static IEnumerable<(string Name, string Text)> Members(JsonObject? json) =>
        from member in json ?? []
        let text = (member.Value as JsonValue)?.TryGetValue(out string? value) == true ? value : null
        where text is not null
        select (member.Key, text);

    /// <summary>The same, by name.</summary>
    public static Dictionary<string, string> Dictionary(JsonObject? json, string name)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in Object(json, name) ?? [])
        {
            if (Text(value) is { } text)
            {
                texts[key] = text;
            }
        }

        return texts;
    }

    private static JsonArray Items(JsonObject? json, string name) => Member(json, name) as JsonArray ?? [];

    private static JsonNode? Member(JsonObject? json, string name) => json is not null && json.TryGetPropertyValue(name, out var member) ? member : null;

    /// <summary>Python writes a byte of a file's name that is no UTF-8 as half of a surrogate pair, which stands for no character.</summary>
    private static void ReplaceHalves(byte[] text)
    {
        for (var at = Array.IndexOf(text, (byte)'\\'); at >= 0 && at + 6 <= text.Length; at = Next(text, at + 1))
        {
            if (Half(text, at) is not { } half)
            {
                at++; // the escaped character, a backslash perhaps
            }
            else if (half < 0xDC00 && Half(text, at + 6) is >= 0xDC00)
            {
                at += 11;
            }
            else
            {
                "FFFD"u8.CopyTo(text.AsSpan(at + 2));
                at += 5;
            }
        }
    }

    private static int Next(byte[] text, int from) => from < text.Length ? Array.IndexOf(text, (byte)'\\', from) : -1;

    /// <summary>The half of a surrogate pair that is written there.</summary>
    private static int? Half(byte[] text, int at) =>
        at + 6 <= text.Length && text[at] == '\\' && text[at + 1] == 'u'
            && int.TryParse(Encoding.ASCII.GetString(text, at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            && unit is >= 0xD800 and <= 0xDFFF
            ? unit
            : null;
}
