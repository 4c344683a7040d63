using System.Diagnostics;
using System.Runtime.InteropServices;
using Lockstep.Exec.Processes.Native;

namespace Lockstep.Exec.Processes;

/// <summary>
/// A small process between this one and the command, which is the ancestor of all that the command starts: it tells how the command ended, and where this
/// process is gone, however that came, it ends them all. It is this process, forked (<see cref="GuardCode"/>).
/// </summary>
internal sealed unsafe class Guard : IDisposable
{
    private const int Attempts = 3;
    private const int NoHang = 1; // WNOHANG

    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly NativeArena memory = new();
    private int socket = -1;
    private bool isReaped;

    private Guard()
    {
    }

    public int Id { get; private set; }

    /// <summary>To be polled: readable where there is a report, or the guard is gone.</summary>
    public int Socket => socket;

    /// <summary>What tells of the filter's calls, once <see cref="GuardReportKind.Watched"/> was received; below zero before.</summary>
    public int Listener { get; private set; } = -1;

    /// <exception cref="LockstepException">There can't be another process.</exception>
    public static Guard Start(GuardOrder order)
    {
        var guard = new Guard();
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                guard.Fork(order);
                if (guard.IsReady())
                {
                    guard.Tell();
                    return guard;
                }

                // Forked at the one moment in which another thread had the runtime stop all others: nobody is there to let it go on.
                _ = Libc.Kill(guard.Id, 9);
                guard.Reap();
                if (attempt == Attempts)
                {
                    throw new LockstepException($"The process that is to watch over the command did not answer, {Attempts} times. Run it again.");
                }
            }
        }
        catch
        {
            guard.Dispose();
            throw;
        }
    }

    /// <returns>The next report; null where none comes any more, since the guard is gone.</returns>
    public GuardReport? Receive()
    {
        var numbers = stackalloc int[GuardReport.Size / sizeof(int)];
        var vector = stackalloc nint[2] { (nint)numbers, GuardReport.Size };
        var control = stackalloc long[4];
        var message = stackalloc nint[7] { 0, 0, (nint)vector, 1, (nint)control, 24, 0 };
        nint received;
        while ((received = Libc.ReceiveMessage(socket, message, 0x4000_0000)) < 0 && Marshal.GetLastPInvokeError() == 4) // MSG_CMSG_CLOEXEC; EINTR
        {
        }

        if (received < GuardReport.Size)
        {
            return null;
        }

        var kind = (GuardReportKind)numbers[0];
        if (kind == GuardReportKind.Watched && message[5] >= 20)
        {
            Listener = *(int*)(control + 2);
        }

        var measures = (long*)(numbers + 2);
        return new GuardReport(kind, numbers[1], measures[0], measures[1], measures[2]);
    }

    /// <summary>Lets the command begin that reported <see cref="GuardReportKind.NotWatched"/>.</summary>
    public void Begin() => Tell();

    /// <summary>Has every process that is left killed; the guard reports <see cref="GuardReportKind.Done"/> and ends.</summary>
    public void End() => Tell();

    public void Dispose()
    {
        if (socket >= 0)
        {
            _ = Libc.Close(socket);
            socket = -1;
        }

        if (Listener >= 0)
        {
            _ = Libc.Close(Listener);
            Listener = -1;
        }

        Reap();
        memory.Dispose();
    }

    /// <summary>Waits for the guard itself: without its socket it ends once all are gone.</summary>
    private void Reap()
    {
        if (Id <= 0 || isReaped)
        {
            return;
        }

        for (var clock = Stopwatch.StartNew(); clock.Elapsed < s_patience; Thread.Sleep(clock.ElapsedMilliseconds < 20 ? 1 : 20))
        {
            if (Libc.Wait(Id, null, NoHang) == Id)
            {
                isReaped = true;
                return;
            }
        }

        // It waits for what can't be killed; init reaps it.
    }

    private void Tell()
    {
        byte go = 1;
        _ = Libc.Send(socket, &go, 1, 0x4000); // MSG_NOSIGNAL
    }

    private bool IsReady()
    {
        var polled = new Libc.Polled { Descriptor = socket, Events = Libc.Readable };
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < s_answer)
        {
            if (Libc.Poll(&polled, 1, 100) > 0)
            {
                return Receive() is { Kind: GuardReportKind.Ready };
            }
        }

        return false;
    }

    private void Fork(GuardOrder order)
    {
        if (socket >= 0)
        {
            _ = Libc.Close(socket);
        }

        (socket, var other) = Libc.Sockets();
        other = Libc.Raise(other); // to a number that the command will hardly have for a socket of its own
        try
        {
            var plan = Plan(order, other);
            plan->IsRehearsal = 1;
            GuardCode.Start(plan);
            plan->IsRehearsal = 0;
            isReaped = false;
            Id = GuardCode.Start(plan);
            if (Id < 0)
            {
                throw new LockstepException($"No process can be made: {Marshal.GetPInvokeErrorMessage(*plan->Error())}. The limits are shown by: ulimit -a");
            }
        }
        finally
        {
            _ = Libc.Close(other);
        }
    }

    private GuardPlan* Plan(GuardOrder order, int other)
    {
        var plan = (GuardPlan*)memory.Take(sizeof(GuardPlan));
        GuardFunctions.Fill(plan);
        (plan->Socket, plan->ParentSocket) = (other, socket);
        (plan->Input, plan->Output, plan->Errors) = (order.Input, order.Output, order.Errors);
        plan->OwnTerminal = order.OwnTerminal;
        plan->OwnTerminalSettings = (byte*)memory.Take(256);
        Marshal.Copy(order.OwnTerminalSettings, 0, (nint)plan->OwnTerminalSettings, order.OwnTerminalSettings.Length);
        plan->Terminal = order.Terminal is null ? null : memory.Text(order.Terminal);
        plan->Folder = memory.Text(order.Folder);
        plan->Program = memory.Text(order.Program);
        plan->Arguments = memory.Texts(order.Arguments);
        plan->ShellArguments = memory.Texts(["/bin/sh", order.Program, .. order.Arguments.Skip(1)]);
        plan->Environment = memory.Words(EnvironmentVariables.BytesOf(order.Environment));
        plan->FixesAddresses = order.FixedAddresses ? 1 : 0;
        plan->NeedsNoNewPrivileges = Environment.IsPrivilegedProcess ? 0 : 1;
        if (order.Filter?.Invoke(other) is { } filter)
        {
            var instructions = (ulong*)memory.Take(filter.Count * sizeof(ulong));
            for (var i = 0; i < filter.Count; i++)
            {
                instructions[i] = filter[i];
            }

            plan->Filter = (nint*)memory.Take(16); // struct sock_fprog: a count, and where they are
            plan->NeedsFilter = order.NeedsFilter ? 1 : 0;
            plan->Filter[0] = filter.Count;
            plan->Filter[1] = (nint)instructions;
        }

        (plan->OpenFiles, plan->OpenFilesAtMost) = OpenFileLimit.Inherited();
        plan->AllSignals = Signals(byte.MaxValue);
        plan->ChildSignal = Signals(0);
        plan->ChildSignal[2] = 1; // SIGCHLD is the 17th
        plan->OldSignals = Signals(0);
        plan->Report = (int*)memory.Take(GuardReport.Size);
        plan->Message = Message(plan);
        plan->Measures = (nint*)memory.Take(256);
        plan->Polled = (long*)memory.Take(2 * sizeof(long));
        plan->Name = memory.Text("lockstep-guard");
        plan->FolderOfProcesses = memory.Text("/proc");
        plan->Shell = memory.Text("/bin/sh");
        plan->Path = (byte*)memory.Take(300);
        "/proc/"u8.CopyTo(new Span<byte>(plan->Path, 300));
        plan->BufferSize = 1 << 15;
        plan->Buffer = (byte*)memory.Take(plan->BufferSize);
        return plan;
    }

    private byte* Signals(byte all)
    {
        var set = (byte*)memory.Take(128);
        NativeMemory.Fill(set, 128, all);
        return set;
    }

    /// <summary>A message of sendmsg that is one report and carries one descriptor.</summary>
    private nint* Message(GuardPlan* plan)
    {
        var vector = (nint*)memory.Take(2 * sizeof(nint));
        (vector[0], vector[1]) = ((nint)plan->Report, GuardReport.Size);
        var control = (long*)memory.Take(24); // struct cmsghdr with one descriptor
        control[0] = 20;
        ((int*)control)[2] = 1; // SOL_SOCKET
        ((int*)control)[3] = 1; // SCM_RIGHTS
        plan->MessageDescriptor = (int*)(control + 2);
        var message = (nint*)memory.Take(7 * sizeof(nint));
        (message[2], message[3], message[4], message[5]) = ((nint)vector, 1, (nint)control, 24);
        return message;
    }
}
