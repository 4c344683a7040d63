using System.CommandLine;
using System.Text.Json.Nodes;
using Lockstep.Ablation.Suites;
using Lockstep.Answers;
using Lockstep.Cli.Display;
using Lockstep.Cli.Frame;
using Lockstep.Recipes;
using Lockstep.Samples;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Training;
using Lockstep.Vision.Work;

namespace Lockstep.Cli.Commands;

/// <summary>Checks a recipe, writes it out in full, and prints its schema.</summary>
internal static class RecipeCommand
{
    private const string Suite = "suite";

    public static Command Create(Extensions extensions) => new("recipe", "Check a recipe, write out every value of it, or print its JSON Schema.")
    {
        CreateCheck(extensions), CreateResolve(extensions), CreateSchema(extensions)
    };

    private static Command CreateCheck(Extensions extensions)
    {
        var recipe = RunOptions.Recipe();
        var set = RunOptions.Set();
        return new Command("check", "List every error of a recipe with line and column; its data set must be there too, "
            + "and what of it would not be read is said.") { recipe, set }.WithHelp("""
            Exit codes: 0 none; 1 the data set is another than the recipe's data.manifest; 2 errors; 3 the data set can't be trained on.
            """).Runs(async (parsed, terminal, cancellation) =>
        {
            var file = RecipeFile.Load(parsed.GetRequiredValue(recipe), parsed.GetRequiredValue(set), extensions);
            var snapshot = file.FindSnapshot();
            var (warnings, notes) = await Task.Run(() => Look(file, snapshot, cancellation), cancellation).ConfigureAwait(false);
            terminal.Result($"{file.Source.FileName}: no errors; data set {snapshot.Folder}");
            foreach (var warning in warnings)
            {
                terminal.Warning(warning);
            }

            DataReport.Tell(terminal, notes);
            terminal.Json(RecipeCheckAnswer.Of(snapshot.Folder, warnings, notes));
            return ExitCode.Success;
        });
    }

    /// <summary>What training would say of the data set, whose files are not held against the manifest here.</summary>
    /// <exception cref="GateException">It is another than the recipe asks for.</exception>
    /// <exception cref="LockstepException">It can't be trained on.</exception>
    private static (IReadOnlyList<string> Warnings, IReadOnlyList<DataNote> Notes) Look(RecipeFile file, Snapshot snapshot, CancellationToken cancellation)
    {
        var manifest = NamedSnapshot.ManifestOf(snapshot, cancellation);
        Gate.DemandPinned(snapshot, manifest, file.Recipe.Recipe.Data.Manifest);
        var data = Dataset.Read(snapshot, manifest, file.Recipe.Recipe.Data, file.Recipe.Recipe.Split, file.Source.Split);
        string?[] warnings = [.. RecipeDoubts.Of(file.Recipe.Recipe), .. ClassGaps.In(data.Counts(), data.HasOwnSplit
            || file.Source.Split is not null), SharedContents.Warning(manifest, data)];
        return ([.. warnings.OfType<string>()], data.Notes);
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

    private static Command CreateSchema(Extensions extensions)
    {
        var kind = new Option<string>("--kind")
        {
            HelpName = $"{RunKind.Train}|{RunKind.Command}|{Suite}",
            Description = "Of which kind of recipe; or of the suites that 'ablate' takes.",
            DefaultValueFactory = _ => RunKind.Train,
        };
        return new Command("schema", "Print the JSON Schema of recipes, for editors; with --json on one line.") { kind }.Runs((parsed, terminal, _) =>
        {
            var schema = parsed.GetValue(kind) switch
            {
                RunKind.Train => RecipeSchema.ToJsonSchema(extensions.Recipes),
                RunKind.Command => CommandSchema.ToJsonSchema(),
                Suite => SuiteSchema.ToJsonSchema(extensions.Recipes),
                var other => throw new UsageException($"--kind {other}: no such kind of recipe. Expected {RunKind.Train}, {RunKind.Command} or {Suite}."),
            };
            terminal.Result(schema.TrimEnd('\n'));
            terminal.Json(JsonNode.Parse(schema) ?? throw new InvalidOperationException("The schema is an object."));
            return Task.FromResult(ExitCode.Success);
        });
    }
}
