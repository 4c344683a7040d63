using Lockstep.Runs;
using Lockstep.Vision.Training;
using Lockstep.Vision.Training.Resuming;


namespace Lockstep.Vision.Runs;

/// <summary>A checkpoint of a run that a replay begins with.</summary>
/// <param name="Step">Of the ledger: what was done before it is not done again.</param>
public sealed record ReplayStart(RunFolder Run, string Checkpoint, long Step)
{
    /// <summary>The newest checkpoint that two runs both have, each its own, of a step up to a given one.</summary>
    /// <param name="latest">Up to which the runs are known to be the same, weights too.</param>
    /// <param name="passed">Told of each that is damaged, in a sentence.</param>
    /// <returns>Null where there is none.</returns>
    public static (ReplayStart A, ReplayStart B)? Nearest(RunFolder a, RunFolder b, long latest, Action<string> passed)
    {
        var ofB = new ResumePoints(b.ResumePath).Names.ToHashSet(StringComparer.Ordinal);
        foreach (var name in new ResumePoints(a.ResumePath).Names.Where(ofB.Contains))
        {
            try
            {
                var (startOfA, startOfB) = (Of(a, name), Of(b, name));
                if (startOfA.Step <= latest && startOfA.Step == startOfB.Step)
                {
                    return (startOfA, startOfB);
                }
            }
            catch (LockstepException exception)
            {
                passed(exception.Message);
            }
        }

        return null;
    }

    /// <summary>As <c>train --resume</c> does it.</summary>
    /// <exception cref="ReplayStartException">It is damaged or does not fit.</exception>
    internal void Restore(Trainer trainer)
    {
        try
        {
            new ResumePoints(Run.ResumePath).Restore(Checkpoint, trainer, point => MisfitOf(Run, point));
        }
        catch (LockstepException exception)
        {
            throw new ReplayStartException(exception.Message, exception);
        }
    }

    private static ReplayStart Of(RunFolder run, string name)
    {
        var point = new ResumePoints(run.ResumePath).Read(name);
        return MisfitOf(run, point) is { } reason
            ? throw new LockstepException($"{Path.Combine(run.ResumePath, name)}: {reason}.")
            : new ReplayStart(run, name, point.Training.Batches);
    }

    private static string? MisfitOf(RunFolder run, ResumePoint point) =>
        point.LockId == run.ReadRecord().LockId ? null : $"it is of another run, with lock ID {point.LockId}";
}

/// <summary>A replay can't begin with a checkpoint; it can with the first step.</summary>
internal sealed class ReplayStartException(string message, Exception inner) : LockstepException(message, inner);
