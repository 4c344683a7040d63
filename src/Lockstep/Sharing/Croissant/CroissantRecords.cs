using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lockstep.Samples.Formats;

namespace Lockstep.Sharing.Croissant;

/// <summary>The records that a description gives: the manifest's lines, and the images with their class and split.</summary>
/// <remarks>
/// Class and split don't refer to the record sets that list them: MLCommons' reader (mlcroissant 1.1) joins on such a reference by writing over the
/// path, so that the other fields that are read from the path come out wrong. Their data types say what they are.
/// </remarks>
internal static class CroissantRecords
{
    public const string ManifestId = "manifest.json";
    public const string ImagesId = "image-files";

    public static IEnumerable<JsonNode> OfManifest()
    {
        JsonObject Column(string name, string type, string description) =>
            Field(
                "files", name, description,
                new JsonObject { ["fileObject"] = Ref(ManifestId), ["extract"] = new JsonObject { ["jsonPath"] = $"$.files[*].{name}" } }, type);
        yield return RecordSet("files", "Every file of the snapshot.", "files/relpath",
        [
            Column("relpath", "sc:Text", "The path from the snapshot's root."),
            Column("bytes", "sc:Integer", "The size."),
            Column("sha256", "sc:Text", "The SHA-256 of the content."),
        ]);
    }

    public static IEnumerable<JsonNode> OfImages(LabelledImages images, string root)
    {
        yield return Enumeration("classes", "The classes.", "sc:Enumeration", [Field("classes", "name", "The class's folder.", source: null, "sc:Text")],
            images.Classes.Select(name => new JsonObject { ["classes/name"] = name }));

        var begin = $"^(?:.*?/)??{Regex.Escape(root)}/";
        var fields = new List<JsonObject>
        {
            Field("images", "path", "The image's path.", FromPath(regex: null), "sc:Text"),
            Field("images", "image", "The image.", FromFiles("content"), "sc:ImageObject"),
        };
        var folders = images.IsUnusual ? string.Join('|', images.ClassFolders.Select(folder => Regex.Escape(folder.RelPath.TrimEnd('/')))) : "[^/]+";
        if (images.Layout == "split/class")
        {
            yield return Splits(images);
            fields.Add(Field("images", "split", "The split of the data.", FromPath($"{begin}({folders})/"), "sc:Text", "cr:Split"));
            begin += images.IsUnusual ? $"(?:{folders})/" : $"{folders}/";
        }
        else if (images.IsUnusual)
        {
            begin += $"{folders}/";
        }

        fields.Add(Field("images", "label", "The image's class.", FromPath($"{begin}([^/]+)/"), "sc:Text", "cr:Label"));
        yield return RecordSet("images", "The images with their class.", "images/path", [.. fields]);
    }

    private static JsonObject Splits(LabelledImages images)
    {
        var names = images.ClassFolders.Select(folder => (Name: folder.RelPath.TrimEnd('/'), folder.Split)).OrderBy(split => split.Split);
        return Enumeration("splits", "The splits of the data.", "cr:Split",
            [Field("splits", "name", "The split's folder.", source: null, "sc:Text"), Field("splits", "url", "Its meaning.", source: null, "sc:URL")],
            names.Select(split => new JsonObject { ["splits/name"] = split.Name, ["splits/url"] = UrlOf(split.Split) }));
    }

    private static string UrlOf(Split? split) => split switch
    {
        Split.Val => "cr:ValidationSplit",
        Split.Test => "cr:TestSplit",
        _ => "cr:TrainingSplit",
    };

    private static JsonObject Enumeration(string id, string description, string type, JsonObject[] fields, IEnumerable<JsonObject> data)
    {
        var set = RecordSet(id, description, $"{id}/name", fields);
        set["dataType"] = type;
        set["data"] = new JsonArray([.. data]);
        return set;
    }

    private static JsonObject RecordSet(string id, string description, string key, JsonObject[] fields) => new()
    {
        ["@type"] = "cr:RecordSet",
        ["@id"] = id,
        ["name"] = id,
        ["description"] = description,
        ["key"] = Ref(key),
        ["field"] = new JsonArray([.. fields]),
    };

    private static JsonObject Field(string set, string name, string description, JsonObject? source, string type, string? secondType = null)
    {
        var field = new JsonObject
        {
            ["@type"] = "cr:Field",
            ["@id"] = $"{set}/{name}",
            ["name"] = name,
            ["description"] = description,
            ["dataType"] = secondType is null ? type : new JsonArray(type, secondType),
        };
        if (source is not null)
        {
            field["source"] = source;
        }

        return field;
    }

    private static JsonObject FromPath(string? regex)
    {
        var source = FromFiles("fullpath");
        if (regex is not null)
        {
            source["transform"] = new JsonObject { ["regex"] = regex };
        }

        return source;
    }

    private static JsonObject FromFiles(string property) => new() { ["fileSet"] = Ref(ImagesId), ["extract"] = new JsonObject { ["fileProperty"] = property } };

    private static JsonObject Ref(string id) => new() { ["@id"] = id };
}
