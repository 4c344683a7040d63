using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Recipes;
using Lockstep.Syntax;

namespace Lockstep.Exec;

/// <summary>A command as a command line gives it, as the recipe that it stands for.</summary>
/// <param name="Command">The program and its arguments.</param>
public sealed record GivenCommand(IReadOnlyList<string> Command)
{
    private const string FileName = "recipe.yaml";

    public IReadOnlyList<string> Data { get; init; } = [];

    public IReadOnlyList<string> Outputs { get; init; } = [];

    public IReadOnlyList<string> Ignore { get; init; } = [];

    public IReadOnlyList<string> Metrics { get; init; } = [];

    /// <summary>Null for what a recipe has by default, here and below.</summary>
    public long? Seed { get; init; }

    public string? Determinism { get; init; }

    public int? Threads { get; init; }

    public string? Ledger { get; init; }

    public string? Tag { get; init; }

    public bool Inject { get; init; } = true;

    public bool Network { get; init; } = true;

    /// <exception cref="RecipeException">A value is out of its range.</exception>
    public (ResolvedCommand Recipe, CommandSource Source) Resolve()
    {
        var recipe = new JsonObject { ["kind"] = RunKind.Command, ["command"] = List(Command) };
        foreach (var (key, values) in new[] { ("data", Data), ("outputs", Outputs), ("ignore", Ignore), ("metrics", Metrics) }
            .Where(list => list.Item2.Count > 0))
        {
            recipe[key] = List(values);
        }

        Put("seed", Seed is { } seed ? JsonValue.Create(seed) : null);
        Put("determinism", Determinism);
        Put("threads", Threads is { } threads ? JsonValue.Create(threads) : null);
        Put("ledger", Ledger);
        Put("tag", Tag);
        Put("inject", Inject ? null : false);
        Put("network", Network ? null : false);
        var bytes = Encoding.UTF8.GetBytes(YamlText.Block(recipe));
        return (RecipeReader.ResolveCommand(FileName, recipe, bytes, Environment.ProcessorCount), new CommandSource(FileName, bytes, []));

        void Put(string key, JsonNode? value)
        {
            if (value is not null)
            {
                recipe[key] = value;
            }
        }
    }

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
