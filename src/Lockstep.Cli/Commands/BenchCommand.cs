using System.CommandLine;
using Lockstep.Cli.Display;
using Lockstep.Cli.Frame;
using Lockstep.Vision.Answers;
using Lockstep.Vision.Benchmarks;
using Lockstep.Vision.Extending;
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
            var (all, named) = (parsed.GetValue(models), parsed.GetRequiredValue(model));
            if (all && named.Length > 0)
            {
                throw new UsageException("--models takes every built-in model; leave out --model.");
            }

            var path = parsed.GetRequiredValue(recipe);
            var benched = await BenchedRecipe.PrepareAsync(
                path,
                parsed.GetRequiredValue(set),
                all ? BenchedRecipe.Models : named,
                parsed.GetValue(steps),
                parsed.GetValue(rounds),
                extensions,
                cancellation).ConfigureAwait(false);
            foreach (var warning in benched.Warnings)
            {
                terminal.Warning(warning);
            }

            var rows = new List<BenchRow>();
            void Tell()
            {
                new BenchTable(terminal, path, benched.Recipe, benched.Rounds).Print(rows);
                terminal.Json(BenchAnswer.Of(path, benched, rows));
            }

            try
            {
                benched.Run(name => terminal.Message($"Timing {name}, strict and fast"), rows.Add, cancellation);
            }
            catch (OperationCanceledException) when (rows.Count > 0)
            {
                // What is timed is worth having.
                Tell();
                throw;
            }

            Tell();
            var failed = rows.Count(row => row.Report is null);
            return failed == 0 || (all && failed < rows.Count) ? ExitCode.Success : ExitCode.Failed;
        });
    }
}
