using System.Diagnostics;
using Lockstep.Environments;
using Lockstep.Explaining;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Runs;
using Lockstep.Vision.Runs;

namespace Lockstep.Vision.Explaining;

/// <summary>Makes the trials of two runs: puts together recipe, data and variables of each, has it made, and takes away what it leaves.</summary>
public sealed class TrialLab : ITrials, IDisposable
{
    private readonly RunFolder a;
    private readonly RunFolder b;
    private readonly RecordedEnvironment environmentOfA;
    private readonly TrialRecipe recipe;
    private readonly DataMix data;
    private readonly ReplayStart? start;
    private readonly Make make;
    private readonly string place = Directory.CreateTempSubdirectory("lockstep-explain-").FullName;
    private int trials;

    /// <param name="folderOfA">Where the first run's data set lies.</param>
    /// <param name="folderOfB">Asked for only where a file of the second's is put in.</param>
    /// <param name="start">A checkpoint that both runs have, before the first step that differs; null for the first step.</param>
    public TrialLab(
        RunFolder a,
        RunFolder b,
        TrialRecipe recipe,
        IReadOnlyList<Difference> differences,
        string folderOfA,
        Func<string> folderOfB,
        ReplayStart? start,
        Make make)
    {
        (this.a, this.b, this.recipe, this.start, this.make) = (a, b, recipe, start, make);
        environmentOfA = new RecordedEnvironment(a.ReadLocks().Environment);
        data = new DataMix(a, b, folderOfA, folderOfB, [.. differences.OfType<DataDifference>()], place);
    }

    /// <summary>Has a trial made.</summary>
    /// <param name="variables">All that steer libraries, by name.</param>
    public delegate Task<TrialReply> Make(TrialRequest request, IReadOnlyDictionary<string, string> variables, CancellationToken cancellation);

    /// <summary>Told of each trial: its number, what was put in, what came of it, and how long it took.</summary>
    public Action<int, IReadOnlyList<Difference>, TrialReply, TimeSpan>? Made { get; init; }

    /// <inheritdoc/>
    public Task<TrialAnswer> ReplayAsync(IReadOnlyList<Difference> put, long steps, CancellationToken cancellation) => MakeAsync(put, steps, cancellation);

    /// <inheritdoc/>
    public Task<TrialAnswer> TrainAsync(IReadOnlyList<Difference> put, CancellationToken cancellation) => MakeAsync(put, null, cancellation);

    /// <inheritdoc/>
    public void Dispose() => FrozenFiles.Delete(place);

    private async Task<TrialAnswer> MakeAsync(IReadOnlyList<Difference> put, long? steps, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        trials++;
        TrialReply reply;
        try
        {
            reply = await make(await RequestAsync(put, steps, cancellation).ConfigureAwait(false), VariablesWith(put), cancellation).ConfigureAwait(false);
        }
        catch (LockstepException exception)
        {
            reply = new TrialReply(exception.Message);
        }

        Made?.Invoke(trials, put, reply, clock.Elapsed);
        return new TrialAnswer(reply.Problem, reply.LedgerPath, reply.ResultId, LocksOf(reply));
    }

    private async Task<TrialRequest> RequestAsync(IReadOnlyList<Difference> put, long? steps, CancellationToken cancellation)
    {
        var (folder, manifest) = data.Of([.. put.OfType<DataDifference>()]);
        var splitOf = put.Any(difference => difference is SplitFileDifference) ? b : a;
        var split = Presence.IsFile(splitOf.SplitPath) ? splitOf.SplitPath : null;
        var path = Path.Combine(place, $"trial-{trials}.json");
        await File.WriteAllBytesAsync(path, recipe.With(put, folder, split), cancellation).ConfigureAwait(false);
        var from = start is not null && steps >= start.Step ? start : null;
        return new TrialRequest(path, folder, manifest, split, place, $"trial-{trials}", steps, from?.Run.FullPath, from?.Checkpoint, from?.Step ?? 0);
    }

    private SortedDictionary<string, string> VariablesWith(IReadOnlyList<Difference> put)
    {
        var variables = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in environmentOfA.Variables)
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

        variables[LockedVariables.OneDnn] = put.OfType<OneDnnDifference>().SingleOrDefault()?.B ?? environmentOfA.OneDnn;
        return variables;
    }

    private static LockSet? LocksOf(TrialReply reply)
    {
        const string Where = "a trial's lock";
        return reply.Locks is [var code, var data, var environment, var randomness]
            ? new LockSet(
                BoxLock.Parse(Box.Code, code, Where),
                BoxLock.Parse(Box.Data, data, Where),
                BoxLock.Parse(Box.Environment, environment, Where),
                BoxLock.Parse(Box.Randomness, randomness, Where))
            : null;
    }
}
