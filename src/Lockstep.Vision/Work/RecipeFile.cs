using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Samples;
using Lockstep.Snapshots;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Runs;

namespace Lockstep.Vision.Work;

/// <summary>A recipe as a command got it: read, resolved, and its data set found.</summary>
/// <param name="Extensions">What it may name beside Lockstep's own.</param>
public sealed record RecipeFile(ResolvedRecipe Recipe, RecipeSource Source, Extensions Extensions)
{
    private static readonly string[] UsualNames = ["recipe.yaml", "config.yaml"];

    /// <exception cref="UsageException">There is no such file.</exception>
    /// <exception cref="RecipeException">It has errors.</exception>
    public static RecipeFile Load(string path, IReadOnlyList<string> overrides, Extensions extensions)
    {
        byte[] bytes;
        try
        {
            bytes = RegularFile.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: {WhyUnread(path, exception)}");
        }

        var recipe = RecipeReader.Resolve(path, bytes, overrides, Environment.ProcessorCount, extensions.Recipes);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        var split = recipe.Recipe.Split.File is { } file ? LoadSplit(Find(recipe, "split.file", file, folder, Presence.IsFile, "file")) : null;
        recipe = recipe.Recipe.Model.File is var (key, model) ? recipe.WithModelFileAt(Find(recipe, key, model, folder, Presence.IsFile, "file")) : recipe;
        return new RecipeFile(recipe, new RecipeSource(Path.GetFileName(path), folder, bytes, split, overrides), extensions);
    }

    /// <summary>One that no file holds: for a command that needs what a recipe says by default.</summary>
    public static RecipeFile Of(JsonObject values, IReadOnlyList<string> overrides)
    {
        var bytes = Encoding.UTF8.GetBytes(values.ToJsonString());
        return new RecipeFile(
            RecipeReader.Resolve("recipe.json", bytes, overrides, Environment.ProcessorCount, Extensions.None.Recipes),
            new RecipeSource("recipe.json", Environment.CurrentDirectory, bytes, Split: null, overrides),
            Extensions.None);
    }

    /// <summary>The data set's folder, seen from the current folder, or else from the recipe's.</summary>
    /// <exception cref="RecipeException">It is in neither place.</exception>
    public Snapshot FindSnapshot() => new(Find(Recipe, "dataset", Recipe.Recipe.Dataset, Source.Folder, Presence.IsFolder, "folder"));

    /// <summary>The same, or null where it is in neither place.</summary>
    public Snapshot? TryFindSnapshot() =>
        Array.Find(PlacesOf(Recipe.Recipe.Dataset, Source.Folder), Presence.IsFolder) is { } folder ? new Snapshot(folder) : null;

    private static string WhyUnread(string path, Exception exception)
    {
        if (!Presence.IsFolder(path))
        {
            return Presence.IsFile(path)
                ? $"the recipe can't be read: {exception.Message}"
                : "no such file; expected a recipe. 'lockstep init' writes one to start from.";
        }

        string[] recipes = [.. UsualNames.Select(name => Path.Combine(path, name)).Where(Presence.IsFile)];
        return RunFolder.IsOne(path) ? $"is a run's folder; expected a recipe's file. To train it again: lockstep rerun {ShellWord.Of(path)}"
            : recipes is [var recipe, ..] ? $"is a folder; expected a recipe's file. Is it {recipe}?"
            : "is a folder; expected a recipe's file, whose 'dataset' names the folder of the images. 'lockstep init' writes one to start from.";
    }

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
        var places = PlacesOf(value, folder);
        return Array.Find(places, isThere)
            ?? throw new RecipeException([recipe.ProblemAt(key, $"no {what} '{value}'; looked for {string.Join(" and ", places)}")]);
    }

    private static string[] PlacesOf(string value, string folder) =>
        [.. new[] { Path.GetFullPath(value), Path.GetFullPath(value, folder) }.Distinct(StringComparer.Ordinal)];
}
