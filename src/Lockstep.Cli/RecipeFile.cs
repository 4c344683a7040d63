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

        return new RecipeFile(
            RecipeReader.Resolve(path, bytes, overrides, Environment.ProcessorCount),
            new RecipeSource(Path.GetFileName(path), Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/", bytes, overrides));
    }

    /// <summary>One that no file holds: for a command that needs what a recipe says by default.</summary>
    public static RecipeFile Of(JsonObject values, IReadOnlyList<string> overrides)
    {
        var bytes = Encoding.UTF8.GetBytes(values.ToJsonString());
        return new RecipeFile(RecipeReader.Resolve("recipe.json", bytes, overrides, Environment.ProcessorCount), new RecipeSource("recipe.json", Environment.CurrentDirectory, bytes, overrides));
    }

    /// <summary>The data set's folder, seen from the current folder, or else from the recipe's.</summary>
    /// <exception cref="RecipeException">It is in neither place.</exception>
    public Snapshot FindSnapshot()
    {
        var dataset = Recipe.Recipe.Dataset;
        var places = new[] { Path.GetFullPath(dataset), Path.GetFullPath(dataset, Source.Folder) }.Distinct(StringComparer.Ordinal).ToArray();
        return Array.Find(places, Directory.Exists) is { } folder
            ? new Snapshot(folder)
            : throw new RecipeException([Recipe.ProblemAt("dataset", $"no folder '{dataset}'; looked for {string.Join(" and ", places)}")]);
    }
}
