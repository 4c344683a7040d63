using Lockstep.Ablation.Running;
using Lockstep.Ablation.Suites;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Statistics;

namespace Lockstep.Ablation.Reporting;

/// <summary>From the runs of a suite to its report: nothing is kept between them, so that the same runs give the same report.</summary>
public static class ReportMaker
{
    private const string CostFile = "/proc/meminfo";

    /// <param name="runs">The folder that holds the runs.</param>
    public static SuiteReport Of(
        Suite suite, IReadOnlyList<long> seeds, IReadOnlyList<PlannedRun> planned, SuiteFolder folder, string runs, RecipeAdditions additions)
    {
        var arms = suite.Arms.Select(arm => ArmOf(
            arm, [.. planned.Where(run => run.Arm == arm).Select(run => FiguresOf(run, suite, folder, runs, additions))], suite))
            .ToArray();
        var comparisons = ComparisonsOf(suite, arms);
        var unit = MetricUnit.Of(suite, arms.SelectMany(arm => arm.Values));
        int[] looks = folder.Looks is [.., var last] && last == seeds.Count ? [.. folder.Looks] : [.. folder.Looks, seeds.Count];
        var first = arms.SelectMany(arm => arm.Runs).FirstOrDefault(run => run.State == RunState.Finished)?.Folder;
        var environment = first is null ? (RecordedEnvironment?)null : new RecordedEnvironment(first.ReadLocks().Environment);
        return new SuiteReport(
            suite,
            seeds,
            looks,
            arms,
            comparisons,
            [.. suite.Expectations.Select(expectation => ReportText.Answer(suite, expectation, comparisons, unit))],
            new Machine(environment?.Processor, environment?.Gpu, Environment.ProcessorCount, TotalMemory()),
            [.. ReportText.Notes(suite, looks, arms), .. LockNotes(arms), .. DirtyNotes(arms)]);
    }

    private static SeedFigures FiguresOf(PlannedRun run, Suite suite, SuiteFolder folder, string runs, RecipeAdditions additions)
    {
        var look = RunLook.At(run, runs, additions);
        if (look is not { State: RunState.Finished, Record: { } record, Folder: { } place })
        {
            var reason = look.State switch
            {
                RunState.Absent => "not made",
                RunState.Running => "still runs",
                _ => look.Record?.Reason ?? "stopped",
            };
            return new SeedFigures(run, look.State, null, reason, look.Folder, look.Record);
        }

        var value = TestFigures.ValueOf(suite, place, record) is { } found && double.IsFinite(found) ? found : (double?)null;
        var names = TestFigures.NamesOf(suite, place, record).ToArray();
        var (peak, joules) = folder.MeasuredOf(run.Name);
        var usage = CommandRecord.Read(place, command => command["usage"] as System.Text.Json.Nodes.JsonObject);
        return new SeedFigures(
            run,
            look.State,
            value,
            value is not null ? null
                : suite.TestFigure is not null && names.Length == 0 ? "its test images have not been evaluated"
                : $"no finite '{suite.Metric}' among its metrics: {(names.Length == 0 ? "none" : string.Join(", ", names))}",
            place,
            record)
        {
            Seconds = (record.Ended - record.Started)?.TotalSeconds,
            PeakBytes = (long?)usage?["peakBytes"] ?? peak,
            Joules = usage is null ? joules : Sum((double?)usage["processorJoules"], (double?)usage["gpuJoules"]),
        };
    }

    private static double? Sum(double? a, double? b) => a is null && b is null ? null : (a ?? 0) + (b ?? 0);

    private static ArmFigures ArmOf(Arm arm, SeedFigures[] runs, Suite suite)
    {
        double[] values = [.. runs.SelectMany(run => run.Value is { } value ? new[] { value } : [])];
        RunFolder[] finished = [.. runs.Where(run => run.State == RunState.Finished).Select(run => run.Folder!)]; // a finished run has one
        return new ArmFigures(
            arm, runs, Moments.Mean(values), Moments.Deviation(values), SuiteCurves.Of(finished, suite.Metric), SuiteCurves.ClassesOf(finished));
    }

    private static ArmComparison[] ComparisonsOf(Suite suite, ArmFigures[] arms)
    {
        var pairs = suite.Comparisons.Select(names => PairsOf(Arm(names.Arm), Arm(names.With))).ToArray();
        var sign = suite.HigherIsBetter ? 1 : -1;
        var figures = PairedComparison.All([.. pairs.Select(list => (IReadOnlyList<double>)[.. list.Select(pair => sign * DifferenceOf(pair))])]);
        return [.. suite.Comparisons.Select((names, index) =>
        {
            var (list, found) = (pairs[index], figures[index]);
            var wished = suite.Effect ?? suite.Expectations.FirstOrDefault(one => one.By > 0 && (one.Better, one.Than) is var two
                && (two == names || two == (names.With, names.Arm)))?.By ?? (double.IsNaN(found.Mean) || found.Mean == 0 ? null : Math.Abs(found.Mean));
            var needed = wished is { } effect && !double.IsNaN(found.Deviation)
                ? SeedCount.NeededFor(effect, found.Deviation, pairs.Length, PairedComparison.Level)
                : null;
            return new ArmComparison(
                names.Arm,
                names.With,
                [.. list.Select(pair => pair.A.Run.Seed)],
                [.. list.Select(DifferenceOf)],
                sign * found.Mean,
                sign > 0 ? found.Interval : found.Interval?.Negated,
                found,
                PairingCheck.Of(list.Select(pair => (pair.A.Folder!, pair.B.Folder!))), // with a value, so finished
                wished,
                needed);
        })];

        ArmFigures Arm(string name) => arms.Single(arm => arm.Arm.Name == name);
    }

    private static (SeedFigures A, SeedFigures B)[] PairsOf(ArmFigures a, ArmFigures b) =>
        [.. a.Runs.Join(b.Runs, run => run.Run.Seed, run => run.Run.Seed, (left, right) => (left, right))
            .Where(pair => pair is { left.Value: not null, right.Value: not null })];

    private static double DifferenceOf((SeedFigures A, SeedFigures B) pair) => (pair.A.Value - pair.B.Value) ?? double.NaN;

    /// <summary>What else than arm and seed differs between the runs: then it may be what made the difference.</summary>
    private static IEnumerable<string> LockNotes(ArmFigures[] arms)
    {
        var found = new SortedDictionary<string, int>(StringComparer.Ordinal);
        LockSet? before = null;
        foreach (var arm in arms)
        {
            LockSet? ofArm = null;
            foreach (var run in arm.Runs.Where(run => run.State == RunState.Finished))
            {
                var locks = run.Folder!.ReadLocks(); // a finished run has one
                var keys = ofArm is null
                    ? before?.DifferencesTo(locks).Where(IsOfAll)
                    : ofArm.DifferencesTo(locks).Where(IsOfArm);
                foreach (var key in (keys ?? []).Select(difference => $"{difference.Box}: {difference.Key}").Distinct(StringComparer.Ordinal))
                {
                    found[key] = found.GetValueOrDefault(key) + 1;
                }

                ofArm ??= locks;
                before ??= locks;
            }
        }

        return found.Select(item => $"The runs are not all of one make: {item.Key} differs in {Counted.Of(item.Value, "run")}. "
            + "Such a difference is mixed with that of the arms.");
    }

    private static IEnumerable<string> DirtyNotes(ArmFigures[] arms)
    {
        string[] dirty =
            [.. arms.SelectMany(arm => arm.Runs).Where(run => run.Folder?.TryReadCode() is { IsDirty: true }).Select(run => run.Run.Name)];
        return dirty.Length == 0 ? []
            : [$"The code of {Counted.Of(dirty.Length, "run")} was dirty, {dirty[0]} first: it had "
                + "changes that no commit has, or files that git did not track."];
    }

    private static bool IsOfArm(LockDifference difference) => difference.Box switch
    {
        Box.Code => !difference.Key.StartsWith(RecordedCode.RecipePrefix, StringComparison.Ordinal),
        Box.Data => !difference.Key.StartsWith("samples", StringComparison.Ordinal),
        Box.Environment => true,
        _ => false,
    };

    /// <summary>An arm may well need other files, another device or another model than the others.</summary>
    private static bool IsOfAll(LockDifference difference) =>
        difference is { Box: Box.Code, Key: RecordedCode.CommitKey or RecordedCode.DiffKey } or { Box: Box.Data, Key: "manifestId" };

    private static long? TotalMemory()
    {
        try
        {
            var line = File.ReadLines(CostFile).FirstOrDefault(line => line.StartsWith("MemTotal:", StringComparison.Ordinal));
            return line is not null && long.TryParse(line.AsSpan(9).TrimEnd("kB").Trim(), System.Globalization.CultureInfo.InvariantCulture, out var kilobytes)
                ? kilobytes << 10
                : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
