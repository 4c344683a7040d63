using Lockstep.Schema;
using Lockstep.Syntax;


namespace Lockstep.Recipes;

/// <summary>From a recipe's bytes to a recipe in which every value is explicit and within its range.</summary>
public static class RecipeReader
{
    /// <param name="fileName">Stands in messages; one that ends in .json is read as JSON, any other as YAML 1.2.</param>
    /// <param name="bytes">UTF-8, with or without a byte-order mark, at most 1 MiB.</param>
    /// <param name="overrides">Each <c>key.path=value</c>, the value as YAML writes it on one line; a later one wins.</param>
    /// <param name="processorCount">The default of <c>threads</c>.</param>
    /// <param name="additions">What the running program adds to what recipes can name.</param>
    /// <exception cref="RecipeException">With every problem of the file and the overrides; after a syntax error the rest
    /// of the file is not looked at.</exception>
    public static ResolvedRecipe Resolve(
        string fileName, ReadOnlyMemory<byte> bytes, IReadOnlyList<string> overrides, int processorCount, RecipeAdditions? additions = null)
    {
        var problems = new ProblemList();
        var parsed = overrides.Select(text => Override.Parse(text, problems)).OfType<Override>().ToList();
        if (ReadRoot(fileName, bytes, problems) is not { } root)
        {
            throw new RecipeException(problems.InOrder());
        }

        var schema = RecipeSchema.With(additions ?? RecipeAdditions.None);
        foreach (var item in parsed)
        {
            root = item.ApplyTo(root, schema, problems);
        }

        var resolution = new Resolution(schema, problems, processorCount);
        schema.ReadInto(resolution.Values, root, "", resolution);
        return problems.Any ? throw new RecipeException(problems.InOrder()) : new ResolvedRecipe(fileName, resolution, overrides);
    }

    /// <returns>Null after reporting a problem.</returns>
    private static MappingNode? ReadRoot(string fileName, ReadOnlyMemory<byte> bytes, ProblemList problems)
    {
        try
        {
            var source = SourceText.Of(fileName, bytes);
            var isJson = fileName.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
            var root = isJson ? JsonTreeReader.Read(source, problems) : YamlTreeReader.Read(source, problems);
            return root as MappingNode
                ?? throw new SyntaxException(root.Place, $"expected a mapping of keys, such as 'dataset: data/cats-dogs-v1', found {root.Found}.");
        }
        catch (SyntaxException exception)
        {
            problems.Add(exception.Place, exception.Message);
            return null;
        }
    }
}
