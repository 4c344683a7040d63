using Lockstep.Files;

namespace Lockstep.Snapshots;

/// <summary>The data set that somebody names by its folder.</summary>
public static class NamedSnapshot
{
    /// <exception cref="UsageException">There is no such folder.</exception>
    public static Snapshot Existing(string folder) =>
        Presence.IsFolder(folder) ? new Snapshot(folder) : throw new UsageException($"{folder}: no such folder.");

    /// <exception cref="UsageException">There is no such folder, or it has no manifest.</exception>
    public static Snapshot Sealed(string folder) => Existing(folder) is { HasManifest: true } snapshot
        ? snapshot
        : throw new UsageException($"{folder}: has no {Manifest.FileName}. {UnsealedFolder.Advice(folder)}");

    /// <summary>The manifest at the snapshot's root, or one of what lies there now.</summary>
    public static Manifest ManifestOf(Snapshot snapshot, CancellationToken cancellation) => snapshot.HasManifest
        ? Manifest.Load(snapshot.ManifestPath)
        : snapshot.Describe(Path.GetFileName(snapshot.Folder), trustUntouched: true, TimeProvider.System, hashedBytes: null, cancellation);
}
