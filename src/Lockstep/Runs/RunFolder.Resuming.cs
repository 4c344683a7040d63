using Lockstep.Files;

namespace Lockstep.Runs;

public sealed partial class RunFolder
{
    /// <summary>A folder a checkpoint to go on from; of a finished run only where its recipe keeps them.</summary>
    public string ResumePath => Path.Combine(FullPath, "checkpoints", "resume");

    /// <summary>Makes the run this process's own until it is disposed or the process ends.</summary>
    /// <exception cref="LockstepException">Another process trains it.</exception>
    public FolderHandle Hold()
    {
        var handle = FolderHandle.Open(FullPath);
        if (handle.TryLock())
        {
            return handle;
        }

        handle.Dispose();
        throw new LockstepException($"{Name}: still runs, in another process. Stop that one first, with Ctrl-C or SIGTERM.");
    }

    /// <summary>Cuts off the metrics that came after a checkpoint.</summary>
    public void CutMetrics(long bytes)
    {
        using var stream = new FileStream(MetricsPath, FileMode.OpenOrCreate, FileAccess.Write);
        stream.SetLength(bytes);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Whether the first bytes of <c>metrics.jsonl</c> are whole lines.</summary>
    public bool MetricsHaveLineEndAt(long bytes)
    {
        if (bytes == 0)
        {
            return true;
        }

        using var stream = File.OpenRead(MetricsPath);
        stream.Position = bytes - 1;
        return stream.ReadByte() == '\n';
    }

    /// <summary>Takes away what training wrote, for one that begins anew; recipe, locks and log stay.</summary>
    public void RemoveResults()
    {
        foreach (var path in (string[])[MetricsPath, LedgerPath, BestCheckpointPath, LastCheckpointPath, LastRawCheckpointPath])
        {
            File.Delete(path);
        }
    }

    /// <summary>Takes away what only going on would need.</summary>
    public void RemoveResumeCheckpoints()
    {
        if (Presence.IsFolder(ResumePath))
        {
            Directory.Delete(ResumePath, recursive: true);
        }
    }
}
