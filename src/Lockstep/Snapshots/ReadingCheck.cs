using System.Collections.Concurrent;
using Lockstep.Files;

namespace Lockstep.Snapshots;

/// <summary>Compares each file with the manifest when its bytes are first read. Thread-safe.</summary>
public sealed class ReadingCheck(Snapshot snapshot, Manifest manifest)
{
    private readonly ConcurrentDictionary<string, bool> passed = new(StringComparer.Ordinal);

    /// <summary>Lets the bytes of a whole file pass, or stops the run.</summary>
    /// <exception cref="GateException">They are not what the manifest says.</exception>
    public void Check(string relPath, byte[] content) => CheckOnce(relPath, () => Sha256.Of(content));

    /// <summary>The same for a file that is not read whole: it is read through now.</summary>
    public void CheckFile(string relPath) => CheckOnce(relPath, () => Sha256.OfFile(snapshot.PathOf(relPath)).Digest);

    private void CheckOnce(string relPath, Func<string> digestOf)
    {
        if (passed.ContainsKey(relPath))
        {
            return;
        }

        var digest = digestOf();
        var expected = manifest.Find(relPath)?.Sha256;
        if (digest != expected)
        {
            throw new GateException(
                snapshot, manifest,
                [new SnapshotFinding(SnapshotFindingKind.Changed, relPath, $"has SHA-256 {digest}, expected {expected ?? "no such file"}")],
                "so the training stops here");
        }

        passed[relPath] = true;
    }
}
