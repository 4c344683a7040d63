using Lockstep.Files;
using Lockstep.Runs;

namespace Lockstep.Compare;

/// <summary>Whether a run's result ID is that of what lies in its folder: only then do equal IDs mean equal results.</summary>
internal static class RecordedResult
{
    /// <returns>Why it can't be relied on; null where it can.</returns>
    public static ResultDoubt? Doubt(string name, RunFolder run, RunRecord record)
    {
        if (record.ResultId is null)
        {
            return null;
        }

        if (!Presence.IsFile(run.LastCheckpointPath))
        {
            return new ResultDoubt(HasChanged: false, $"{name} has no last checkpoint any more, so that its result ID can't be checked.");
        }

        return ResultId.Of(Sha256.OfFile(run.LastCheckpointPath).Digest, record.Metrics) == record.ResultId
            ? null
            : new ResultDoubt(HasChanged: true, $"{name}'s result ID is not that of its last checkpoint and its metrics: one of them was changed since. See which with 'sha256sum -c SHA256SUMS' in {run.FullPath}.");
    }
}

/// <summary>Why a run's result ID can't be relied on.</summary>
/// <param name="HasChanged">Whether it is known not to be that of what lies there; else it can't be checked.</param>
/// <param name="Text">In a sentence.</param>
internal sealed record ResultDoubt(bool HasChanged, string Text);
