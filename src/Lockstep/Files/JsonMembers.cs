using System.Text.Json.Nodes;

namespace Lockstep.Files;

/// <summary>JSON objects with a member for each of several items.</summary>
internal static class JsonMembers
{
    /// <exception cref="ArgumentException">Two items have one name.</exception>
    public static JsonObject Of<T>(IEnumerable<T> items, Func<T, string> name, Func<T, JsonNode?> value)
    {
        var json = new JsonObject();
        foreach (var item in items)
        {
            json.Add(name(item), value(item));
        }

        return json;
    }

    /// <summary>In the order of the dictionary.</summary>
    public static JsonObject Of(IEnumerable<KeyValuePair<string, string>> texts)
    {
        var json = new JsonObject();
        foreach (var (name, text) in texts)
        {
            json.Add(name, text);
        }

        return json;
    }

    /// <summary>A number that is not finite counts as the text that records have for it.</summary>
    public static JsonObject Of(IEnumerable<KeyValuePair<string, double>> numbers)
    {
        var json = new JsonObject();
        foreach (var (name, number) in numbers)
        {
            json.Add(name, JsonNumber.Of(number));
        }

        return json;
    }
}
