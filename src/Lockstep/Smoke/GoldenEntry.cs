using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Locks;

namespace Lockstep.Smoke;

/// <summary>What a smoke test gave under one recipe, data, environment and randomness, whatever the commit.</summary>
/// <param name="Subject">The recipe's file with what overrides it, or the command.</param>
/// <param name="Size">How much was trained.</param>
/// <param name="Recipe">Of the recipe what can change a result.</param>
/// <param name="Data">Digest of what of the Data lock can, and so on.</param>
/// <param name="Values">The figures, and the digest of the weights.</param>
internal sealed record GoldenEntry(
    string Subject, JsonObject Size, JsonObject Recipe, string Data, string Environment, string Randomness, JsonObject Values)
{
    private const string DigestKey = "digest";

    /// <summary>That it was made at; null outside git.</summary>
    public string? Commit { get; init; }

    /// <summary>For people.</summary>
    public string? Processor { get; init; }

    /// <summary>The Lockstep that made it.</summary>
    public string? LockstepVersion { get; init; }

    /// <summary>What the entry stands under: equal where nothing but the code around the recipe differs.</summary>
    public string Key => CanonicalJson.DigestOf(new JsonObject
    {
        ["subject"] = Subject,
        ["size"] = Size.DeepClone(),
        ["recipe"] = Recipe.DeepClone(),
        ["data"] = Data,
        ["environment"] = Environment,
        ["randomness"] = Randomness,
    })[..32];

    public static GoldenEntry Of(SmokeReport report, string? commit)
    {
        var locks = report.Locks;
        var size = new JsonObject { ["steps"] = report.Size.Steps };
        foreach (var (name, value) in new[] { ("images", report.Size.Images), ("batchSize", report.Size.BatchSize) })
        {
            if (value is { } number)
            {
                size[name] = number;
            }
        }

        var values = new JsonObject
        {
            ["startLoss"] = JsonNumber.Of(report.Figures.Start),
            ["endLoss"] = JsonNumber.Of(report.Figures.End),
            ["weights"] = report.First.Weights,
        };
        foreach (var (name, value) in report.HeldOut)
        {
            values[name] = JsonNumber.Of(value);
        }

        return new GoldenEntry(
            report.Subject, size, (JsonObject)(new RecordedCode(locks.Code).Recipe ?? []).DeepClone(), CanonicalJson.DigestOf(locks.Data.Relevant),
            CanonicalJson.DigestOf(locks.Environment.Relevant), CanonicalJson.DigestOf(locks.Randomness.Relevant), values)
        {
            Commit = commit,
            Processor = new RecordedEnvironment(locks.Environment).Processor,
            LockstepVersion = LockstepBuild.This.Version,
        };
    }

    /// <summary>Whether it is of the same subject and size on an equal machine, whatever its recipe, data and seed.</summary>
    public bool IsOfTheSame(GoldenEntry other) =>
        Subject == other.Subject && Environment == other.Environment && CanonicalJson.Write(Size) == CanonicalJson.Write(other.Size);

    /// <summary>As the file holds it, its digest included.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["commit"] = Commit,
            ["data"] = Data,
            ["environment"] = Environment,
            ["lockstepVersion"] = LockstepVersion,
            ["processor"] = Processor,
            ["randomness"] = Randomness,
            ["recipe"] = Recipe.DeepClone(),
            ["size"] = Size.DeepClone(),
            ["subject"] = Subject,
            ["values"] = Values.DeepClone(),
        };
        json[DigestKey] = CanonicalJson.DigestOf(json);
        return json;
    }

    /// <summary>Null where it is not one, or not as Lockstep wrote it.</summary>
    public static GoldenEntry? TryRead(JsonNode? node)
    {
        try
        {
            if (node is not JsonObject json || json["recipe"] is not JsonObject recipe || json["size"] is not JsonObject size
                || json["values"] is not JsonObject values)
            {
                return null;
            }

            var content = (JsonObject)json.DeepClone();
            content.Remove(DigestKey);
            return CanonicalJson.DigestOf(content) != (string?)json[DigestKey]
                ? null
                : new GoldenEntry(
                    (string?)json["subject"] ?? "", size, recipe, (string?)json["data"] ?? "", (string?)json["environment"] ?? "",
                    (string?)json["randomness"] ?? "", values)
                {
                    Commit = (string?)json["commit"],
                    Processor = (string?)json["processor"],
                    LockstepVersion = (string?)json["lockstepVersion"],
                };
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or JsonException)
        {
            return null; // a member of another kind than it has
        }
    }
}
