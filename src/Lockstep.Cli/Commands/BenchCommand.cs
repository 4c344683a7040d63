using System.CommandLine;
using Lockstep.Cli.Display;
using Lockstep.Cli.Frame;
using Lockstep.Recipes;
using Lockstep.Vision.Benchmarks;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Runs;
using Lockstep.Vision.Work;

namespace Lockstep.Cli.Commands;

/// <summary>What determinism costs, and where a training step's time goes.</summary>
internal static class BenchCommand
{
    public static Command Create(Extensions extensions)
    {
        var recipe = RunOptions.Recipe();
        var set = RunOptions.Set();
        var steps = new Option<int?>("--steps")
        {
            HelpName = "N",
            Description = "Timed steps in each round of each mode; without it, as many as take about 20 seconds a model, and at least 3."
        };
        var rounds = new Option<int>("--rounds") { HelpName = "R", Description = "Rounds of each mode.", DefaultValueFactory = _ => 3 };
        var model = new Option<string[]>("--model")
        {
            HelpName = "NAME",
            Description = "Time this model in place of the recipe's; may be repeated.",
            DefaultValueFactory = _ => []
        };
        var models = new Option<bool>("--models")
        {
            Description = "Time every built-in model in place of the recipe's; one that can't take the recipe's images has its reason in the table."
        };
        return new Command("bench", "Time training with determinism strict and fast, side by side, and show where a strict step's time goes; "
            + "nothing is left behind.") { recipe, set, steps, rounds, model, models }.WithHelp("""
            Trains a few steps to warm up and then the timed ones, in turns: strict, fast, fast, strict, and so on, each on the same images and from
            the recipe's seed.
            Figures are medians over the rounds, with the lowest and the highest. The recipe's cache of decoded images is left out, so that all turns
            do the same work.

            Examples:
              lockstep bench recipe.yaml
              lockstep bench recipe.yaml --set threads=1 --steps 50
              lockstep bench recipe.yaml --model resnet18 --model vit_tiny
              lockstep bench recipe.yaml --models --set augment.resize=[64,64]

            Exit codes: 0 timed; 1 the data is not what its manifest says; 2 wrong usage or recipe; 3 failed, or a model could not be timed (of
            --models: none could); 130 interrupted.
            """).Runs(async (parsed, terminal, cancellation) =>
        {
            var (stepCount, roundCount) = (parsed.GetValue(steps), parsed.GetValue(rounds));
            if (stepCount < 1 || roundCount < 1)
            {
                throw new UsageException($"--steps and --rounds must be at least 1; found {stepCount ?? 1} and {roundCount}.");
            }

            var (all, named) = (parsed.GetValue(models), parsed.GetRequiredValue(model));
            if (all && named.Length > 0)
            {
                throw new UsageException("--models takes every built-in model; leave out --model.");
            }

            var path = parsed.GetRequiredValue(recipe);
            var files = FilesOf(path, parsed.GetRequiredValue(set), all ? RecipeSchema.Networks : named, extensions);
            var prepared = await Preparation.PrepareAsync(
                files[0].Recipe, files[0].Source, files[0].FindSnapshot(), expected: null, repositoryFolder: null, runs: "", extensions,
                hashedBytes: null, cancellation)
                .ConfigureAwait(false);
            foreach (var warning in prepared.Warnings)
            {
                terminal.Warning(warning);
            }

            var scratch = Directory.CreateTempSubdirectory("lockstep-bench-").FullName;
            var rows = new List<BenchRow>();
            var table = new BenchTable(terminal, path, files[0].Recipe.Recipe, roundCount);
            try
            {
                foreach (var file in files)
                {
                    terminal.Message($"Timing {file.Recipe.Recipe.Model.Name}, strict and fast");
                    rows.Add(Time(prepared with { Recipe = file.Recipe }, scratch, stepCount, roundCount, cancellation));
                }
            }
            catch (OperationCanceledException) when (rows.Count > 0)
            {
                // What is timed is worth having.
                table.Print(rows);
                throw;
            }
            finally
            {
                Directory.Delete(scratch, recursive: true);
            }

            table.Print(rows);
            var failed = rows.Count(row => row.Report is null);
            return failed == 0 || (all && failed < rows.Count) ? ExitCode.Success : ExitCode.Failed;
        });
    }

    /// <summary>The recipe with each of the models; with its own where none is named.</summary>
    private static IReadOnlyList<RecipeFile> FilesOf(string path, IReadOnlyList<string> overrides, IReadOnlyList<string> models, Extensions extensions) =>
        models.Count == 0
            ? [RecipeFile.Load(path, overrides, extensions)]
            : [.. models.Select(model => RecipeFile.Load(path, [.. overrides, $"model={model}"], extensions))];

    private static BenchRow Time(PreparedRun prepared, string scratch, int? steps, int rounds, CancellationToken cancellation)
    {
        var model = prepared.Recipe.Recipe.Model.Name;
        try
        {
            return new BenchRow(model, new Benchmark(prepared, scratch, steps, rounds).Run(cancellation), Problem: null);
        }
        catch (LockstepException exception)
        {
            return new BenchRow(model, Report: null, exception.Message);
        }
    }
}
