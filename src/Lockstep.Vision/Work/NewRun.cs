using Lockstep.Code;
using Lockstep.Files;
using Lockstep.Invariants;
using Lockstep.Runs;
using Lockstep.Snapshots;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Runs;

namespace Lockstep.Vision.Work;

/// <summary>Makes a recipe's run in a new folder.</summary>
public sealed class NewRun
{
    private readonly RecipeFile file;
    private readonly string runs;
    private readonly Snapshot snapshot;

    /// <summary>Sees that there can be such a run, before any work.</summary>
    /// <param name="runs">The folder that holds the runs.</param>
    /// <exception cref="UsageException">No run can be written there.</exception>
    public NewRun(RecipeFile file, string runs)
    {
        (this.file, this.runs) = (file, runs);
        RunsFolder.RefuseUnwritable(runs);
        snapshot = file.FindSnapshot();
        SealedFolder.Refuse(runs, snapshot.Folder);
        Baselines.Demand(file.Recipe, file.Recipe.Recipe.Invariants, runs);
    }

    /// <summary>Passes the gate, takes the locks, and makes the folder; nothing is left there if the gate stays shut.</summary>
    /// <param name="repositoryFolder">A folder of the repository that the code lies in; null where there is no code but Lockstep's own.</param>
    /// <param name="name">Null for date, model, tag and the next free version.</param>
    /// <param name="requireClean">Whether all of the code must be committed.</param>
    /// <exception cref="UncommittedException">It must, and is not.</exception>
    public async Task<ReadyRun> PrepareAsync(string? repositoryFolder, string? name, CancellationToken cancellation, bool requireClean = false)
    {
        var prepared = await Preparation.PrepareAsync(
            file.Recipe, file.Source, snapshot, expected: null, repositoryFolder, runs, file.Extensions, hashedBytes: null, cancellation)
            .ConfigureAwait(false);
        if (requireClean)
        {
            UncommittedException.Refuse(prepared.Git);
        }

        var recipe = file.Recipe.Recipe;
        var clock = TimeProvider.System;
        var tag = recipe.Tag ?? AugmentationPipeline.NameOf(recipe.Augment);
        var folder = name is null ? RunFolder.CreateNext(runs, RunName.Stem(clock.GetUtcNow(), recipe.Model.Name, tag)) : RunFolder.Create(runs, name);
        return new ReadyRun(
            prepared, folder, (progress, _, stop) => new TrainingRun(prepared, folder, clock, progress).Execute(parent: null, judge: null, stop));
    }
}
