using System.CommandLine;
using System.Text.Json.Nodes;
using Lockstep.Recipes;
using Lockstep.Vision.Extending;

namespace Lockstep.Cli.Commands;

/// <summary>Checks a recipe, writes it out in full, and prints its schema.</summary>
internal static class RecipeCommand
{
    public static Command Create(Extensions extensions) => new("recipe", "Check a recipe, write out every value of it, or print its JSON Schema.") { CreateCheck(extensions), CreateResolve(extensions), CreateSchema(extensions) };

    private static Command CreateCheck(Extensions extensions)
    {
        var recipe = RunOptions.Recipe();
        var set = RunOptions.Set();
        return new Command("check", "List every error of a recipe with line and column; its data set must be there too.") { recipe, set }.WithHelp("""
            Exit codes: 0 none; 2 errors.
            """).Runs((parsed, terminal, _) =>
        {
            var file = RecipeFile.Load(parsed.GetRequiredValue(recipe), parsed.GetRequiredValue(set), extensions);
            var snapshot = file.FindSnapshot();
            foreach (var doubt in RecipeDoubts.Of(file.Recipe.Recipe))
            {
                terminal.Warning(doubt);
            }

            terminal.Result($"{file.Source.FileName}: no errors; data set {snapshot.Folder}");
            terminal.Json(new JsonObject { ["ok"] = true, ["dataset"] = snapshot.Folder });
            return Task.FromResult(ExitCode.Success);
        });
    }

    private static Command CreateResolve(Extensions extensions)
    {
        var recipe = RunOptions.Recipe();
        var set = RunOptions.Set();
        return new Command("resolve", "Print the recipe with every value explicit, as a run folder holds it.") { recipe, set }.Runs((parsed, terminal, _) =>
        {
            var file = RecipeFile.Load(parsed.GetRequiredValue(recipe), parsed.GetRequiredValue(set), extensions);
            terminal.Result(file.Recipe.ToYaml().TrimEnd('\n'));
            terminal.Json(file.Recipe.Values.DeepClone());
            return Task.FromResult(ExitCode.Success);
        });
    }

    private static Command CreateSchema(Extensions extensions) => new Command("schema", "Print the JSON Schema of recipes, for editors.").Runs((_, _, _) =>
    {
        Console.Out.Write(RecipeSchema.ToJsonSchema(extensions.Recipes));
        return Task.FromResult(ExitCode.Success);
    });
}
