using System.Text.Json.Nodes;
using Lockstep.Syntax;
using Lockstep.Text;

namespace Lockstep.Schema;

/// <summary>One reading of one recipe: what is gathered on the way.</summary>
internal sealed class Resolution(SectionShape root, ProblemList problems, int processorCount)
{
    /// <summary>All keys that there are.</summary>
    public SectionShape Root { get; } = root;

    public ProblemList Problems { get; } = problems;

    public int ProcessorCount { get; } = processorCount;

    /// <summary>Filled in schema order, so that a default may use what stands before it.</summary>
    public JsonObject Values { get; } = [];

    public List<RecipeDefault> Defaults { get; } = [];

    /// <summary>The place of every value that somebody wrote, by path.</summary>
    public Dictionary<string, Place> Places { get; } = [];

    public JsonNode? UseDefault(string path, JsonNode? value)
    {
        Defaults.Add(new RecipeDefault(path, YamlText.Flow(value)));
        return value;
    }
}
