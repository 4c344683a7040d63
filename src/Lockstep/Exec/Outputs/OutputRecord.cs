using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Exec.Contents;

namespace Lockstep.Exec.Outputs;

/// <summary>Outputs as they stand in a run's record.</summary>
internal static class OutputRecord
{
    public static JsonObject Of(OutputSet set) =>
        new()
        {
            ["files"] = new JsonArray([.. set.Files.Select(Of)]),
            ["ignored"] = Of(set.Ignored),
            ["leftOut"] = Of(set.LeftOut),
        };

    /// <exception cref="FormatException">It is no such record.</exception>
    public static OutputSet Read(JsonObject json, string? folder)
    {
        try
        {
            return new OutputSet
            {
                Files = [.. List(json, "files").Select(node => FileOf(node as JsonObject ?? throw new FormatException("an output is no object")))],
                Ignored = Texts(json, "ignored"),
                LeftOut = Texts(json, "leftOut"),
                Folder = folder,
            };
        }
        catch (Exception exception) when (exception is InvalidOperationException or JsonException)
        {
            throw new FormatException("a member of the outputs is of another kind than expected", exception);
        }
    }

    private static JsonObject Of(OutputFile file)
    {
        var json = new JsonObject { ["name"] = file.Name };
        Add(json, "pairName", file.PairName == file.Name ? null : file.PairName);
        Add(json, "role", file.Role);
        Add(json, "kept", file.Kept);
        Add(json, "link", file.Link);
        Add(json, "pairLink", file.PairLink == file.Link ? null : file.PairLink);
        json["bytes"] = file.Bytes;
        json["sha256"] = file.Sha256;
        json["format"] = file.Content.Format;
        json["content"] = file.Content.Digest;
        json["tensors"] = file.Content.Tensors;
        json["values"] = file.Content.Values;
        json["dates"] = Of(file.Content.Dates);
        json["leftOut"] = Of(file.Content.LeftOut);
        Add(json, "problem", file.Content.Problem);
        return json;
    }

    private static OutputFile FileOf(JsonObject json)
    {
        var name = Text(json, "name");
        var content = new ContentDigest(Text(json, "format"), Text(json, "content"))
        {
            Tensors = json["tensors"]?.GetValue<int>() ?? 0,
            Values = json["values"]?.GetValue<int>() ?? 0,
            Dates = Texts(json, "dates"),
            LeftOut = Texts(json, "leftOut"),
            Problem = json["problem"]?.GetValue<string>(),
        };
        var bytes = json["bytes"]?.GetValue<long>() ?? throw Lacks("bytes");
        return new OutputFile(name, json["role"]?.GetValue<string>(), json["kept"]?.GetValue<string>(), bytes, Text(json, "sha256"), content)
        {
            PairName = json["pairName"]?.GetValue<string>() ?? name,
            Link = json["link"]?.GetValue<string>(),
            PairLink = (json["pairLink"] ?? json["link"])?.GetValue<string>(),
        };
    }

    private static void Add(JsonObject json, string name, string? value)
    {
        if (value is not null)
        {
            json[name] = value;
        }
    }

    private static JsonArray Of(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode?)JsonValue.Create(text))];

    private static JsonArray List(JsonObject json, string name) => json[name] as JsonArray ?? throw Lacks(name);

    private static IReadOnlyList<string> Texts(JsonObject json, string name) =>
        [.. List(json, name).Select(item => item?.GetValue<string>() ?? throw Lacks(name))];

    private static string Text(JsonObject json, string name) => json[name]?.GetValue<string>() ?? throw Lacks(name);

    private static FormatException Lacks(string name) => new($"the outputs lack '{name}'");
}
