using Lockstep.Files;
using Lockstep.Ledgers.Commands;

namespace Lockstep.Exec.Streams;

/// <summary>Makes the ledger of a command's run, and the rest of what its processes said, from their streams.</summary>
internal static class CommandLedger
{
    /// <param name="streams">Folder of the streams, which are left as they are. One that is not there is taken for an empty one.</param>
    /// <param name="ledger">Where the ledger is to be; it is not written where no process made a step.</param>
    /// <param name="lockId">64 hexadecimal digits.</param>
    /// <exception cref="LockstepException">A stream can't be read, or the ledger not be written.</exception>
    public static StreamSummary Write(string streams, string ledger, string lockId, ulong seed, CancellationToken cancellation) =>
        Write(streams, ledger, seed, _ => lockId, cancellation);

    /// <inheritdoc cref="Write(string, string, string, ulong, CancellationToken)"/>
    /// <param name="lockId">Makes it of what the streams say, where it is known only then.</param>
    public static StreamSummary Write(string streams, string ledger, ulong seed, Func<StreamSummary, string> lockId, CancellationToken cancellation)
    {
        try
        {
            var reading = new StreamReading(streams);
            if (!reading.HasSteps)
            {
                return Read(reading, null, lockId, cancellation);
            }

            StreamSummary? summary = null;
            AtomicFile.Write(ledger, file => summary = Read(reading, new CommandLedgerWriter(file, seed), lockId, cancellation));
            return summary ?? throw new InvalidOperationException("A file was written without anything being written to it.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException($"{ShownPath.Of(ledger)}: the ledger can't be made of the streams in {ShownPath.Of(streams)}: {exception.Message}");
        }
    }

    private static StreamSummary Read(StreamReading reading, CommandLedgerWriter? ledger, Func<StreamSummary, string> lockId, CancellationToken cancellation)
    {
        foreach (var process in reading.Processes)
        {
            reading.Read(process, ledger, cancellation);
        }

        var summary = reading.Summary;
        var id = lockId(summary);
        ledger?.Finish(id);
        return summary;
    }
}
