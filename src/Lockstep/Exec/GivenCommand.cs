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

    /// <summary>Folders of sealed data sets that the command reads.</summary>
    public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>Patterns of files and folders; empty for all that the command leaves below its folder.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>Patterns of what inside an output is no part of the result.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>Where metrics are read from, beside the usual places.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = [];

    /// <summary>Null for what a recipe has by default, here and below.</summary>
    public long? Seed { get; init; }

    /// <summary><c>strict</c>, <c>warn</c> or <c>fast</c>.</summary>
    public string? Determinism { get; init; }

    /// <summary>From 1.</summary>
    public int? Threads { get; init; }

    /// <summary><c>off</c>, <c>standard</c> or <c>deep</c>.</summary>
    public string? Ledger { get; init; }

    /// <summary>A word for the run's name.</summary>
    public string? Tag { get; init; }

    /// <summary>False to leave Python as it is: nothing is seeded, and there is no ledger.</summary>
    public bool Inject { get; init; } = true;

    /// <summary>False to refuse connections.</summary>
    public bool Network { get; init; } = true;

    /// <exception cref="RecipeException">A value is out of its range.</exception>
    public (ResolvedCommand Recipe, CommandSource Source) Resolve()
    {
        var recipe = new JsonObject { ["kind"] = RunKind.Command, ["command"] = List(Command) };
        PutList("data", Data);
        PutList("outputs", Outputs);
        PutList("ignore", Ignore);
        PutList("metrics", Metrics);
        Put("seed", Seed is { } seed ? JsonValue.Create(seed) : null);
        Put("determinism", Determinism);
        Put("threads", Threads is { } threads ? JsonValue.Create(threads) : null);
        Put("ledger", Ledger);
        Put("tag", Tag);
        Put("inject", Inject ? null : false);
        Put("network", Network ? null : false);
        var bytes = Encoding.UTF8.GetBytes(YamlText.Block(recipe));
        return (RecipeReader.ResolveCommand(FileName, recipe, bytes, Environment.ProcessorCount), new CommandSource(FileName, bytes, []));

        void PutList(string key, IReadOnlyList<string> values) => Put(key, values.Count > 0 ? List(values) : null);

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
