using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Locks;

namespace Lockstep.Checks;

/// <summary>Checks that failed as SARIF 2.1.0, which code scanning reads.</summary>
public static class SarifLog
{
    private static readonly JsonSerializerOptions Layout =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The same text for the same checks.</summary>
    public static string Of(CheckSuite suite)
    {
        var rules = suite.Checks.Select(check => check.Name).Distinct(StringComparer.Ordinal).ToArray();
        var log = new JsonObject
        {
            ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json",
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(new JsonObject
            {
                ["tool"] = new JsonObject
                {
                    ["driver"] = new JsonObject
                    {
                        ["name"] = "lockstep",
                        ["version"] = LockstepBuild.This.Version,
                        ["rules"] = new JsonArray([.. rules.Select(name => (JsonNode)new JsonObject
                        {
                            ["id"] = Id(suite, name),
                            ["shortDescription"] = new JsonObject { ["text"] = $"lockstep {suite.Command}: {name}" },
                        })]),
                    },
                },
                ["results"] = new JsonArray([.. suite.Failed.SelectMany(
                    check => suite.PlacesOf(check), (check, place) => (JsonNode)ResultOf(suite, check, place, Array.IndexOf(rules, check.Name)))]),
            }),
        };
        return log.ToJsonString(Layout) + "\n";
    }

    private static JsonObject ResultOf(CheckSuite suite, Check check, CheckPlace place, int rule)
    {
        var result = new JsonObject
        {
            ["ruleId"] = Id(suite, check.Name),
            ["ruleIndex"] = rule,
            ["level"] = "error",
            ["message"] = new JsonObject { ["text"] = place.Text },
        };
        if (place.File is { } file)
        {
            result["locations"] = new JsonArray(new JsonObject
            {
                ["physicalLocation"] = new JsonObject
                {
                    ["artifactLocation"] = new JsonObject { ["uri"] = string.Join('/', file.Split('/').Select(Uri.EscapeDataString)) },
                    ["region"] = new JsonObject { ["startLine"] = Math.Max(1, place.Line) },
                },
            });
        }

        if (place.Fingerprint is { } fingerprint)
        {
            result["partialFingerprints"] = new JsonObject { ["lockstep/v1"] = fingerprint };
        }

        return result;
    }

    private static string Id(CheckSuite suite, string name) => $"{suite.Command}/{name.Replace(' ', '-')}";
}
