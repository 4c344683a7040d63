using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Data;
using Lockstep.Recipes;
using Lockstep.Vision.Runs;

namespace Lockstep.Cli;

/// <summary>A recipe as a command got it: read, resolved, and its data set found.</summary>
internal sealed record RecipeFile(ResolvedRecipe Recipe, RecipeSource Source)
{
    /// <exception cref="UsageException">There is no such file.</exception>
    /// <exception cref="RecipeException">It has errors.</exception>
    public static RecipeFile Load(string path, IReadOnlyList<string> overrides)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: the recipe can't be read: {exception.Message} 'lockstep init' writes one to start from.");
        }

        var recipe = RecipeReader.Resolve(path, bytes, overrides, Environment.ProcessorCount);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        var split = recipe.Recipe.Split.File is { } file ? LoadSplit(Find(recipe, "split.file", file, folder, File.Exists, "file")) : null;
        recipe = recipe.Recipe.Model.File is var (key, model) ? recipe.WithModelFileAt(Find(recipe, key, model, folder, File.Exists, "file")) : recipe;
        return new RecipeFile(recipe, new RecipeSource(Path.GetFileName(path), folder, bytes, split, overrides));
    }

    /// <summary>One that no file holds: for a command that needs what a recipe says by default.</summary>
    public static RecipeFile Of(JsonObject values, IReadOnlyList<string> overrides)
    {
        var bytes = Encoding.UTF8.GetBytes(values.ToJsonString());
        return new RecipeFile(RecipeReader.Resolve("recipe.json", bytes, overrides, Environment.ProcessorCount), new RecipeSource("recipe.json", Environment.CurrentDirectory, bytes, Split: null, overrides));
    }

    /// <summary>The data set's folder, seen from the current folder, or else from the recipe's.</summary>
    /// <exception cref="RecipeException">It is in neither place.</exception>
    public Snapshot FindSnapshot() => new(Find(Recipe, "dataset", Recipe.Recipe.Dataset, Source.Folder, Directory.Exists, "folder"));

    private static SplitFile LoadSplit(string path)
    {
        try
        {
            return SplitFile.Load(path);
        }
        catch (LockstepException exception)
        {
            throw new UsageException(exception.Message);
        }
    }

    private static string Find(ResolvedRecipe recipe, string key, string value, string folder, Predicate<string> isThere, string what)
    {
        var places = new[] { Path.GetFullPath(value), Path.GetFullPath(value, folder) }.Distinct(StringComparer.Ordinal).ToArray();
        return Array.Find(places, isThere)
            ?? throw new RecipeException([recipe.ProblemAt(key, $"no {what} '{value}'; looked for {string.Join(" and ", places)}")]);
    }
}
