using System.CommandLine;
using System.Globalization;
using Lockstep.Answers;
using Lockstep.Cli.Explaining;
using Lockstep.Cli.Frame;
using Lockstep.Explaining;
using Lockstep.Sharing.Bundles;
using Lockstep.Vision.Explaining;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Work;

namespace Lockstep.Cli.Commands;

/// <summary>Proves by experiment what made two runs differ.</summary>
internal static class ExplainCommand
{
    public static Command Create(Extensions extensions)
    {
        var a = RunOptions.Run("A");
        var b = new Argument<string>("B") { Description = "Another one." };
        var trust = new Option<bool>("--trust") { Description = "Run the TorchScript files that the runs' models are made of: such a file is a program." };
        var firstOnly = new Option<bool>("--first-only")
        {
            Description = "End with the first step that differs. Without it, the search goes on to the next cause, and to the result."
        };
        var data = RunOptions.DataOfTwo();
        var model = RunOptions.ModelOfTwo();
        var runs = RunOptions.Runs();
        return new Command("explain", "Prove by experiment what made two runs differ: replay A with what differs in B put in, "
            + "until a smallest set gives what B did.") { a, b, trust, firstOnly, data, model, runs }.WithHelp("""
            Each trial replays A up to the first step that differs, from the last checkpoint before it that both runs keep, with some of B's recipe
            keys, variables, files,
            start weights put in. What a set gives to the bit is proven; what can't be put in (another processor, library or program) is named.
            Nothing is left behind.

            Examples:
              lockstep explain 2026-01-05_small-cnn_plain_v1 2026-01-05_small-cnn_plain_v2
              lockstep explain mine theirs.lockstep.zip --data data/mine --data data/theirs

            Exit codes: 0 proven, or the runs are the same; 1 not explained; 2 wrong usage; 3 failed; 130 interrupted.
            """).Runs(async (parsed, terminal, cancellation) =>
        {
            using var named = new NamedRuns(parsed.GetRequiredValue(runs), terminal.Message, cancellation);
            var (first, second) = (named.Find(parsed.GetRequiredValue(a)).OfTraining(), named.Find(parsed.GetRequiredValue(b)).OfTraining());
            var explained = ExplainedRuns.Between(
                first,
                second,
                parsed.GetRequiredValue(data),
                parsed.GetRequiredValue(model),
                parsed.GetValue(trust),
                extensions,
                terminal.Warning,
                cancellation);
            Announce(terminal, explained, parsed.GetValue(firstOnly));
            using var processes = new TrialProcesses();
            var explanation = await explained.ExplainAsync(
                processes.MakeAsync,
                (number, put, reply, time) => terminal.Message(Line(number, put, reply, time)),
                parsed.GetValue(firstOnly),
                cancellation).ConfigureAwait(false);
            ExplanationReport.Print(terminal, explanation, explained);
            terminal.Json(ExplanationAnswer.Of(explanation, first.Name, second.Name));
            return explanation.IsProven ? ExitCode.Success : ExitCode.No;
        });
    }

    /// <summary>What is going to be done, before it is: how many trials, and how long by the first run's own time.</summary>
    private static void Announce(Terminal terminal, ExplainedRuns runs, bool firstOnly)
    {
        var ((few, most), (each, training)) = (runs.Trials, runs.Seconds);
        var length = runs.Divergence is not { } divergence ? "of the whole training"
            : $"up to step {divergence.Step}{(runs.Start is { } start ? $" from step {start.Step}" : "")}";
        var end = firstOnly || runs.Divergence is null ? "" : string.Create(CultureInfo.InvariantCulture, $"; then on to the end, about {2 * training:0.0} s");
        terminal.Message(string.Create(
            CultureInfo.InvariantCulture,
            $"{Counted.Of(runs.Differences.Count, "difference")} can be put in: {few} trials, at most {most}, each {length}, "
            + $"about {each:0.0} s and the reading of the data{end}"));
    }

    private static string Line(int number, IReadOnlyList<Difference> put, TrialReply reply, TimeSpan time) => string.Create(
        CultureInfo.InvariantCulture,
        $"trial {number}: {Named(put)}, {time.TotalSeconds:0.0} s{(reply.Problem is { } problem ? $": {problem}" : "")}");

    private static string Named(IReadOnlyList<Difference> put) => put.Count == 0
        ? "A as it was"
        : $"A with {string.Join(", ", put.Take(4).Select(difference => difference.Name))}{(put.Count > 4 ? $" and {put.Count - 4} more" : "")} of B";
}
