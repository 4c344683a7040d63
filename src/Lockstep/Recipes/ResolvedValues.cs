using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lockstep.Schema;
using Lockstep.Syntax;
using Lockstep.Text;

namespace Lockstep.Recipes;

/// <summary>A recipe of any kind in which every value is explicit, and what is known of where each came from.</summary>
public abstract class ResolvedValues
{
    private readonly string fileName;
    private readonly Dictionary<string, Place> places;

    private protected ResolvedValues(string fileName, Resolution resolution, IReadOnlyList<string> overrides)
    {
        this.fileName = fileName;
        places = resolution.Places;
        Values = resolution.Values;
        Defaults = resolution.Defaults;
        Overrides = [.. overrides];

        // The root shape turns a mapping into a mapping.
        ResultRelevant = resolution.Root.ResultRelevant(Values)!.AsObject();
    }

    // As strict as it goes, so that a record and the schema cannot drift apart unnoticed.
    private protected static JsonSerializerOptions ToRecord { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        TypeInfoResolver = RecipeJson.Default,
    };

    /// <summary>Every value, in the order of the schema. Shared: clone it before changing it.</summary>
    public JsonObject Values { get; }

    /// <summary><see cref="Values"/> without the keys that cannot change a result. Shared: clone it before changing it.</summary>
    public JsonObject ResultRelevant { get; }

    /// <summary>What nobody wrote, in the order of the schema.</summary>
    public IReadOnlyList<RecipeDefault> Defaults { get; }

    /// <summary>As given, without the <c>--set</c>.</summary>
    public IReadOnlyList<string> Overrides { get; }

    /// <summary>A recipe that resolves to the very same <see cref="Values"/>, on any machine.</summary>
    public string ToYaml() => YamlText.Block(Values);

    /// <summary>For what only the caller can find out, such as a dataset that is not there.</summary>
    /// <param name="key">The path, such as <c>dataset</c> or <c>optimizer.name</c>.</param>
    /// <returns>A problem at the value's place, at its override, or, where nobody wrote it, at the file.</returns>
    public RecipeProblem ProblemAt(string key, string message) =>
        new((places.TryGetValue(key, out var place) ? place : Place.Whole(fileName)).ToString(), message);
}
