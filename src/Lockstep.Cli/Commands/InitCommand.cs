using System.CommandLine;
using System.Text.Json.Nodes;
using Lockstep.Cli.Frame;
using Lockstep.Files;

namespace Lockstep.Cli.Commands;

/// <summary>Writes a project to start from.</summary>
internal static class InitCommand
{
    private static readonly (string Resource, string File)[] Files = [("recipe.yaml", "recipe.yaml"), ("gitignore", ".gitignore"), ("README.md", "README.md")];

    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "The project's folder; made where it is absent.", DefaultValueFactory = _ => "." };
        return new Command("init", "Write a starter project: a recipe with comments, .gitignore and README.") { folder }.WithHelp("""
            Example:
              lockstep init cats
            """).Writes(parsed => [parsed.GetValue(folder)]).Runs((parsed, terminal, _) =>
        {
            var root = Path.GetFullPath(parsed.GetRequiredValue(folder));
            var taken = Files.Select(file => Path.Combine(root, file.File)).Where(Presence.IsFile).ToArray();
            if (taken.Length > 0)
            {
                throw new UsageException(
                    $"{root} has {string.Join(", ", taken.Select(Path.GetFileName))} already; nothing was written. Name another folder, or move them away.");
            }

            Directory.CreateDirectory(root);
            foreach (var (resource, file) in Files)
            {
                AtomicFile.WriteAllText(Path.Combine(root, file), Content(resource));
            }

            terminal.Result($"Wrote {string.Join(", ", Files.Select(file => file.File))} to {root}.");
            terminal.Result("Next: put images under data/<name>/<class>/, name that folder in recipe.yaml, then");
            terminal.Result("  lockstep data seal data/<name> && lockstep train recipe.yaml");
            terminal.Json(new JsonObject { ["folder"] = root, ["files"] = new JsonArray([.. Files.Select(file => JsonValue.Create(file.File))]) });
            return Task.FromResult(ExitCode.Success);
        });
    }

    private static string Content(string resource)
    {
        using var stream = typeof(InitCommand).Assembly.GetManifestResourceStream($"Lockstep.Cli.Starter.{resource}")
            ?? throw new InvalidOperationException($"The starter file {resource} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
