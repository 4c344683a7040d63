using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Lockstep.Exec.Processes.Native;
using Lockstep.Exec.Processes.Opened;

namespace Lockstep.Exec.Processes;

/// <summary>A command while it runs: passes signals on, looks at its processes, and ends what is left of them.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed unsafe partial class RunningCommand : IDisposable
{
    /// <summary>How long a cancellation waits for the signal that it may come from: that says more.</summary>
    private static readonly TimeSpan s_cause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    /// <summary>How long killed processes have until they are gone: one that waits for a disk or a driver can't be killed before that answers.</summary>
    private static readonly TimeSpan s_death = TimeSpan.FromSeconds(30);

    private readonly CommandStart start;
    private readonly Guard guard;
    private readonly CommandPipes streams;
    private readonly ReceivedSignals signals;
    private readonly UsageSampler sampler;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly List<string> notices = [];
    private readonly List<LeftProcess> outlived = [];

    private Stage stage = Stage.Running;
    private TimeSpan? deadline;
    private TimeSpan? cancelled;
    private int? command;
    private int? status;
    private GuardReport? notExecuted;
    private GuardReport? done;
    private string? interrupted;
    private int interrupts;
    private string? notFixed;
    private string? notRecorded;
    private CallRecorder? recorder;
    private CallListener? listener;

    public RunningCommand(CommandStart start, Guard guard, CommandPipes streams, ReceivedSignals signals)
    {
        (this.start, this.guard, this.streams, this.signals) = (start, guard, streams, signals);
        sampler = new UsageSampler(start.SampleInterval);
    }

    /// <summary>What comes after the command's own end.</summary>
    private enum Stage
    {
        Running,

        /// <summary>The command ended; what it started has some time to do so, too.</summary>
        Grace,

        /// <summary>That was asked to end.</summary>
        Asked,

        /// <summary>All that is left is being killed.</summary>
        Ending,
        Over,
    }

    public void Dispose()
    {
        listener?.Dispose();
        sampler.Dispose();
    }

    public CommandEnd ToItsEnd()
    {
        var polled = stackalloc Libc.Polled[2];
        while (stage != Stage.Over)
        {
            polled[0] = new Libc.Polled { Descriptor = guard.Socket, Events = Libc.Readable };
            polled[1] = new Libc.Polled { Descriptor = signals.Descriptor, Events = Libc.Readable };
            var waiting = Libc.Poll(polled, 2, Milliseconds()) < 0 && Marshal.GetLastPInvokeError() != 4;
            if (waiting)
            {
                throw Libc.Failure("The command's processes can't be waited for");
            }

            if (polled[0].Found != 0)
            {
                Take(guard.Receive());
            }

            if (polled[1].Found != 0)
            {
                foreach (var signal in signals.Take())
                {
                    Pass(signal);
                }
            }

            Proceed();
        }

        return Result();
    }

    private int Milliseconds()
    {
        var until = stage is Stage.Grace or Stage.Asked ? s_look : stage == Stage.Running ? sampler.UntilNext : s_death;
        if (deadline is { } end && end - clock.Elapsed < until)
        {
            until = end - clock.Elapsed;
        }

        until = cancelled is not null && interrupted is null && s_look < until ? s_look : until;
        return (int)Math.Clamp(Math.Ceiling(until.TotalMilliseconds), 0, 60_000);
    }

    private void Take(GuardReport? report)
    {
        var error = report is { } failed ? Marshal.GetPInvokeErrorMessage(failed.Value) : "";
        switch (report?.Kind)
        {
            case null:
                stage = Stage.Over;
                if (done is null)
                {
                    Adoption.KillOrphans(command ?? -1, sampler.Seen);
                }

                break;
            case GuardReportKind.Started:
                command = report.Value.Value;
                break;
            case GuardReportKind.NotForked:
                throw new LockstepException($"No process for the command can be made: {error}.");
            case GuardReportKind.NoFolder:
                throw new LockstepException($"{start.Folder}: the command can't be started in this folder: {error}.");
            case GuardReportKind.NoTerminal:
                throw new LockstepException($"The command can't be given a terminal: {error}. Pass its output through a pipe: | cat");
            case GuardReportKind.NotFixed:
                notFixed = $"the system does not allow it: {error}";
                break;
            case GuardReportKind.NotWatched when start.NoNetwork:
                const string Refusing = "The command was not started: its connections can't be refused, since the system does not let its calls be watched";
                throw new LockstepException($"{Refusing}: {error}. Run it without --no-network.");
            case GuardReportKind.NotWatched:
                notRecorded = $"the system does not let system calls be watched: {error}";
                start.WhenNotRecorded?.Invoke();
                guard.Begin();
                break;
            case GuardReportKind.Watched when SystemCalls.Known is { } calls:
                recorder = new CallRecorder(calls, start.NoNetwork);
                listener = new CallListener(guard.Listener, recorder);
                break;
            case GuardReportKind.NotExecuted:
                notExecuted = report;
                notices.Add(NotExecutedNotice(report.Value.Value, error));
                break;
            case GuardReportKind.Ended:
                status ??= report.Value.Value;
                End();
                break;
            case GuardReportKind.Done:
                done = report;
                stage = Stage.Over;
                break;
        }
    }

    private string NotExecutedNotice(int error, string said) => error == Libc.NoSuchFile
        ? $"{start.Arguments[0]} is there, but not the interpreter that its first line or its header names."
        : $"{start.Arguments[0]} can't be executed: {said}.";

    /// <summary>The command ended: its descendants follow, at once where all were asked to.</summary>
    private void End()
    {
        if (stage == Stage.Running)
        {
            stage = deadline is null ? Stage.Grace : Stage.Asked;
            deadline ??= clock.Elapsed + start.Grace;
        }
    }

    private void Pass(int signal)
    {
        switch (signal)
        {
            case SignalName.WindowChange or SignalName.Continue:
                streams.TakeTerminal();
                return;
            case ReceivedSignals.Stop:
                cancelled ??= clock.Elapsed;
                return;
            case 10 or 12: // SIGUSR1, SIGUSR2: a message to the command alone, which would end whoever does not expect it
                if (command is { } id)
                {
                    _ = Libc.Kill(id, signal);
                }

                return;
            case SignalName.Interrupt when ++interrupts <= 2:
                // As at a terminal: the command may take its time to write what it has.
                interrupted ??= SignalName.Of(signal);
                Send(signal);
                return;
            default:
                Ask(signal);
                return;
        }
    }

    private void Ask(int signal)
    {
        interrupted ??= SignalName.Of(signal);
        if (stage is Stage.Running or Stage.Grace)
        {
            deadline = clock.Elapsed + start.Patience;
            stage = stage == Stage.Grace ? Stage.Asked : stage;
        }

        Send(signal);
    }

    private void Send(int signal)
    {
        foreach (var process in ProcessTree.Below(guard.Id))
        {
            _ = Libc.Kill(process, signal);
            _ = Libc.Kill(process, SignalName.Continue); // a stopped one would not see it
        }
    }

    private void Proceed()
    {
        if (interrupted is null && cancelled + s_cause <= clock.Elapsed)
        {
            Ask(SignalName.Terminate);
        }

        var isLate = deadline <= clock.Elapsed;
        switch (stage)
        {
            case Stage.Running when isLate:
                notices.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The command did not end within {start.Patience.TotalSeconds:0.#} s of {interrupted}, and was killed with all that it had started."
                    )
                );
                Kill();
                break;
            case Stage.Running when sampler.UntilNext <= TimeSpan.Zero:
                sampler.Take(guard.Id);
                break;
            case Stage.Grace or Stage.Asked when ProcessTree.HasNone(guard.Id):
                Kill();
                break;
            case Stage.Grace when isLate:
                var left = ProcessTree.Below(guard.Id);
                outlived.AddRange(left.Select(process => new LeftProcess(process, ProcessTree.ArgumentsOf(process), Killed: false)));
                (stage, deadline) = (Stage.Asked, clock.Elapsed + start.Patience);
                Send(SignalName.Terminate);
                break;
            case Stage.Asked when isLate:
                foreach (var process in ProcessTree.Below(guard.Id))
                {
                    outlived.RemoveAll(known => known.Id == process);
                    outlived.Add(new LeftProcess(process, ProcessTree.ArgumentsOf(process), Killed: true));
                }

                Kill();
                break;
            case Stage.Ending when isLate:
                Send(SignalName.Kill);
                _ = Libc.Kill(guard.Id, SignalName.Kill);
                notices.Add(
                    "Processes of the command could not be seen to end though they were killed: they may wait for a disk, a network file system or a driver."
                );
                stage = Stage.Over;
                break;
        }
    }

    private void Kill()
    {
        (stage, deadline) = (Stage.Ending, clock.Elapsed + s_death);
        guard.End();
    }
}
