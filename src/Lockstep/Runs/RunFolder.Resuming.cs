using System.Diagnostics;
using Lockstep.Files;

namespace Lockstep.Runs;

public sealed partial class RunFolder
{
    /// <summary>One folder per checkpoint to resume from; of a finished run only where its recipe keeps them.</summary>
    public string ResumePath => Path.Combine(FullPath, "checkpoints", "resume");

    private static readonly TimeSpan LongestQuestion = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether a process trains it; null where the file system can't say.</summary>
    public bool? IsBeingTrained
    {
        get
        {
            try
            {
                using var handle = FolderHandle.Open(FullPath);
                return handle.IsLocked;
            }
            catch (IOException)
            {
                return null;
            }
        }
    }

    /// <summary>Makes the run this process's own until it is disposed or the process ends.</summary>
    /// <exception cref="LockstepException">Another process trains it.</exception>
    public FolderHandle AcquireLock()
    {
        var handle = FolderHandle.Open(FullPath);
        // A list that asks has it for a moment too.
        var asked = Stopwatch.StartNew();
        do
        {
            if (handle.TryLock())
            {
                return handle;
            }

            Thread.Sleep(10);
        }
        while (asked.Elapsed < LongestQuestion);

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

        using var stream = RegularFile.OpenRead(MetricsPath);
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

    /// <summary>Takes the run away, with all that it holds.</summary>
    /// <exception cref="LockstepException">Another process trains it.</exception>
    public void Remove()
    {
        RefuseSealedAround();
        using var hold = AcquireLock();
        if (new DirectoryInfo(FullPath).LinkTarget is not null)
        {
            File.Delete(FullPath); // the link; where it leads may be somebody else's
            return;
        }

        Directory.Delete(FullPath, recursive: true);
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
