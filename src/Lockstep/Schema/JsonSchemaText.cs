using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockstep.Schema;

/// <summary>The JSON Schema (2020-12) of keys.</summary>
internal static class JsonSchemaText
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="description">What such a file says, in a sentence or two.</param>
    public static string Of(SectionShape root, string description, string title = "Lockstep recipe")
    {
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = title,
            ["description"] = description,
        };
        foreach (var (name, value) in root.ToJsonSchema("object"))
        {
            schema[name] = value?.DeepClone();
        }

        return schema.ToJsonString(Layout) + "\n";
    }

    public static JsonObject ObjectOf(IReadOnlyList<Key> keys)
    {
        var properties = new JsonObject();
        foreach (var key in keys)
        {
            properties[key.Name] = Property(key);
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        var required = keys.Where(key => key.Default == DefaultValue.None).Select(key => (JsonNode)key.Name).ToArray();
        if (required.Length > 0)
        {
            schema["required"] = new JsonArray(required);
        }

        return schema;
    }

    private static JsonObject Property(Key key)
    {
        var schema = new JsonObject { ["description"] = key.Doc };
        foreach (var (name, value) in key.Shape.ToJsonSchema())
        {
            schema[name] = value?.DeepClone();
        }

        if (key.Default == DefaultValue.Null)
        {
            schema["default"] = null;
        }
        else if (key.Default.Constant is { } constant)
        {
            schema["default"] = constant.DeepClone();
        }

        return schema;
    }
}
