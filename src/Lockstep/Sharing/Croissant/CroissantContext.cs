using System.Text.Json.Nodes;

namespace Lockstep.Sharing.Croissant;

/// <summary>What the short names of a Croissant 1.1 description mean. Source: the specification, appendix 1.</summary>
/// <remarks>
/// With https in schema.org's address, as MLCommons' own examples and their reader have it, where the appendix has http, and with the
/// terms of 1.0 that their reader still expects.
/// </remarks>
internal static class CroissantContext
{
    private static readonly string[] Terms =
    [
        "annotation", "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "excludes", "extract", "field", "fileObject",
        "fileProperty", "fileSet",
        "format", "includes", "isArray", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "readLines", "recordSet", "references",
        "regex", "repeated", "replace", "samplingRate",
        "sdVersion", "separator", "source", "subField", "transform", "unArchive", "value",
    ];

    public static JsonObject Create()
    {
        var context = new JsonObject
        {
            ["@language"] = "en",
            ["@vocab"] = "https://schema.org/",
            ["sc"] = "https://schema.org/",
            ["cr"] = "http://mlcommons.org/croissant/",
            ["rai"] = "http://mlcommons.org/croissant/RAI/",
            ["dct"] = "http://purl.org/dc/terms/",
            ["conformsTo"] = "dct:conformsTo",
            ["data"] = new JsonObject { ["@id"] = "cr:data", ["@type"] = "@json" },
            ["dataType"] = new JsonObject { ["@id"] = "cr:dataType", ["@type"] = "@vocab" },
            ["examples"] = new JsonObject { ["@id"] = "cr:examples", ["@type"] = "@json" },
        };
        foreach (var term in Terms)
        {
            context[term] = $"cr:{term}";
        }

        return context;
    }
}
