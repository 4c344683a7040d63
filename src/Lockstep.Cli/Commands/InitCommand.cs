using System.CommandLine;
using Lockstep.Answers;
using Lockstep.Cli.Frame;
using Lockstep.Files;

namespace Lockstep.Cli.Commands;

/// <summary>Writes a project to start from.</summary>
internal static class InitCommand
{
    private static readonly (string Resource, string File)[] Files = [("recipe.yaml", "recipe.yaml"), ("gitignore", ".gitignore"), ("README.md", "README.md")];
    private static readonly string[] UsualRecipes = ["recipe.yaml", "config.yaml"];

    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "The project's folder; made where it is absent.", DefaultValueFactory = _ => "." };
        var ci = new Option<string?>("--ci")
        {
            HelpName = "github|gitlab",
            Description = "Write a workflow that runs the smoke test at each commit as well; in a folder that has a recipe, that alone.",
        };
        ci.AcceptOnlyFromAmong([.. CiWorkflow.Services]);
        var lockstep = new Option<string?>("--lockstep")
        {
            HelpName = "URL",
            Description = "With --ci: the git repository that continuous integration clones Lockstep from; without it the one that "
                + "this Lockstep was cloned from.",
        };
        return new Command("init", "Write a starter project: a recipe with comments, .gitignore and README; or a workflow for continuous integration.")
        {
            folder, ci, lockstep
        }.WithHelp("""
            Examples:
              lockstep init cats
              lockstep init --ci github       in a project: .github/workflows/smoke.yml
            """).Writes(parsed => [parsed.GetValue(folder)]).Runs(async (parsed, terminal, cancellation) =>
        {
            var root = Path.GetFullPath(parsed.GetRequiredValue(folder));
            var service = parsed.GetValue(ci);
            if (service is null && parsed.GetValue(lockstep) is not null)
            {
                throw new UsageException("--lockstep goes with --ci.");
            }

            var recipe = service is null ? null : Array.Find(UsualRecipes, name => Presence.IsFile(Path.Combine(root, name)));
            var files = recipe is null ? Files : [];
            var taken = files.Select(file => Path.Combine(root, file.File)).Where(Presence.IsFile).ToArray();
            if (taken.Length > 0)
            {
                throw new UsageException(
                    $"{root} has {string.Join(", ", taken.Select(Path.GetFileName))} already; nothing was written. Name another folder, or move them away.");
            }

            var workflow = service is null ? null
                : await CiWorkflow.OfAsync(service, root, recipe ?? UsualRecipes[0], parsed.GetValue(lockstep), cancellation).ConfigureAwait(false);
            Directory.CreateDirectory(root);
            foreach (var (resource, file) in files)
            {
                AtomicFile.WriteAllText(Path.Combine(root, file), StarterFile.Read(resource));
            }

            string[] written = [.. files.Select(file => file.File)];
            if (workflow is not null)
            {
                SealedFolder.Refuse(workflow.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(workflow.Path) ?? "/");
                AtomicFile.WriteAllText(workflow.Path, workflow.Content);
                written = [.. written, Path.GetRelativePath(root, workflow.Path)];
            }

            terminal.Result($"Wrote {string.Join(", ", written)} to {root}.");
            Advise(terminal, recipe is null, workflow is not null, recipe ?? UsualRecipes[0]);
            terminal.Json(NewProjectAnswer.Of(root, written));
            return ExitCode.Success;
        });
    }

    private static void Advise(Terminal terminal, bool isNew, bool hasWorkflow, string recipe)
    {
        if (isNew)
        {
            terminal.Result("Next: put images under data/<name>/<class>/, name that folder in recipe.yaml, then");
            terminal.Result("  lockstep data seal data/<name> && lockstep train recipe.yaml");
        }

        if (hasWorkflow)
        {
            terminal.Result(
                "The workflow needs the images: commit them where they are few, or get them in it with 'lockstep data pull'; a comment there shows where.");
            terminal.Result($"Golden values: lockstep smoke {ShellWord.Of(recipe)} --update-golden, on the machine that runs it.");
        }
    }
}
