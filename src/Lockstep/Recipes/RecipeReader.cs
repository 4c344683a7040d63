using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Schema;
using Lockstep.Syntax;
using Lockstep.Text;

namespace Lockstep.Recipes;

/// <summary>From a recipe's bytes to a recipe in which every value is explicit and within its range.</summary>
public static class RecipeReader
{
    /// <summary>Of so many bytes no recipe goes beyond the limits that a file's reader has.</summary>
    private const int Short = 1 << 14;

    /// <param name="fileName">Stands in messages; one that ends in .json is read as JSON, any other as YAML 1.2.</param>
    /// <param name="bytes">UTF-8, with or without a byte-order mark, at most 16 MiB.</param>
    /// <param name="overrides">Each <c>key.path=value</c>, the value as YAML writes it on one line; a later one wins.</param>
    /// <param name="processorCount">The default of <c>threads</c>.</param>
    /// <param name="additions">What recipes can name in the running program.</param>
    /// <exception cref="RecipeException">With every problem of the file and the overrides; after a syntax error the rest
    /// of the file is not looked at.</exception>
    public static ResolvedRecipe Resolve(
        string fileName, ReadOnlyMemory<byte> bytes, IReadOnlyList<string> overrides, int processorCount, RecipeAdditions additions)
    {
        var resolution = Read(fileName, bytes, overrides, processorCount, additions.Root);
        return new ResolvedRecipe(fileName, resolution, overrides);
    }

    /// <summary>The same of a recipe whose kind is <c>command</c>.</summary>
    /// <exception cref="RecipeException">With every problem of the file and the overrides.</exception>
    public static ResolvedCommand ResolveCommand(string fileName, ReadOnlyMemory<byte> bytes, IReadOnlyList<string> overrides, int processorCount) =>
        new(fileName, Read(fileName, bytes, overrides, processorCount, CommandSchema.Root), overrides);

    /// <summary>Whether a recipe says that its kind is <c>command</c>; of one that can't be read, whoever resolves it says why.</summary>
    public static bool IsOfCommand(string fileName, ReadOnlyMemory<byte> bytes) =>
        ReadRoot(fileName, bytes, new ProblemList())?.Find("kind")?.Value is ScalarNode { Text: RunKind.Command };

    /// <summary>The same of a file that this program made of values: read from them, since to start a parser of YAML takes longer than all the rest.</summary>
    /// <param name="bytes">The values as YAML, which what is wrong with them is shown in.</param>
    internal static ResolvedCommand ResolveCommand(string fileName, JsonObject values, ReadOnlyMemory<byte> bytes, int processorCount)
    {
        if (bytes.Length <= Short)
        {
            try
            {
                var root = (MappingNode)NodeOf(values, Place.Whole(fileName));
                return new ResolvedCommand(fileName, Resolve(root, processorCount, CommandSchema.Root, new ProblemList()), []);
            }
            catch (RecipeException)
            {
                // Said of the file.
            }
        }

        return ResolveCommand(fileName, bytes, [], processorCount);
    }

    /// <summary>The same of a recipe that was put together of several texts.</summary>
    /// <param name="overrides">That <paramref name="root"/> holds already, as they are recorded.</param>
    /// <exception cref="RecipeException">With every problem, each at its place in its own text.</exception>
    internal static ResolvedRecipe Resolve(
        string fileName, MappingNode root, IReadOnlyList<string> overrides, ProblemList problems, int processorCount, RecipeAdditions additions) =>
        new(fileName, Resolve(root, processorCount, additions.Root, problems), overrides);

    private static Resolution Read(string fileName, ReadOnlyMemory<byte> bytes, IReadOnlyList<string> overrides, int processorCount, SectionShape schema)
    {
        var problems = new ProblemList();
        var parsed = overrides.Select(text => Override.Parse(text, problems)).OfType<Override>().ToList();
        if (ReadRoot(fileName, bytes, problems) is not { } root)
        {
            throw new RecipeException(problems.InOrder());
        }

        if (OtherKind(root, schema) is var (place, message))
        {
            problems.Add(place, message);
            throw new RecipeException(problems.InOrder());
        }

        foreach (var item in parsed)
        {
            root = item.ApplyTo(root, schema, problems);
        }

        return Resolve(root, processorCount, schema, problems);
    }

    private static Resolution Resolve(MappingNode root, int processorCount, SectionShape schema, ProblemList problems)
    {
        var resolution = new Resolution(schema, problems, processorCount);
        schema.ReadInto(resolution.Values, root, "", resolution);
        return problems.Any ? throw new RecipeException(problems.InOrder()) : resolution;
    }

    private static Node NodeOf(JsonNode? value, Place place)
    {
        switch (value)
        {
            case null:
                return new ScalarNode(place, ScalarKind.Null, "null", Quoted: false);
            case JsonObject map:
                var entries = new List<Entry>();
                foreach (var (key, inner) in map)
                {
                    entries.Add(new Entry(key, place, NodeOf(inner, place)));
                }

                return new MappingNode(place, entries);
            case JsonArray list:
                return new ListNode(place, [.. list.Select(item => NodeOf(item, place))]);
            default:
                return value.GetValueKind() == JsonValueKind.String
                    ? ScalarNode.InQuotes(place, value.GetValue<string>())
                    : ScalarNode.Plain(place, value.ToJsonString());
        }
    }

    /// <summary>Where the recipe says that it is of the other kind, before all of its keys are called unknown; null where it doesn't.</summary>
    private static (Place Place, string Message)? OtherKind(MappingNode root, SectionShape schema)
    {
        var isCommand = ReferenceEquals(schema, CommandSchema.Root);
        return root.Find("kind")?.Value switch
        {
            ScalarNode { Text: RunKind.Command } kind when !isCommand =>
                (kind.Place, "kind: it runs a command, and trains nothing of Lockstep's. Run it with 'lockstep exec --recipe FILE'; "
                    + "with --dry-run that checks it, with --twice it says whether the command repeats itself."),
            ScalarNode { Text: RunKind.Train } kind when isCommand =>
                (kind.Place, "kind: it trains a model, and runs no command. Run it with 'lockstep train FILE'."),
            null when isCommand && root.Find("command") is null =>
                (root.Place, "it is no command's recipe: 'kind: command' and 'command: [program, argument, …]' are missing."),
            _ => null,
        };
    }

    /// <param name="example">A line of such a file.</param>
    /// <returns>Null after reporting a problem.</returns>
    internal static MappingNode? ReadRoot(
        string fileName, ReadOnlyMemory<byte> bytes, ProblemList problems, string example = "dataset: data/cats-dogs-v1")
    {
        try
        {
            var source = SourceText.Of(fileName, bytes);
            var isJson = fileName.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
            var root = isJson ? JsonTreeReader.Read(source, problems) : YamlTreeReader.Read(source, problems);
            return root as MappingNode
                ?? throw new SyntaxException(root.Place, $"expected a mapping of keys, such as '{example}', found {root.Found}.");
        }
        catch (SyntaxException exception)
        {
            problems.Add(exception.Place, exception.Message);
            return null;
        }
    }
}
