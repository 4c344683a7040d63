using System.Text.Json.Nodes;
using Lockstep.Recipes;
using Lockstep.Schema;

namespace Lockstep.Vision.Models;

/// <summary>What a recipe can say of a model's start, whichever it is.</summary>
internal static class ModelKeys
{
    public static Key Freeze { get; } = new(
        "freeze",
        new ItemsShape("patterns", 1000, new TextShape("a pattern over the names of parameters, such as 'layer1.*'", @"[^\u0000-\u001f\u007f]+")),
        DefaultValue.Of(new JsonArray()),
        "Parameters that are not trained: '*' stands for any characters, dots too, '?' for one. "
        + "Batch norm whose parameters are all frozen keeps its statistics, and uses them, in training too.")
    {
        Acts = Effects.Computing,
        IsLockedOnlyWhereSet = true,
    };

    /// <summary>One of Lockstep's own, which can start from weights that were trained before.</summary>
    public static Variant Network(string name, string doc, params Key[] own) => new(
        name,
        doc,
        [
            .. own,
            new Key(
                "weights", new NullableShape(CommonShapes.PathOf("a file")), DefaultValue.Null,
                "A safetensors file to start from, with torchvision's names; "
                + "null for random weights. A head for another number of classes is left out and starts from random weights.")
            {
                ChangesResults = false
            },
            new Key(
                "sha256", new NullableShape(CommonShapes.Digest), DefaultValue.Null,
                "The SHA-256 of the weights' file, as 'sha256sum' prints it; one of another digest is refused.")
            {
                IsLockedOnlyWhereSet = true
            },
            Freeze,
        ])
    {
        Rules =
        [
            new(
                "weights", values => values["weights"] is null || values["sha256"] is not null,
                "needs the file's SHA-256. Set 'model.sha256' to what 'sha256sum' prints for it.", () => Needs("weights", "sha256")),
            new(
                "sha256", values => values["sha256"] is null || values["weights"] is not null,
                "is that of no file. Set 'model.weights' to the safetensors file.", () => Needs("sha256", "weights")),
        ],
    };

    private static JsonObject Needs(string key, string other) => new()
    {
        ["if"] = new JsonObject
        {
            ["properties"] = new JsonObject { [key] = new JsonObject { ["type"] = "string" } },
            ["required"] = new JsonArray(key),
        },
        ["then"] = new JsonObject
        {
            ["properties"] = new JsonObject { [other] = new JsonObject { ["type"] = "string" } },
            ["required"] = new JsonArray(other),
        },
    };
}
