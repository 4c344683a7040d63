using System.Diagnostics;
using System.Text.Json.Nodes;
using Lockstep.Explaining;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Vision.Explaining;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Runs;

namespace Lockstep.Cli.Explaining;

/// <summary>Makes the trials of <c>explain</c>, in processes of this program, one for each set of variables; all that they leave goes away with it.</summary>
internal sealed class TrialLab : ITrials, IDisposable
{
    private readonly RunFolder a;
    private readonly RunFolder b;
    private readonly LockSet locksOfA;
    private readonly TrialRecipe recipe;
    private readonly DataMix data;
    private readonly ReplayStart? start;
    private readonly Action<int, IReadOnlyList<Difference>, TrialReply, TimeSpan> made;
    private readonly string place = Directory.CreateTempSubdirectory("lockstep-explain-").FullName;
    private readonly Dictionary<string, TrialProcess> processes = new(StringComparer.Ordinal);
    private int trials;

    /// <param name="moved">Where data sets and model files lie now.</param>
    /// <param name="start">A checkpoint that both runs have, before the first step that differs.</param>
    /// <param name="made">Told of each trial that was made.</param>
    public TrialLab(RunFolder a, RunFolder b, ResolvedRecipe recipeOfA, ResolvedRecipe recipeOfB, IReadOnlyList<Difference> differences, (MovedFiles A, MovedFiles B) moved, ReplayStart? start, Action<int, IReadOnlyList<Difference>, TrialReply, TimeSpan> made)
    {
        (this.a, this.b, this.start, this.made) = (a, b, start, made);
        locksOfA = a.ReadLocks();
        var locksOfB = b.ReadLocks();
        var needsFileOfB = differences.Any(difference => difference is ModelFileDifference or RecipeDifference { Path: "model" });
        string? FileOf(ResolvedRecipe found) => found.Recipe.Model.File is var (_, path) ? Path.GetFullPath(path) : null;
        recipe = new TrialRecipe(
            recipeOfA.Values, FileOf(moved.A.In(recipeOfA, locksOfA, isNeeded: true)), recipeOfB.Values, FileOf(moved.B.In(recipeOfB, locksOfB, needsFileOfB)));
        data = new DataMix(a, b, moved.A.SnapshotOf(locksOfA).Folder, () => moved.B.SnapshotOf(locksOfB).Folder, [.. differences.OfType<DataDifference>()], place);
    }

    public Task<TrialAnswer> ReplayAsync(IReadOnlyList<Difference> put, long steps, CancellationToken cancellation) => MakeAsync(put, steps, cancellation);

    public Task<TrialAnswer> TrainAsync(IReadOnlyList<Difference> put, CancellationToken cancellation) => MakeAsync(put, null, cancellation);

    public void Dispose()
    {
        foreach (var process in processes.Values)
        {
            process.Dispose();
        }

        FrozenFiles.Delete(place);
    }

    private async Task<TrialAnswer> MakeAsync(IReadOnlyList<Difference> put, long? steps, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var reply = await AskAsync(put, steps, cancellation).ConfigureAwait(false);
        made(trials, put, reply, clock.Elapsed);
        return new TrialAnswer(reply.Problem, reply.LedgerPath, reply.ResultId, LocksOf(reply));
    }

    private async Task<TrialReply> AskAsync(IReadOnlyList<Difference> put, long? steps, CancellationToken cancellation)
    {
        trials++;
        try
        {
            var (folder, manifest) = data.Of([.. put.OfType<DataDifference>()]);
            var splitOf = put.Any(difference => difference is SplitFileDifference) ? b : a;
            var split = Presence.IsFile(splitOf.SplitPath) ? splitOf.SplitPath : null;
            var path = Path.Combine(place, $"trial-{trials}.json");
            await File.WriteAllBytesAsync(path, recipe.With(put, folder, split), cancellation).ConfigureAwait(false);
            var isFromCheckpoint = start is not null && steps >= start.Step;
            var request = new TrialRequest(path, folder, manifest, split, place, $"trial-{trials}", steps, isFromCheckpoint ? start?.Run.FullPath : null, isFromCheckpoint ? start?.Checkpoint : null, start?.Step ?? 0);
            return await ProcessWith(put).AskAsync(request, cancellation).ConfigureAwait(false);
        }
        catch (LockstepException exception)
        {
            return new TrialReply(exception.Message);
        }
    }

    private TrialProcess ProcessWith(IReadOnlyList<Difference> put)
    {
        var variables = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in locksOfA.Environment.Relevant["variables"] as JsonObject ?? [])
        {
            variables[name] = (string?)value ?? "";
        }

        foreach (var difference in put.OfType<VariableDifference>())
        {
            variables.Remove(difference.Variable);
            if (difference.B is { } value)
            {
                variables[difference.Variable] = value;
            }
        }

        var key = string.Join('\n', variables.Select(variable => $"{variable.Key}={variable.Value}"));
        return processes.TryGetValue(key, out var process) ? process : processes[key] = new TrialProcess(variables);
    }

    private static LockSet? LocksOf(TrialReply reply) => reply.Locks is [var code, var data, var environment, var randomness]
        ? new LockSet(BoxLock.Parse(Box.Code, code, "a trial"), BoxLock.Parse(Box.Data, data, "a trial"), BoxLock.Parse(Box.Environment, environment, "a trial"), BoxLock.Parse(Box.Randomness, randomness, "a trial"))
        : null;
}
