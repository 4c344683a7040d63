using System.CommandLine;
using System.Globalization;
using Lockstep.Cli.Frame;
using Lockstep.Vision.Answers;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Runs;
using Lockstep.Vision.Work;

namespace Lockstep.Cli.Commands;

/// <summary>The quick test for every commit.</summary>
internal static class SmokeCommand
{
    public static Command Create(Extensions extensions)
    {
        var recipe = RunOptions.Recipe();
        var set = RunOptions.Set();
        var steps = new Option<int>("--steps") { HelpName = "N", Description = "Training steps, twice.", DefaultValueFactory = _ => 50 };
        var images = new Option<int>("--images") { HelpName = "N", Description = "Images in the seeded subset.", DefaultValueFactory = _ => 100 };
        return new Command("smoke", "Train a few steps on a seeded subset, twice, in batches of at most 16; no run folder is left.")
        {
            recipe, set, steps, images
        }.WithHelp("""
            Passes when the loss drops by at least 5 %, is never NaN, and both runs are the same to the last bit.
            The drop is taken between the means of the first and of the last 5 steps.

            Example:
              lockstep smoke recipe.yaml

            Exit codes: 0 passed; 1 not, with the reason; 2 an error in the recipe; 3 failed; 130 interrupted.
            """).Runs(async (parsed, terminal, cancellation) =>
        {
            var smoke = await Smoke.PrepareAsync(
                parsed.GetRequiredValue(recipe), parsed.GetRequiredValue(set), parsed.GetValue(steps), parsed.GetValue(images), extensions, cancellation)
                .ConfigureAwait(false);
            foreach (var warning in smoke.Warnings)
            {
                terminal.Warning(warning);
            }

            var report = smoke.Run(cancellation);
            Print(terminal, report);
            terminal.Json(SmokeAnswer.Of(smoke.LockId, report));
            return report.Passed ? ExitCode.Success : ExitCode.No;
        });
    }

    private static void Print(Terminal terminal, SmokeReport report)
    {
        terminal.Result(string.Create(
            CultureInfo.InvariantCulture,
            $"smoke {(report.Passed ? "passed" : "failed")}: {Counted.Of(report.Steps, "step")} of {report.BatchSize} on "
            + $"{Counted.Of(report.Images, "image")}, twice; loss {report.StartLoss:F4} to {report.EndLoss:F4} ({-report.Drop:+0.0%;-0.0%}); "
            + $"{(report.Identical ? "both runs identical" : "not shown to be identical")}"));
        foreach (var reason in report.Reasons)
        {
            terminal.Result($"  {reason}");
        }
    }
}
