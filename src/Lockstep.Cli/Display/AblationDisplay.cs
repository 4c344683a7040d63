using System.Diagnostics;
using System.Globalization;
using Lockstep.Ablation.Reporting;
using Lockstep.Ablation.Running;
using Lockstep.Ablation.Suites;
using Lockstep.Cli.Frame;
using Spectre.Console;

namespace Lockstep.Cli.Display;

/// <summary>How far the runs of a suite are: all arms on one screen of a terminal, one line a run elsewhere.</summary>
internal static class AblationDisplay
{
    public static Task ShowAsync(Terminal terminal, Suite suite, int runs, Func<IProgress<SuiteProgress>, Task> run) => terminal.IsLive
        ? terminal.Live.Live(new Table()).AutoClear(false).StartAsync(context => run(
                new Screen(suite, runs / suite.Arms.Count, context, terminal.Live.Profile.Width)))
        : run(new Lines(terminal, suite, runs));

    private static string Of(PlannedRun run) => string.Create(CultureInfo.InvariantCulture, $"{run.Arm.Name} seed {run.Seed}");

    private sealed class Lines(Terminal terminal, Suite suite, int runs) : IProgress<SuiteProgress>
    {
        private readonly Lock gate = new();
        private int done;
        private int found;

        public void Report(SuiteProgress value)
        {
            lock (gate)
            {
                switch (value.What)
                {
                    case RunEvent.Found:
                        done++;
                        found++;
                        break;
                    case RunEvent.Started when found > 0:
                        terminal.Message($"{Counted.Of(found, "run")} of {runs} {(found == 1 ? "is" : "are")} there already");
                        found = 0;
                        break;
                    case RunEvent.Finished:
                        done++;
                        terminal.Message($"{done}/{runs}  {Of(value.Run)}: "
                            + (value.Value is { } figure ? $"{suite.Metric} {MetricUnit.Of(suite, [figure]).Value(figure)}" : $"no {suite.Metric}")
                            + $", {Figure.Seconds(value.Seconds)}");
                        break;
                    case RunEvent.Failed:
                        done++;
                        terminal.Warning($"{done}/{runs}  {Of(value.Run)} failed: {value.Reason}");
                        break;
                    case RunEvent.Waiting:
                        terminal.Message($"{Of(value.Run)}: waiting, {value.Reason}");
                        break;
                }
            }
        }
    }

    private sealed class Screen(Suite suite, int seeds, LiveDisplayContext context, int width) : IProgress<SuiteProgress>
    {
        private const int LeastWide = 80;

        private readonly Lock gate = new();
        private readonly Stopwatch running = Stopwatch.StartNew();
        private readonly Dictionary<string, SuiteProgress> now = new(StringComparer.Ordinal);
        private readonly List<SuiteProgress> ended = [];
        private int made;

        public void Report(SuiteProgress value)
        {
            lock (gate)
            {
                if (value.What is RunEvent.Found or RunEvent.Finished or RunEvent.Failed)
                {
                    ended.Add(value);
                    now.Remove(value.Run.Name);
                    made += value.What == RunEvent.Found ? 0 : 1;
                }
                else
                {
                    now[value.Run.Name] = value;
                }

                context.UpdateTarget(Draw());
            }
        }

        private Table Draw()
        {
            var table = new Table().Border(TableBorder.None).AddColumns("arm", "done", suite.Metric, "now");
            var unit = MetricUnit.Of(suite, ended.SelectMany(one => one.Value is { } value ? new[] { value } : []));
            foreach (var arm in suite.Arms)
            {
                var (own, active) = (ended.Where(one => one.Run.Arm == arm).ToArray(), now.Values.Where(one => one.Run.Arm == arm).ToArray());
                double[] values = [.. own.SelectMany(one => one.Value is { } value ? new[] { value } : [])];
                var failed = own.Count(one => one.What == RunEvent.Failed);
                table.AddRow(
                    Markup.Escape(arm.Name),
                    string.Create(CultureInfo.InvariantCulture, $"{own.Length}/{seeds}{(failed > 0 ? $", {failed} failed" : "")}"),
                    values.Length == 0 ? "" : unit.Spread(values.Average(), width < LeastWide ? double.NaN : Statistics.Moments.Deviation(values)),
                    Markup.Escape(string.Join(", ", active.Select(Now))));
            }

            var left = (suite.Arms.Count * seeds) - ended.Count;
            table.Caption(Markup.Escape(left == 0 || made == 0 ? "" : $"about {Figure.Seconds(running.Elapsed.TotalSeconds / made * left)} left"));
            return table;
        }

        private static string Now(SuiteProgress one) => one.What switch
        {
            RunEvent.Epoch => string.Create(CultureInfo.InvariantCulture, $"seed {one.Run.Seed}: epoch {one.Epoch}/{one.Epochs}"),
            RunEvent.Waiting => string.Create(CultureInfo.InvariantCulture, $"seed {one.Run.Seed}: waiting, {one.Reason}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"seed {one.Run.Seed}"),
        };
    }
}
