namespace Lockstep.Snapshots;

/// <summary>The check before training that the snapshot is what its manifest says.</summary>
public static class Gate
{
    private const string NothingTrained = "so nothing was trained";

    /// <summary>Lets through what matches its manifest.</summary>
    /// <param name="snapshot">The folder.</param>
    /// <param name="expected">The manifest it must match; absent, the one at its root; absent there too, the folder is described as it is.</param>
    /// <param name="verify">As the recipe's <c>data.verify</c>.</param>
    /// <param name="consequence">What is not done where something differs, for the message.</param>
    /// <exception cref="GateException">Something differs.</exception>
    public static GatePass Pass(
        Snapshot snapshot, Manifest? expected, string verify, TimeProvider clock, IProgress<long>? hashedBytes = null,
        string consequence = NothingTrained, CancellationToken cancellation = default) =>
            Pass(snapshot, expected, verify, pinned: null, clock, hashedBytes, consequence, cancellation);

    /// <inheritdoc cref="Pass(Snapshot, Manifest?, string, TimeProvider, IProgress{long}?, string, CancellationToken)"/>
    /// <param name="pinned">The ID that the manifest must have, as the recipe's <c>data.manifest</c>; null for any.</param>
    public static GatePass Pass(
        Snapshot snapshot, Manifest? expected, string verify, string? pinned, TimeProvider clock, IProgress<long>? hashedBytes = null,
        string consequence = NothingTrained, CancellationToken cancellation = default)
    {
        // Auto is quick where there is a record of a full check, and reads what is not in it.
        var trustUntouched = verify is "auto" or "quick";
        if (expected is null && !snapshot.HasManifest)
        {
            var described = snapshot.Describe(Path.GetFileName(snapshot.Folder), trustUntouched, clock, hashedBytes, cancellation);
            DemandPinned(snapshot, described, pinned);
            return new GatePass(described, "no manifest to check against", null);
        }

        var manifest = expected ?? Manifest.Load(snapshot.ManifestPath);
        DemandPinned(snapshot, manifest, pinned);
        if (verify == "while-reading")
        {
            var sizes = snapshot.VerifySizes(manifest, cancellation);
            return sizes.Count == 0
                ? new GatePass(manifest, "sizes now, contents while reading", new ReadingCheck(snapshot, manifest))
                : throw new GateException(snapshot, manifest, sizes, consequence);
        }

        var check = snapshot.Verify(manifest, trustUntouched, clock, hashedBytes, cancellation);
        return check.Damage.Count == 0
            ? new GatePass(manifest, check.Trusted == 0
                ? "all files read"
                : $"{Counted.Of(manifest.Files.Count - check.Trusted, "file")} read, {check.Trusted} untouched since they last were", null)
            : throw new GateException(snapshot, manifest, check.Damage, consequence);
    }

    /// <exception cref="GateException">The manifest is another than the recipe's <c>data.manifest</c>.</exception>
    public static void DemandPinned(Snapshot snapshot, Manifest manifest, string? pinned)
    {
        if (pinned is not null && pinned != manifest.Id)
        {
            throw new GateException(snapshot, manifest, pinned);
        }
    }
}

/// <summary>What the gate let through.</summary>
/// <param name="Manifest">What the snapshot was found to match.</param>
/// <param name="How">In what way it was checked, for a person.</param>
/// <param name="Reading">The check that goes on while the files are read; null where it is done.</param>
public sealed record GatePass(Manifest Manifest, string How, ReadingCheck? Reading);
