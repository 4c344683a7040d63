using System.Text.Json.Nodes;
using Lockstep.Cli.Commands;
using Lockstep.Data;
using Lockstep.Files;
using Lockstep.Vision.Evaluation;

namespace Lockstep.Cli;

/// <summary>What a run's model is evaluated on, past the gate.</summary>
/// <param name="IsOwn">Whether it is the run's own data set, of which only the validation part is taken; else all of it is.</param>
internal sealed record EvaluatedData(Snapshot Snapshot, GatePass Gate, Dataset Data, IReadOnlyList<Sample> Samples, bool IsOwn)
{
    /// <param name="folder">Another data set, or the run's own where it lies now; null for where the run had it.</param>
    /// <exception cref="GateException">It is not what its manifest says.</exception>
    /// <exception cref="LockstepException">It is not there, has other classes, or nothing is in it.</exception>
    public static EvaluatedData Find(TrainedRun run, string? folder, CancellationToken cancellation)
    {
        var own = Manifest.Load(run.Folder.ManifestPath);
        if (folder is null)
        {
            return Own(run, Recorded(run), own, cancellation);
        }

        // A data set that the run took unsealed is still its own.
        var snapshot = DataCommand.Existing(folder);
        var manifest = snapshot.HasManifest ? Manifest.Load(snapshot.ManifestPath) : null;
        return manifest is null || manifest.Id == own.Id
            ? Own(run, manifest is null ? DataCommand.Sealed(folder) : snapshot, own, cancellation)
            : Other(run, snapshot, manifest, cancellation);
    }

    private static Snapshot Recorded(TrainedRun run)
    {
        var folder = run.Locks.Data.Informative["folder"]?.GetValue<string>() ?? "";
        return Presence.IsFolder(folder)
            ? new Snapshot(folder)
            : throw new LockstepException($"Data: the recorded data set {folder} is not there. Say where it lies now with --data DIR.");
    }

    private static EvaluatedData Own(TrainedRun run, Snapshot snapshot, Manifest manifest, CancellationToken cancellation)
    {
        var gate = Lockstep.Data.Gate.Pass(snapshot, manifest, run.Recipe.Data.Verify, TimeProvider.System, hashedBytes: null, cancellation);
        var split = run.Recipe.Split.File is null ? null : SplitFile.Load(run.Folder.SplitPath);
        var data = Dataset.Read(snapshot, manifest, run.Recipe.Data, run.Recipe.Split, split);
        if (run.Locks.Data.Relevant["excluded"] is JsonArray excluded)
        {
            data = data.Without(excluded.Select(name => name?.GetValue<string>() ?? "").ToHashSet(StringComparer.Ordinal));
        }

        var recorded = run.Locks.Data.Relevant["samples"]?["splitSha256"]?.GetValue<string>();
        return Sha256.Of(data.Listing()) == recorded
            ? new EvaluatedData(snapshot, gate, data, data.Validation, IsOwn: true)
            : throw new LockstepException($"Data: this Lockstep parts {snapshot.Folder} otherwise than the run's locks/samples.tsv says, so its validation part is not known. Evaluate with the version that made the run, {run.Record.LockstepVersion}.");
    }

    private static EvaluatedData Other(TrainedRun run, Snapshot snapshot, Manifest manifest, CancellationToken cancellation)
    {
        var gate = Lockstep.Data.Gate.Pass(snapshot, manifest, run.Recipe.Data.Verify, TimeProvider.System, hashedBytes: null, cancellation);
        var data = Dataset.ReadWhole(snapshot, manifest, run.Recipe.Data, run.Classes);
        return new EvaluatedData(snapshot, gate, data, Evaluator.Unbroken(run.Recipe, snapshot, manifest, data, data.Validation, cancellation), IsOwn: false);
    }
}
