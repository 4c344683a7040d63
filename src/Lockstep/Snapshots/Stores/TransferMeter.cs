namespace Lockstep.Snapshots.Stores;

/// <summary>Counts what several transfers at once do, and reports it.</summary>
internal sealed class TransferMeter(IProgress<TransferProgress>? progress, IReadOnlyCollection<ManifestEntry> objects)
{
    private readonly Lock gate = new();
    private readonly long bytesInAll = objects.Sum(entry => entry.Bytes);
    private int done;
    private long bytes;
    private int moved;
    private long movedBytes;

    public void Already(IEnumerable<ManifestEntry> entries)
    {
        lock (gate)
        {
            foreach (var entry in entries)
            {
                done++;
                bytes += entry.Bytes;
            }

            Report();
        }
    }

    /// <summary>Some bytes of an object under way.</summary>
    public void Advance(long more)
    {
        lock (gate)
        {
            bytes += more;
            Report();
        }
    }

    /// <summary>The object is there, and was checked; its bytes were told to <see cref="Advance"/>.</summary>
    public void Moved(ManifestEntry entry)
    {
        lock (gate)
        {
            done++;
            moved++;
            movedBytes += entry.Bytes;
            Report();
        }
    }

    public TransferSummary Summary(Manifest manifest)
    {
        lock (gate)
        {
            return new TransferSummary(manifest.Id, manifest.Name, manifest.Files.Count, objects.Count, moved, movedBytes, bytesInAll);
        }
    }

    private void Report() => progress?.Report(new TransferProgress(done, objects.Count, bytes, bytesInAll));
}
