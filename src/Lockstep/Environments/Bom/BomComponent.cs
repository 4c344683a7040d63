using System.Text.Json.Nodes;

namespace Lockstep.Environments.Bom;

/// <summary>Components of a bill of materials in CycloneDX's JSON.</summary>
internal static class BomComponent
{
    /// <summary>Begins the names of properties that are Lockstep's own.</summary>
    private const string Own = "lockstep:";

    /// <param name="reference">Names it in the bill; null for its address.</param>
    /// <param name="address">The package's, as package-url has it; null for none.</param>
    public static JsonObject Of(string type, string name, string? version, string? address = null, string? reference = null)
    {
        var json = new JsonObject { ["type"] = type, ["bom-ref"] = reference ?? address ?? name, ["name"] = PlainText.OnOneLine(name) };
        if (!string.IsNullOrEmpty(version))
        {
            json["version"] = PlainText.OnOneLine(version);
        }

        if (address is not null)
        {
            json["purl"] = address;
        }

        return json;
    }

    /// <param name="kind">For example <c>pypi</c>.</param>
    /// <param name="group">The namespace; null for none.</param>
    /// <param name="qualifiers">Behind the question mark, in the order of their names; empty for none.</param>
    public static string Address(string kind, string? group, string name, string version, string qualifiers = "") =>
        $"pkg:{kind}/{(group is null ? "" : Escaped(group) + "/")}{Escaped(name)}{(version.Length == 0 ? "" : "@" + Escaped(version))}"
        + (qualifiers.Length == 0 ? "" : "?" + qualifiers);

    public static JsonObject WithHash(this JsonObject component, string? sha256, string algorithm = "SHA-256")
    {
        if (sha256 is { Length: > 0 })
        {
            component["hashes"] = new JsonArray(new JsonObject { ["alg"] = algorithm, ["content"] = sha256 });
        }

        return component;
    }

    /// <summary>With a property of Lockstep's own; a value that is null is none.</summary>
    public static JsonObject With(this JsonObject component, string name, string? value)
    {
        if (value is not null)
        {
            if (component["properties"] is not JsonArray properties)
            {
                component["properties"] = properties = [];
            }

            properties.Add((JsonNode)Property(name, value));
        }

        return component;
    }

    public static JsonObject Property(string name, string value) => new() { ["name"] = Own + name, ["value"] = PlainText.OnOneLine(value) };

    /// <summary>A colon may stand in an address, and tools expect the others to be escaped.</summary>
    private static string Escaped(string text) => Uri.EscapeDataString(text).Replace("%3A", ":", StringComparison.Ordinal);
}
