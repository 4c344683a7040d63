using System.Globalization;
using System.Text;
using System.Text.Json;
using Lockstep.Exec.Contents.Nodes;
using Lockstep.Exec.Metrics;

namespace Lockstep.Exec.Contents;

/// <summary>The values of a JSON file, or of one with a value on each line.</summary>
internal static class JsonContent
{
    private const int LargestFile = 8 << 20;
    private const int Deepest = 256;

    public static ContentNode Read(ByteRange bytes, bool isLines)
    {
        if (bytes.Length > LargestFile)
        {
            throw new ContentException("is too large to compare value by value");
        }

        try
        {
            var reader = new Utf8JsonReader(Standard(bytes.ToMemory().Span), new JsonReaderOptions { MaxDepth = Deepest, AllowMultipleValues = isLines });
            if (!isLines)
            {
                using var document = JsonDocument.ParseValue(ref reader);
                return reader.Read() ? throw new ContentException("is not JSON") : NodeOf(document.RootElement);
            }

            var list = new ContentNode(ContentKind.List, "list");
            while (JsonDocument.TryParseValue(ref reader, out var line))
            {
                using (line)
                {
                    list.Append(NodeOf(line.RootElement));
                }

                if (reader.BytesConsumed >= bytes.Length || !reader.Read())
                {
                    break;
                }
            }

            return list;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new ContentException("is not JSON");
        }
    }

    public static ContentNode NodeOf(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var map = new ContentNode(ContentKind.Map, "dict");
                foreach (var member in value.EnumerateObject())
                {
                    map.Put(member.Name, NodeOf(member.Value));
                }

                return map;
            case JsonValueKind.Array:
                return ContentNode.List(value.EnumerateArray().Select(NodeOf));
            case JsonValueKind.String:
                return ContentNode.Of(value.GetString() ?? "");
            case JsonValueKind.Number:
                return NumberOf(value);
            case JsonValueKind.True or JsonValueKind.False:
                return ContentNode.Of(value.GetBoolean());
            default:
                return ContentNode.None();
        }
    }

    private static ContentNode NumberOf(JsonElement value)
    {
        var text = value.GetRawText();
        return text.AsSpan().ContainsAny('.', 'e', 'E') && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? ContentNode.Of(number)
            : ContentNode.Value("int", text);
    }

    /// <summary>Without a byte-order mark, and with quotes around what Python's <c>json</c> writes for numbers that JSON doesn't know.</summary>
    private static ReadOnlySpan<byte> Standard(ReadOnlySpan<byte> bytes)
    {
        var text = bytes is [0xef, 0xbb, 0xbf, ..] ? bytes[3..] : bytes;
        return text.IndexOf("NaN"u8) >= 0 || text.IndexOf("Infinity"u8) >= 0 ? Encoding.UTF8.GetBytes(BareNumbers.Quoted(Encoding.UTF8.GetString(text))) : text;
    }
}
