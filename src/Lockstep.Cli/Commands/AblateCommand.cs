using System.CommandLine;
using System.Globalization;
using Lockstep.Ablation.Reporting;
using Lockstep.Ablation.Running;
using Lockstep.Answers;
using Lockstep.Cli.Display;
using Lockstep.Cli.Frame;
using Lockstep.Code;
using Lockstep.Files;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Work;

namespace Lockstep.Cli.Commands;

/// <summary>Variants over seeds, and whether they differ.</summary>
internal static class AblateCommand
{
    private const int MostSeeds = 1000;

    public static Command Create(Extensions extensions)
    {
        var file = new Argument<string>("SUITE") { Description = "The suite's file, YAML or JSON: a recipe or command, arms, seeds, a metric." };
        var jobs = new Option<int?>("--jobs")
        {
            HelpName = "N",
            Description = "Runs at a time; without it, as many as the cores have room for by the threads that the arms' recipes say. A run is begun beside "
                + "others only where as much memory is free as runs of its arm took."
        };
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "Check the suite, and show the plan and, by finished runs of the same recipes, about how long it takes; run nothing."
        };
        var more = new Option<int?>("--add-seeds")
        {
            HelpName = "N",
            Description = "Run so many seeds more than there are. The report says that it was looked at again."
        };
        var into = new Option<string?>("--output", "-o") { HelpName = "DIR", Description = "The suite's folder, with its report; without it, ablations/NAME." };
        var runs = RunOptions.Runs(areMade: true);
        var junit = new Option<string?>("--junit")
        {
            HelpName = "FILE",
            Description = "Write expectations and comparisons as JUnit XML, for continuous integration."
        };
        var requireClean = RunOptions.RequireClean();
        return new Command(
            "ablate", "Run variants of a recipe or command over several seeds, and say which differ: paired, tested, and only where it can be believed.")
        {
            file, jobs, dryRun, more, into, runs, junit, requireClean
        }.WithHelp("""
            Each arm with each seed is an ordinary run, in a process of its own. What is finished is not made again: after a stop, the same command goes on.

            Examples:
              lockstep ablate suite.yaml --dry-run      the plan, and about how long it takes
              lockstep ablate suite.yaml                run what is missing, and write the report to ablations/NAME
              lockstep ablate suite.yaml --add-seeds 5  look again, with more seeds

            Exit codes: 0 the report is there, and all is as expected; 1 an expectation isn't met,
                or --require-clean found changes; 2 an error in the suite; 3 a run failed, and its
            seed is missing in the report; 130 interrupted.
            """).Writes(parsed => [parsed.GetValue(runs), parsed.GetValue(into), parsed.GetValue(junit)]).Runs(async (parsed, terminal, cancellation) =>
        {
            foreach (var (name, value) in new[] { ("--jobs", parsed.GetValue(jobs)), ("--add-seeds", parsed.GetValue(more)) })
            {
                if (value is < 1 or > MostSeeds)
                {
                    throw new UsageException($"{name} {value}: expected a whole number from 1 to {MostSeeds}.");
                }
            }

            var work = AblationWork.Read(parsed.GetRequiredValue(file), parsed.GetValue(into), parsed.GetRequiredValue(runs), extensions, cancellation);
            if (parsed.GetValue(requireClean))
            {
                // Once, before the first: later runs find what the earlier ones wrote.
                var place = Path.GetDirectoryName(Path.GetFullPath(parsed.GetRequiredValue(file))) ?? "/";
                string[] except = [parsed.GetRequiredValue(runs), work.Folder.FullPath, .. work.DataFolder is { } data ? [data] : Array.Empty<string>()];
                UncommittedException.Refuse(await GitRepository.ReadAsync(place, except, cancellation).ConfigureAwait(false));
            }

            var atOnce = parsed.GetValue(jobs) ?? SuiteRunner.JobsFor(work.Suite);
            if (parsed.GetValue(dryRun))
            {
                PrintPlan(terminal, work, atOnce, parsed.GetValue(more) ?? 0);
                return ExitCode.Success;
            }

            using var hold = work.Folder.Acquire();
            work = parsed.GetValue(more) is { } added ? work.WithMoreSeeds(added) : work;
            try
            {
                await AblationDisplay.ShowAsync(terminal, work.Suite, work.Planned.Count, progress => work.RunAsync(
                    atOnce,
                    arguments =>
                    {
                        var start = ThisProgram.With(arguments);
                        start.Environment[Interruption.ParentVariable] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
                        return start;
                    },
                    progress,
                    cancellation)).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                var finished = work.Look().Count(one => one.Look.State == RunState.Finished);
                terminal.Error($"interrupted: {finished} of {Counted.Of(work.Planned.Count, "run")} are finished. Go on with the same command.");
                return ExitCode.Interrupted;
            }

            var report = work.Report();
            if (parsed.GetValue(junit) is { } xml)
            {
                ReportTables.WriteJUnit(xml, report);
            }

            Print(terminal, report, work);
            return !report.IsAsExpected ? ExitCode.No : report.IsWhole ? ExitCode.Success : ExitCode.Failed;
        });
    }

    private static void Print(Terminal terminal, SuiteReport report, AblationWork work)
    {
        foreach (var arm in report.Arms)
        {
            terminal.Result(
                $"{arm.Arm.Name,-16} {report.Suite.Metric} {report.Unit.Spread(arm.Mean, arm.Deviation)}  ({Counted.Of(arm.Values.Count, "run")})");
        }

        foreach (var comparison in report.Comparisons)
        {
            terminal.Result(ReportText.Of(comparison, report));
        }

        foreach (var answer in report.Expectations)
        {
            terminal.Result($"{(answer.IsMet ? "met" : "not met")}: {answer.Expectation.Text}");
        }

        foreach (var note in report.Notes)
        {
            terminal.Warning(note);
        }

        terminal.Result($"report     {ShownPath.Of(work.PagePath)}");
        terminal.Json(ReportJson.Of(report, work.Folder.FullPath));
    }

    private static string TimeText(SuiteTime time) => time switch
    {
        { Seconds: null } => "not known: no run of any arm, and none of the same recipe, is finished here",
        { By: [] } => "none, all is there",
        { Seconds: var about, By: var by, Unknown: var unknown } =>
            $"about {Figure.Seconds(about)}, by what {(by is [var one] ? one : $"{by.Count} runs")} took"
            + (unknown.Count == 0 ? "" : $"; of {string.Join(", ", unknown)} none is finished, and it counts as the others do"),
    };

    private static void PrintPlan(Terminal terminal, AblationWork work, int jobs, int more)
    {
        var suite = work.Suite;
        var looks = work.Look();
        var finished = looks.Count(one => one.Look.State == RunState.Finished);
        var time = work.TimeFor(more, jobs);
        foreach (var arm in suite.Arms)
        {
            terminal.Result($"arm        {arm.Name}{(arm.Name == suite.Base ? " (base)" : "")}: "
                + $"{(arm.Changes.Count == 0 ? "the base as it is" : string.Join(", ", arm.Changes))}");
        }

        var count = work.Seeds.Count + more;
        terminal.Result($"seeds      {count}; " + (suite.Comparisons.Count == 0 ? "one arm, so nothing is compared"
            : $"{(count < suite.LeastSeeds ? "too few to decide anything: it takes" : "the fewest that can decide are")} {suite.LeastSeeds}, "
            + $"for {Counted.Of(suite.Comparisons.Count, "comparison")}"));
        terminal.Result($"metric     {suite.Metric}, {(suite.HigherIsBetter ? "higher" : "lower")} is better");
        terminal.Result($"runs       {looks.Count + (more * suite.Arms.Count)}, of which {finished} are there; {jobs} at a time");
        terminal.Result($"time       {TimeText(time)}");
        terminal.Json(AblationPlanAnswer.Of(suite, work.Folder.FullPath, count, looks.Count + (more * suite.Arms.Count), finished, jobs, time));
    }
}
