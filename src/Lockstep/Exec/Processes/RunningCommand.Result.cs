using Lockstep.Exec.Processes.Native;

namespace Lockstep.Exec.Processes;

/// <content>What is known at the end.</content>
internal sealed partial class RunningCommand
{
    private CommandEnd Result()
    {
        listener?.Dispose();
        var output = streams.Finish(interrupted is null ? Timeout.InfiniteTimeSpan : start.Patience);
        notices.AddRange(streams.Notices);
        if (output.Problem is { } problem)
        {
            notices.Add(problem);
        }

        if (outlived.Count > 0)
        {
            var names = string.Join("; ", outlived.Take(3).Select(process => PlainText.OnOneLine(string.Join(' ', process.Arguments))));
            var were = outlived.Count == 1 ? "was" : "were";
            notices.Add(
                $"{Counted.Of(outlived.Count, "process", "processes")} outlived the command and {were} ended: {names}{(outlived.Count > 3 ? "; …" : "")}");
        }

        var opened = recorder?.Result();
        if (!Environment.IsPrivilegedProcess && opened?.Programs.FirstOrDefault(program => program.GivesPrivileges) is { } asRoot)
        {
            notices.Add(
                $"{asRoot.Path} could not get other rights, as its file would give it: while files are recorded or the network is refused, no program can. "
                    + "Where the command needs them, run Lockstep itself with them."
            );
        }

        if (status is null && done is null)
        {
            notices.Add("The process that watches over the command was killed, and the command with it.");
        }

        var signal = (status ?? 0) & 0x7f;
        return new CommandEnd
        {
            Outcome = notExecuted is { } failed ? (failed.Value == Libc.NoSuchFile ? CommandOutcome.NotFound : CommandOutcome.NotExecutable)
                : status is null ? CommandOutcome.Lost
                : signal != 0 ? CommandOutcome.Signaled : CommandOutcome.Exited,
            Code = notExecuted is not null || status is not { } ended ? 0 : signal != 0 ? signal : (ended >> 8) & 0xff,
            Signal = notExecuted is null && signal != 0 ? SignalName.Of(signal) : null,
            ProcessId = command,
            Interrupted = interrupted,
            Output = output,
            Usage = sampler.Finish(done),
            Opened = opened,
            NotRecorded = notRecorded,
            AddressesFixed = start.FixedAddresses && notFixed is null && notExecuted is null,
            AddressesNotFixed = start.FixedAddresses ? notFixed : null,
            Outlived = outlived,
            Notices = notices,
        };
    }
}
