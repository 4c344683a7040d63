using Lockstep.Code.Restoring;
using Lockstep.Compare;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Runs;
using Lockstep.Vision.Checkpoints;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Runs;

namespace Lockstep.Vision.Work;

/// <summary>Makes a finished run again from its recorded locks, and judges the result.</summary>
/// <param name="Parent">The run that is made again.</param>
/// <param name="Runs">The folder that holds the runs.</param>
/// <param name="Moved">Where the data set and the model's file lie now.</param>
/// <param name="Allowed">Boxes whose lock need not be met.</param>
/// <param name="Tolerance">Up to which distance the result is equivalent; null for what the recipe says.</param>
public sealed record Rerun(RunFolder Parent, string Runs, MovedFiles Moved, IReadOnlyList<Box> Allowed, double? Tolerance, Extensions Extensions)
{
    /// <summary>Where its code comes from; null for the tree at hand, whatever it is.</summary>
    public CodeChoice? Choice { get; init; }

    /// <param name="name">Of the new run; null for the next free one.</param>
    /// <param name="seed">Another than the recorded one, and then without a verdict; null for that.</param>
    /// <returns>Its warnings name the differences that were let pass.</returns>
    /// <exception cref="LocksNotMetException">A recorded lock can't be met here, and is not allowed to differ.</exception>
    public async Task<ReadyRun> PrepareAsync(string? name, long? seed, CancellationToken cancellation)
    {
        var parentRecord = Parent.ReadRecord();
        if (parentRecord.Status != RunStatus.Finished)
        {
            throw new LockstepException($"{Parent.Name} is {parentRecord.StatusWord}, so it has no result to compare with. Only a finished run can be rerun.");
        }

        var recorded = await RecordedRun.PrepareAsync(Parent, Runs, Moved, Extensions, cancellation, seed, Choice).ConfigureAwait(false);
        try
        {
            return await ReadyAsync(recorded, parentRecord, name, seed, cancellation).ConfigureAwait(false);
        }
        catch
        {
            recorded.Code?.Dispose();
            throw;
        }
    }

    private async Task<ReadyRun> ReadyAsync(RecordedRun recorded, RunRecord parentRecord, string? name, long? seed, CancellationToken cancellation)
    {
        var prepared = recorded.Prepared;
        SealedFolder.Refuse(Runs, prepared.Snapshot.Folder);
        LockDifference[] differences = [
            .. recorded.Differences.Where(
                difference => seed is null || difference.Key is not (RecordedRandomness.SeedKey or RecordedCode.RecipePrefix + RecordedRandomness.SeedKey))
        ];
        var refused = differences.Where(difference => !Allowed.Contains(difference.Box)).ToArray();
        if (refused.Length > 0)
        {
            throw LocksNotMetException.OfRerun(
                Parent.Name, refused, await recorded.AdviceAsync(cancellation).ConfigureAwait(false), parentRecord.LockstepVersion);
        }

        var clock = TimeProvider.System;
        var folder = name is null ? RunFolder.CreateNext(Runs, RunName.StemOf(Parent.Name, clock.GetUtcNow())) : RunFolder.Create(Runs, name);
        var request = new RerunRequest(parentRecord.ResultId, Tolerance, seed, Parent.Bundle is { } bundle ? Path.GetFullPath(bundle) : null)
        {
            Code = recorded.Code?.Word,
        };
        Verdict Judge(RunRecord finished) => RunComparison.Judge(
            Parent, folder, Extensions.Recipes, finished, differences,
            CheckpointDistance.Between(Parent.LastCheckpointPath, folder.LastCheckpointPath, CancellationToken.None), Tolerance);
        return new ReadyRun(prepared, folder, (progress, _, stop) =>
            new TrainingRun(prepared, folder, clock, progress).Execute(Parent.Name, seed is null ? Judge : null, stop, request))
        {
            Code = recorded.Code,
            Warnings = [.. differences.Select(difference => $"allowed: {difference}")],
        };
    }
}
