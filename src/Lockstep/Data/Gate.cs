namespace Lockstep.Data;

/// <summary>The check before training that the snapshot is what its manifest says.</summary>
public static class Gate
{
    /// <summary>Returns the manifest that the snapshot was found to match.</summary>
    /// <param name="snapshot">The folder.</param>
    /// <param name="expected">The manifest it must match; absent, the one at its root; absent there too, the folder is described as it is.</param>
    /// <exception cref="GateException">Something differs.</exception>
    public static Manifest Pass(Snapshot snapshot, Manifest? expected = null, IProgress<long>? hashedBytes = null, CancellationToken cancellation = default)
    {
        if (expected is null && !snapshot.HasManifest)
        {
            return snapshot.Describe(Path.GetFileName(snapshot.Folder), hashedBytes, cancellation);
        }

        var manifest = expected ?? Manifest.Load(snapshot.ManifestPath);
        var findings = snapshot.Verify(manifest, hashedBytes, cancellation);
        return findings.Count == 0 ? manifest : throw new GateException(snapshot, manifest, findings);
    }
}
