using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockstep.Exec.Parameters;

/// <summary>Parameters of what a command's own reader of arguments returned.</summary>
internal static class ArgumentParameters
{
    public const string Source = "arguments";

    public static List<CommandParameter> Of(IEnumerable<JsonObject> events)
    {
        var parsed = events.ToArray();
        var programs = parsed.Select(ProgramOf).Distinct(StringComparer.Ordinal).Count();
        var all = new List<CommandParameter>();
        foreach (var one in parsed)
        {
            var defaults = (one["defaults"] as JsonArray ?? []).Select(TextOf).ToHashSet(StringComparer.Ordinal);
            var source = programs > 1 ? $"{Source} of {ProgramOf(one)}" : Source;
            foreach (var (name, value) in one["values"] as JsonObject ?? [])
            {
                var parameter = new CommandParameter(name, Secrets.Scrub(name, TextOf(value)), source, defaults.Contains(name));

                // Each process of a training reads the same arguments.
                if (!all.Contains(parameter))
                {
                    all.Add(parameter);
                }
            }
        }

        return all;
    }

    private static string ProgramOf(JsonObject one) => TextOf(one["prog"]);

    private static string TextOf(JsonNode? value) =>
        value is null ? "null"
        : value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>()
        : value.ToJsonString();
}
