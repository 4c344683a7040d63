using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Lockstep.Files;

/// <summary>JSON in the one form of RFC 8785, so that equal values have equal bytes and so equal digests.</summary>
public static class CanonicalJson
{
    /// <exception cref="ArgumentException">A number is NaN or infinite, or a text holds half a surrogate pair.</exception>
    public static string Write(JsonNode? node)
    {
        var text = new StringBuilder();
        Append(text, node);
        return text.ToString();
    }

    /// <summary>SHA-256 over the canonical bytes.</summary>
    public static string DigestOf(JsonNode? node) => Sha256.Of(Write(node));

    private static void Append(StringBuilder text, JsonNode? node)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject map:
                AppendSeparated(text, '{', KeysOf(map), '}', key =>
                {
                    AppendString(text, key);
                    text.Append(':');
                    Append(text, map[key]);
                });
                break;
            case JsonArray list:
                AppendSeparated(text, '[', list, ']', item => Append(text, item));
                break;
            case JsonValue value:
                AppendValue(text, value);
                break;
        }
    }

    /// <summary>In their order. By the keys alone: what sorts pairs is compiled anew in every process.</summary>
    private static string[] KeysOf(JsonObject map)
    {
        var keys = new string[map.Count];
        ((IDictionary<string, JsonNode?>)map).Keys.CopyTo(keys, 0);
        Array.Sort(keys, StringComparer.Ordinal);
        return keys;
    }

    private static void AppendSeparated<T>(StringBuilder text, char open, IEnumerable<T> items, char close, Action<T> append)
    {
        text.Append(open);
        var first = true;
        foreach (var item in items)
        {
            if (!first)
            {
                text.Append(',');
            }

            first = false;
            append(item);
        }

        text.Append(close);
    }

    private static void AppendValue(StringBuilder text, JsonValue value)
    {
        switch (value.GetValueKind())
        {
            case System.Text.Json.JsonValueKind.String:
                AppendString(text, value.GetValue<string>());
                break;
            case System.Text.Json.JsonValueKind.True:
                text.Append("true");
                break;
            case System.Text.Json.JsonValueKind.False:
                text.Append("false");
                break;
            default:
                text.Append(Number(double.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture)));
                break;
        }
    }

    private static void AppendString(StringBuilder text, string value)
    {
        // RFC 8785 section 3.2.2.2. In UTF-8 each half would become the same replacement character, and two values one digest.
        if (HasHalfSurrogatePair(value))
        {
            throw new ArgumentException("A text holds half a surrogate pair, which JSON in UTF-8 can't say.", nameof(value));
        }

        text.Append('"');
        foreach (var unit in value)
        {
            _ = unit switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}"),
                _ => text.Append(unit),
            };
        }

        text.Append('"');
    }

    private static bool HasHalfSurrogatePair(string value)
    {
        for (var rest = value.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var units) != OperationStatus.Done)
            {
                return true;
            }

            rest = rest[units..];
        }

        return false;
    }

    /// <summary>A number as ECMAScript writes it (ECMA-262, Number::toString), which RFC 8785 section 3.2.2.3 asks for.</summary>
    internal static string Number(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "JSON has no such number.");
        }

        if (value == 0)
        {
            return "0";
        }

        // .NET's shortest round-trip digits are ECMAScript's; only the layout differs.
        var parts = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture).Split('E');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var allDigits = parts[0].Replace(".", "", StringComparison.Ordinal);
        var digits = allDigits.TrimStart('0').TrimEnd('0');
        var exponent = (point < 0 ? allDigits.Length : point) - (allDigits.Length - allDigits.TrimStart('0').Length)
            + (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
        var layout = exponent switch
        {
            > 0 and <= 21 when digits.Length <= exponent => digits.PadRight(exponent, '0'),
            > 0 and <= 21 => $"{digits[..exponent]}.{digits[exponent..]}",
            > -6 and <= 0 => $"0.{new string('0', -exponent)}{digits}",
            _ =>
                $"{digits[0]}{(digits.Length > 1 ? "." : "")}{digits[1..]}e{(exponent > 0 ? "+" : "-")}"
                + $"{Math.Abs(exponent - 1).ToString(CultureInfo.InvariantCulture)}",
        };
        return value < 0 ? "-" + layout : layout;
    }
}
