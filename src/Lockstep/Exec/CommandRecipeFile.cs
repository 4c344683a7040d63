using Lockstep.Files;
using Lockstep.Recipes;

namespace Lockstep.Exec;

/// <summary>A recipe's file whose kind is <c>command</c>.</summary>
public static class CommandRecipeFile
{
    /// <param name="overrides">Each <c>key=value</c>.</param>
    /// <exception cref="UsageException">There is no such file.</exception>
    /// <exception cref="RecipeException">It is no command's recipe, or something in it is wrong.</exception>
    public static (ResolvedCommand Recipe, CommandSource Source) Read(string path, IReadOnlyList<string> overrides)
    {
        if (!Presence.IsFile(path))
        {
            throw new UsageException(
                $"{ShownPath.Of(path)}: {(Presence.IsFolder(path) ? "a folder" : "no such file")}; expected a recipe whose kind is command.");
        }

        var bytes = RegularFile.ReadAllBytes(path);
        return (RecipeReader.ResolveCommand(path, bytes, overrides, Environment.ProcessorCount), new CommandSource(
            Path.GetFileName(path), bytes, overrides, Path.GetFullPath(path)));
    }
}
