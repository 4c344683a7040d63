using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Schema;

namespace Lockstep.Recipes;

/// <summary>The recipe of a run that is a command, in which every value is explicit.</summary>
public sealed class ResolvedCommand : ResolvedValues
{
    internal ResolvedCommand(string fileName, Resolution resolution, IReadOnlyList<string> overrides)
        : base(fileName, resolution, overrides) =>
        Recipe = Of((JsonObject)resolution.Root.ForRecord(Values)!);

    /// <summary>The same values by their names.</summary>
    public CommandRecipe Recipe { get; }

    /// <summary>
    /// By hand: the serializer takes a fifth of the time that a short command may take. As strict as it, so that record and schema stay alike.
    /// </summary>
    private static CommandRecipe Of(JsonObject values)
    {
        var left = values.Count;
        var recipe = new CommandRecipe(
            Text("kind"),
            Texts("command"),
            Whole("seed") ?? 0,
            Texts("data"),
            Texts("outputs"),
            Texts("ignore"),
            Texts("metrics"),
            Text("determinism"),
            (int?)Whole("threads"),
            Text("ledger"),
            Take("inject")!.GetValue<bool>(),
            Take("network")!.GetValue<bool>(),
            Take("tolerance") is { } tolerance ? double.Parse(tolerance.ToJsonString(), CultureInfo.InvariantCulture) : null,
            Take("tag")?.GetValue<string>())
        {
            Invariants = Take(InvariantSchema.Name) is JsonArray { Count: > 0 } some ? some.Deserialize<IReadOnlyList<Invariant>>(ToRecord)! : [],
        };
        return left == 0 ? recipe : throw new InvalidOperationException("A key of the schema has no place in the record.");

        JsonNode? Take(string key)
        {
            left--;
            return values.TryGetPropertyValue(key, out var value) ? value : throw new InvalidOperationException($"The schema has no key '{key}'.");
        }

        // A default may hold another type of number than what was written.
        long? Whole(string key) => Take(key) is { } number ? long.Parse(number.ToJsonString(), CultureInfo.InvariantCulture) : null;

        string Text(string key) => Take(key)!.GetValue<string>(); // validated by the schema, here and above

        string[] Texts(string key) => [.. ((JsonArray)Take(key)!).Select(item => item!.GetValue<string>())];
    }
}
