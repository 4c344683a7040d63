using System.Net;
using Lockstep.Exec.Processes.Opened;
using Lockstep.Exec.Streams;

namespace Lockstep.Exec;

/// <summary>What a command's processes opened, as Python itself tells of it where the kernel doesn't: what native code opens is not in it.</summary>
internal static class OpenedByPython
{
    public static OpenedFiles Of(PreparedCommand prepared, StreamSummary streams) => new()
    {
        Files = [.. streams.Opened.GroupBy(file => Path.GetFullPath(file.Path, prepared.Folder), StringComparer.Ordinal).Select(Merged)],
        Programs = [],
        Addresses = [.. streams.Addresses.Select(address => new ContactedAddress(address.Path, IsLocal(address.Path), Refused: false, By(address)))],
    };

    /// <summary>A process says nothing of reading what it wrote itself; of two processes it is not known which came first.</summary>
    private static OpenedFile Merged(IGrouping<string, StreamOpened> file)
    {
        var read = file.FirstOrDefault(opened => !opened.Writes);
        var written = file.FirstOrDefault(opened => opened.Writes);
        return new OpenedFile(
            file.Key, read is not null, written is not null, read is not null && (written is null || written.Process == read.Process), By(file.First()));
    }

    private static bool IsLocal(string address) =>
        address.StartsWith('/') || address.StartsWith("localhost:", StringComparison.Ordinal)
        || (IPAddress.TryParse(address[..Math.Max(0, address.LastIndexOf(':'))], out var number) && IPAddress.IsLoopback(number));

    private static OpeningProcess By(StreamOpened opened) => new(0, [opened.Process]);
}
