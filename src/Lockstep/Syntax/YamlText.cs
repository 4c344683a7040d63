using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockstep.Syntax;

/// <summary>Values as YAML that readers of YAML 1.1 and 1.2 understand alike.</summary>
internal static class YamlText
{
    /// <summary>One key a line, lists in brackets, LF.</summary>
    public static string Block(JsonObject values)
    {
        var text = new StringBuilder();
        AppendBlock(text, values, "");
        return text.ToString();
    }

    /// <summary>On one line.</summary>
    public static string Flow(JsonNode? value) => value switch
    {
        null => "null",
        JsonArray list => $"[{string.Join(", ", list.Select(Flow))}]",
        JsonObject mapping => $"{{{string.Join(", ", mapping.Select(item => $"{Text(item.Key)}: {Flow(item.Value)}"))}}}",
        _ when value.GetValueKind() == JsonValueKind.String => Text(value.GetValue<string>()),
        _ when value.GetValueKind() == JsonValueKind.Number => Number(value.ToJsonString()),
        _ => value.ToJsonString(),
    };

    private static void AppendBlock(StringBuilder text, JsonObject values, string indent)
    {
        foreach (var (key, value) in values)
        {
            text.Append(indent).Append(Text(key)).Append(':');
            if (value is JsonObject { Count: > 0 } inner)
            {
                text.Append('\n');
                AppendBlock(text, inner, indent + "  ");
            }
            else
            {
                text.Append(' ').Append(Flow(value)).Append('\n');
            }
        }
    }

    /// <summary>YAML 1.1 takes 1e-08 for text: it wants a point before the exponent.</summary>
    private static string Number(string json)
    {
        var exponent = json.IndexOf('E', StringComparison.Ordinal);
        if (exponent < 0)
        {
            return json;
        }

        var digits = json[..exponent];
        return $"{digits}{(digits.Contains('.', StringComparison.Ordinal) ? "" : ".0")}e{json[(exponent + 1)..]}";
    }

    private static string Text(string value)
    {
        if (IsSafeWithoutQuotes(value) && !IsReservedInSomeVersion(value))
        {
            return value;
        }

        var quoted = new StringBuilder("\"");
        foreach (var rune in value.EnumerateRunes())
        {
            if (rune.Value is '"' or '\\')
            {
                quoted.Append('\\').Append(rune.ToString());
            }
            else if (PlainText.IsUnprintable(rune))
            {
                quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}");
            }
            else
            {
                quoted.Append(rune.ToString());
            }
        }

        return quoted.Append('"').ToString();
    }

    private static bool IsSafeWithoutQuotes(string value) =>
        value.Length > 0 && char.IsAsciiLetter(value[0]) && value.All(unit => char.IsAsciiLetterOrDigit(unit) || unit is '_' or '.' or '/' or '-');

    private static bool IsReservedInSomeVersion(string value) =>
        value.ToLowerInvariant() is "y" or "n" or "yes" or "no" or "on" or "off" or "true" or "false" or "null";
}
