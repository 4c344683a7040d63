using System.Text.Json.Nodes;
using Lockstep.Ablation.Suites;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Runs;

namespace Lockstep.Ablation.Running;

/// <summary>About how long the runs of a suite take that are not there yet, by finished runs: the suite's own, or earlier ones of the same recipe.</summary>
/// <param name="Seconds">Null where no run says anything.</param>
/// <param name="By">The names of the runs that it goes by.</param>
/// <param name="Unknown">Arms without such a run, which count as the others do.</param>
public sealed record SuiteTime(double? Seconds, IReadOnlyList<string> By, IReadOnlyList<string> Unknown)
{
    private const string Train = "train";
    private const string Epochs = "epochs";

    /// <param name="looks">Every run of the suite.</param>
    /// <param name="more">Seeds that are to be added.</param>
    /// <param name="jobs">Runs at a time.</param>
    /// <param name="earlier">The other runs on record.</param>
    /// <param name="dataFolder">The data set's, which earlier trainings must have read too; null for a command.</param>
    public static SuiteTime Of(
        Suite suite, IReadOnlyList<(PlannedRun Run, RunLook Look)> looks, int more, int jobs, RunIndex earlier, string? dataFolder, RecipeAdditions additions)
    {
        var own = looks.Select(one => one.Run.Name).ToHashSet(StringComparer.Ordinal);
        var others = new Lazy<IReadOnlyList<(RunFolder Folder, RunRecord Record)>>(() =>
            [.. earlier.List().Reverse().Where(run => !own.Contains(run.Record.Name) && IsLike(run.Folder, run.Record, suite, dataFolder))]);
        var (by, unknown, times) = (new List<string>(), new List<string>(), new List<(int Missing, double? Seconds)>());
        foreach (var arm in suite.Arms)
        {
            var ofArm = looks.Where(one => one.Run.Arm == arm).ToArray();
            var done = ofArm.Where(one => one.Look.State == RunState.Finished && SecondsOf(one.Look.Record) is not null).ToArray();
            var missing = ofArm.Count(one => one.Look.State != RunState.Finished) + more;
            if (missing == 0)
            {
                continue;
            }

            if (done.Length > 0)
            {
                by.AddRange(done.Select(one => one.Run.Name));
                times.Add((missing, done.Average(one => SecondsOf(one.Look.Record))));
            }
            else if (others.Value.Select(run => (run.Record.Name, Seconds: SecondsFor(suite, arm, run.Folder, run.Record, additions)))
                .FirstOrDefault(run => run.Seconds is not null) is { Seconds: { } seconds, Name: var name })
            {
                by.Add(name);
                times.Add((missing, seconds));
            }
            else
            {
                unknown.Add(arm.Name);
                times.Add((missing, null));
            }
        }

        var known = times.Select(time => time.Seconds).OfType<double>().ToArray();
        return times.Count == 0 ? new SuiteTime(0, [], [])
            : known.Length == 0 ? new SuiteTime(null, [], unknown)
            : new SuiteTime(
                Math.Max(known.Max(), times.Sum(time => time.Missing * (time.Seconds ?? known.Average())) / jobs),
                [.. by.Distinct(StringComparer.Ordinal)],
                unknown);
    }

    private static double? SecondsOf(RunRecord? record) => (record?.Ended - record?.Started)?.TotalSeconds;

    /// <summary>Whether the time of a run says anything here: it went to its end, on this machine, with the same data set.</summary>
    private static bool IsLike(RunFolder run, RunRecord record, Suite suite, string? dataFolder) =>
        record is { Status: RunStatus.Finished, Ended: not null } && record.Kind == suite.Kind && record.Host == Environment.MachineName
        && (suite.IsOfCommand || new RecordedData(run.ReadLocks().Data).Folder == dataFolder);

    /// <returns>Null where the run is of another recipe, but for its seed and, of a training, for how many epochs.</returns>
    private static double? SecondsFor(Suite suite, Arm arm, RunFolder run, RunRecord record, RecipeAdditions additions)
    {
        try
        {
            if (RunLook.RecipeOf(run, record, additions) is not { } recorded || recorded["seed"] is not JsonValue seed)
            {
                return null;
            }

            var planned = PlannedRun.Of(suite, arm, seed.GetValue<long>(), additions).ResultRelevant;
            var (left, right) = (EpochsTaken(recorded), EpochsTaken(planned));
            return JsonNode.DeepEquals(left.Recipe, right.Recipe) ? SecondsOf(record) * right.Epochs / left.Epochs : null;
        }
        catch (LockstepException)
        {
            return null; // of a program that knows other models, or from another version
        }
    }

    private static (JsonObject Recipe, double Epochs) EpochsTaken(JsonObject recipe)
    {
        var copy = recipe.DeepClone().AsObject();
        return copy[Train] is JsonObject train && train.Remove(Epochs, out var epochs) && epochs is JsonValue count && count.TryGetValue<long>(out var number)
            ? (copy, number)
            : (copy, 1);
    }
}
