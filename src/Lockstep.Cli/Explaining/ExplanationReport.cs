using Lockstep.Cli.Frame;
using Lockstep.Explaining;
using Lockstep.Ledgers;
using Lockstep.Vision.Work;

namespace Lockstep.Cli.Explaining;

/// <summary>An explanation as it is printed.</summary>
internal static class ExplanationReport
{
    public static void Print(Terminal terminal, Explanation explanation, ExplainedRuns runs)
    {
        foreach (var line in ExplanationText.Of(explanation))
        {
            terminal.Result(line);
        }

        if (explanation.Outcome == ExplanationOutcome.Noise)
        {
            terminal.Message("See what doesn't repeat: lockstep bisect "
                + $"{runs.A.Reference}{(runs.Divergence?.Phase == Phase.Augment ? "; lockstep augment check RECIPE" : "")}");
        }
    }
}
