using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Runs;
using Lockstep.Samples;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;
using Lockstep.Vision.Evaluation;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Images;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Runs;
using Lockstep.Vision.Tasks;

namespace Lockstep.Vision.Work;

/// <summary>What a run's model is evaluated on, past the gate.</summary>
/// <param name="IsOwn">Whether it is the run's own data set.</param>
/// <param name="Split">What of it is taken; null for all of it, which only another data set is.</param>
/// <param name="TrainedOn">How many of the samples the run was trained on, by their content.</param>
public sealed record EvaluatedData(Snapshot Snapshot, GatePass Gate, Dataset Data, IReadOnlyList<Sample> Samples, bool IsOwn, Split? Split, int TrainedOn)
{
    /// <summary>As <c>--json</c> says it.</summary>
    public string SplitWord => Split?.Word() ?? "all";

    /// <summary>The classes that have no image here.</summary>
    public IReadOnlyList<string> WithoutImages
    {
        get
        {
            var present = Samples.Select(sample => sample.Class).ToHashSet();
            return [.. Data.Classes.Where((_, index) => !present.Contains(index))];
        }
    }

    /// <summary>What evaluates a run's model on it.</summary>
    private Evaluator EvaluatorOf(TrainedRun trained, Extensions? extensions) =>
        new(TaskCatalog.Of(trained.Recipe, Data), trained.Recipe, Snapshot, Gate.Reading, Data, trained.InputSize, extensions);

    /// <param name="folder">Another data set, or the run's own where it lies now; null for where the run had it.</param>
    /// <param name="split">Null for the validation split of the run's own data set, and all of another.</param>
    /// <exception cref="GateException">It is not what its manifest says.</exception>
    /// <exception cref="LockstepException">It is not there, has other classes, or nothing is in it or the split.</exception>
    public static EvaluatedData Find(TrainedRun run, string? folder, Split? split, CancellationToken cancellation)
    {
        var own = Manifest.Load(run.Folder.ManifestPath);
        if (folder is null)
        {
            return Own(run, Recorded(run), own, split, cancellation);
        }

        RefuseSplitOfSealed(run, folder);
        var snapshot = NamedSnapshot.Sealed(folder);
        var manifest = Manifest.Load(snapshot.ManifestPath);
        return manifest.Id == own.Id ? Own(run, snapshot, own, split, cancellation) : Other(run, snapshot, manifest, split, cancellation);
    }

    /// <summary>Validates the run's model on it.</summary>
    /// <param name="checkpoint">Its file.</param>
    /// <exception cref="LockstepException">Among others, an image is broken: the run's recipe can't be changed any more so as to leave it out.</exception>
    public IValidation Evaluate(TrainedRun run, string checkpoint, Extensions? extensions, CancellationToken cancellation)
    {
        try
        {
            return EvaluatorOf(run, extensions).Run(checkpoint, Samples, IsOwn, cancellation);
        }
        catch (SampleException exception) when (exception.InnerException is BrokenImageException broken)
        {
            throw new LockstepException($"Data: {broken.Fault} Nothing was evaluated. Replace or remove the file, and seal the data set anew; "
                + $"'lockstep data show {ShellWord.Of(ShownPath.Of(Snapshot.Folder))}' names all that are broken.", exception);
        }
    }

    /// <summary>A split's folder has no manifest, and needs none: the data set around it has.</summary>
    private static void RefuseSplitOfSealed(TrainedRun run, string folder)
    {
        var snapshot = NamedSnapshot.Existing(folder);
        if (!snapshot.HasManifest
            && SealedFolder.DataSetAround(folder) is { } around && Splits.Of(Path.GetRelativePath(around, RealPath.Of(snapshot.Folder))) is { } split)
        {
            var data = around == new RecordedData(run.Locks.Data).Folder ? "" : $" --data {ShellWord.Of(ShownPath.Of(around))}";
            throw new UsageException($"--data {folder}: is a part of the sealed data set {ShownPath.Of(around)}. "
                + $"Evaluate it with 'lockstep evaluate {ShellWord.Of(run.Folder.Bundle ?? ShownPath.Of(run.Folder.FullPath))}{data} --split {split.Word()}'.");
        }
    }

    private static Snapshot Recorded(TrainedRun run)
    {
        var folder = new RecordedData(run.Locks.Data).Folder;
        return Presence.IsFolder(folder)
            ? new Snapshot(folder)
            : throw new LockstepException($"Data: the recorded data set {folder} is not there. Say where it lies now with --data DIR.");
    }

    private static EvaluatedData Own(TrainedRun run, Snapshot snapshot, Manifest manifest, Split? split, CancellationToken cancellation)
    {
        var gate = Lockstep.Snapshots.Gate.Pass(
            snapshot, manifest, run.Recipe.Data.Verify, TimeProvider.System, hashedBytes: null, "so nothing was evaluated", cancellation);
        var data = ReadAsRecorded(run, snapshot, manifest);
        if (new RecordedData(run.Locks.Data).Excluded is { Count: > 0 } excluded)
        {
            data = data.Without(excluded.ToHashSet(StringComparer.Ordinal));
        }

        var recorded = new RecordedData(run.Locks.Data).SplitSha256;
        if (Sha256.Of(data.Listing()) != recorded)
        {
            throw new LockstepException($"Data: this Lockstep splits {snapshot.Folder} otherwise than the run's locks/samples.tsv says, "
                + $"so its splits are not known. Evaluate with the version that made the run, {run.Record.LockstepVersion}.");
        }

        var taken = split ?? Lockstep.Samples.Formats.Split.Val;
        var samples = data.In(taken, snapshot.Folder);
        return new EvaluatedData(snapshot, gate, data, samples, IsOwn: true, taken, TrainedContents.Of(run.Folder).CountIn(samples, manifest));
    }

    /// <exception cref="LockstepException">The gate has passed, so the files are those of the run: it is this version that reads them otherwise.</exception>
    private static Dataset ReadAsRecorded(TrainedRun run, Snapshot snapshot, Manifest manifest)
    {
        try
        {
            return ReadOwn(run, snapshot, manifest);
        }
        catch (LockstepException exception)
        {
            throw new LockstepException($"{exception.Message}\nThe files are those of the run, and this Lockstep reads the folder otherwise. "
                + $"Evaluate with the version that made the run, {run.Record.LockstepVersion}.", exception);
        }
    }

    private static Dataset ReadOwn(TrainedRun run, Snapshot snapshot, Manifest manifest) =>
        Dataset.Read(snapshot, manifest, run.Recipe.Data, run.Recipe.Split, run.Recipe.Split.File is null ? null : SplitFile.Load(run.Folder.SplitPath));

    private static EvaluatedData Other(TrainedRun run, Snapshot snapshot, Manifest manifest, Split? split, CancellationToken cancellation)
    {
        var gate = Lockstep.Snapshots.Gate.Pass(
            snapshot, manifest, run.Recipe.Data.Verify, TimeProvider.System, hashedBytes: null, "so nothing was evaluated", cancellation);
        var data = Dataset.ReadFor(snapshot, manifest, run.Recipe.Data, run.Classes, split);
        var samples = Evaluator.Unbroken(run.Recipe, snapshot, manifest, data, data.Validation, cancellation);
        return samples.Count > 0
            ? new EvaluatedData(snapshot, gate, data, samples, IsOwn: false, split, TrainedOnOf(run, samples, snapshot, manifest, cancellation))
            : throw new LockstepException($"Data: none of the {data.Validation.Count} images of {snapshot.Folder} can be decoded. "
                + $"See 'lockstep data show {ShellWord.Of(snapshot.Folder)}'.");
    }

    /// <summary>
    /// Counts the samples that the run was trained on: files by the run's own lists, records by their pixels, as long
    /// as the run's data set lies where it was.
    /// </summary>
    private static int TrainedOnOf(TrainedRun run, IReadOnlyList<Sample> samples, Snapshot snapshot, Manifest manifest, CancellationToken cancellation)
    {
        var byFile = TrainedContents.Of(run.Folder).CountIn(samples, manifest);
        if (!samples.Any(sample => sample.Source is PixelRecord))
        {
            return byFile;
        }

        try
        {
            var own = Recorded(run);
            return TrainedRecords.CountIn(samples, snapshot, own, ReadOwn(run, own, Manifest.Load(run.Folder.ManifestPath)).Train, cancellation);
        }
        catch (LockstepException)
        {
            return byFile;
        }
    }
}
