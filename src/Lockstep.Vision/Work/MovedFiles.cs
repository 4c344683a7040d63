using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Snapshots;

namespace Lockstep.Vision.Work;

/// <summary>Where what a run was made from lies now; null for where it was recorded.</summary>
/// <param name="Data">The folder of the data set.</param>
/// <param name="Model">The file that the model starts from, or is made of.</param>
public sealed record MovedFiles(string? Data = null, string? Model = null)
{
    /// <summary>
    /// For each of two runs: what is given twice is A's, then B's; what is given once is for both, or for the one of them whose model has a file.
    /// </summary>
    /// <param name="b">Null where A is the only run.</param>
    /// <exception cref="UsageException">More is given than there are runs.</exception>
    public static (MovedFiles A, MovedFiles B) OfTwo(string[] data, string[] models, LockSet a, LockSet? b)
    {
        RefuseMoreThan(b is null ? 1 : 2, "--data", data);
        RefuseMoreThan(b is null ? 1 : 2, "--model", models);
        var isForOne = models.Length == 1 && b is not null && HasModelFile(a) != HasModelFile(b);
        MovedFiles Of(int place, LockSet run) => new(At(place, data), isForOne && !HasModelFile(run) ? null : At(place, models));
        return (Of(0, a), Of(1, b ?? a));
    }

    /// <exception cref="LockstepException">It is not there.</exception>
    public Snapshot SnapshotOf(LockSet recorded)
    {
        var folder = Data ?? new RecordedData(recorded.Data).Folder;
        return Presence.IsFolder(folder)
            ? new Snapshot(folder)
            : throw new LockstepException(Data is null
                ? $"Data: the recorded data set {folder} is not there. Say where it lies now with --data DIR."
                : $"--data {folder}: no such folder.");
    }

    /// <summary>
    /// The same of a run whose code may be restored: in the restored tree where git keeps the data, else where it lay, else in the tree at hand.
    /// </summary>
    /// <exception cref="LockstepException">It is nowhere there.</exception>
    internal Snapshot SnapshotOf(LockSet recorded, Manifest manifest, CodePlaces places)
    {
        var before = new RecordedData(recorded.Data).Folder;
        if (Data is not null)
        {
            return SnapshotOf(recorded);
        }

        if (places.InRestored(before) is { } kept && new Snapshot(kept).SaysItIs(manifest, isWhole: true))
        {
            return new Snapshot(kept);
        }

        string[] looked = [.. new[] { before, places.AtHand(before) }.OfType<string>().Where(folder => folder.Length > 0).Distinct(StringComparer.Ordinal)];
        var found = looked.FirstOrDefault(folder => new Snapshot(folder).SaysItIs(manifest, isWhole: false)) ?? looked.FirstOrDefault(Presence.IsFolder);
        return found is not null ? new Snapshot(found) : throw new LockstepException(
            $"Data: the recorded data set {string.Join(", looked for as ", looked)} is not there. Say where it lies now with --data DIR.");
    }

    /// <summary>Where the model's file lies, likewise; null where the recipe has none, or the user says where.</summary>
    internal string? ModelOf(LockSet recorded, CodePlaces places, CancellationToken cancellation)
    {
        var data = new RecordedData(recorded.Data);
        return Model is not null || data.ModelFile is not { } before ? null
            : new[] { places.InRestored(before), before, places.AtHand(before) }.OfType<string>()
                .FirstOrDefault(path => Presence.IsFile(path) && Sha256.OfFile(path, cancellation).Digest == data.ModelSha256);
    }

    /// <summary>The recipe with the model's file where it lies; as it is where it has none.</summary>
    /// <param name="isNeeded">Whether the file will be read.</param>
    /// <exception cref="UsageException">One was given, and the recipe has none.</exception>
    /// <exception cref="LockstepException">It is not there.</exception>
    public ResolvedRecipe In(ResolvedRecipe recipe, LockSet recorded, bool isNeeded)
    {
        if (new RecordedData(recorded.Data).ModelFile is not { } before)
        {
            return Model is null ? recipe : throw new UsageException($"--model {Model}: the run's recipe names no file that its model starts from.");
        }

        var path = Path.GetFullPath(Model ?? before);
        if (isNeeded && !Presence.IsFile(path))
        {
            throw new LockstepException(Model is null
                ? $"Data: the recorded file of the model, {path}, is not there. Say where it lies now with --model FILE."
                : $"--model {Model}: no such file.");
        }

        return recipe.WithModelFileAt(path);
    }

    private static bool HasModelFile(LockSet recorded) => new RecordedData(recorded.Data).ModelFile is not null;

    private static string? At(int place, string[] given) => given.Length == 2 ? given[place] : given.FirstOrDefault();

    private static void RefuseMoreThan(int runs, string option, string[] given)
    {
        if (given.Length > runs)
        {
            throw new UsageException($"{option}: given {Counted.Of(given.Length, "time")}, for {(runs == 1 ? "one run" : "two runs")}.");
        }
    }
}
