using Lockstep.Files;
using Lockstep.Snapshots;

namespace Lockstep.Exec.Outputs;

/// <summary>The files below a folder before a command ran, to tell which it wrote.</summary>
internal sealed class OutputScan
{
    /// <summary>Looking at so many takes some hundredths of a second. Of more, the time of their last change must tell.</summary>
    private const int MostKnown = 20_000;

    /// <summary>The kernel's clock for files stands still so long at most.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly Dictionary<string, FileStatus> known = new(StringComparer.Ordinal);
    private readonly long beganNs;
    private bool knowsAll = true;

    private OutputScan(DateTimeOffset began) => beganNs = (began - Tick - DateTimeOffset.UnixEpoch).Ticks * 100;

    /// <param name="folder">The working folder.</param>
    /// <param name="excluded">Folders that are not looked into, absolute.</param>
    /// <param name="clock">Tells when the command began.</param>
    public static OutputScan Of(string folder, IReadOnlyCollection<string> excluded, TimeProvider clock, CancellationToken cancellation = default)
    {
        var scan = new OutputScan(clock.GetUtcNow());
        foreach (var (path, status) in FolderWalk.Of(folder, excluded, path => !Bookkeeping.Is(Path.GetFileName(path)), cancellation))
        {
            if (scan.known.Count >= MostKnown)
            {
                scan.knowsAll = false;
                break;
            }

            if (status is { } found)
            {
                scan.known[path] = found;
            }
        }

        return scan;
    }

    /// <summary>Whether a file was written since.</summary>
    internal bool IsChanged(string path, FileStatus now) => known.TryGetValue(path, out var before) ? before != now : knowsAll || now.ChangedNs >= beganNs;
}
