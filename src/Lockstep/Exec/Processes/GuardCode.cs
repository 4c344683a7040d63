using System.Runtime.CompilerServices;

namespace Lockstep.Exec.Processes;

/// <summary>
/// What runs after the fork: the guard, which outlives its parent by as long as it takes to end the command's processes, and the command up to its own
/// program.
/// </summary>
/// <remarks>
/// A forked process has no runtime: no thread collects garbage, compiles or answers signals. So nothing here allocates, locks, throws or calls anything but
/// functions of the C library by their addresses; each method is compiled whole before the fork and has run once (<see cref="GuardPlan.IsRehearsal"/>), so
/// that every call is bound. All signals are blocked. A second .NET process could do the same in plain code, at 65 ms of processor time a start.
/// </remarks>
internal static unsafe partial class GuardCode
{
    private const MethodImplOptions Whole = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;
    private const int Interrupted = 4; // EINTR
    private const int NoChildren = 10; // ECHILD
    private const int NoSignal = 0x4000; // MSG_NOSIGNAL

    /// <summary>Forks the guard.</summary>
    /// <returns>The guard's number, in its parent; the guard itself does not return. Below zero where there is none.</returns>
    [MethodImpl(Whole)]
    public static int Start(GuardPlan* plan)
    {
        if (plan->IsRehearsal != 0)
        {
            RunGuard(plan);
            return 0;
        }

        plan->SignalMask(2, plan->AllSignals, plan->OldSignals);
        var child = plan->Fork();
        if (child == 0)
        {
            RunGuard(plan);
            plan->Exit(0);
        }

        plan->SignalMask(2, plan->OldSignals, null);
        return child;
    }

    [MethodImpl(Whole)]
    private static void RunGuard(GuardPlan* plan)
    {
        if (plan->IsRehearsal != 0)
        {
            Report(plan, GuardReportKind.None, 0);
            RunCommand(plan);
            CloseAll(plan);
            Watch(plan);
            return;
        }

        plan->Close(plan->ParentSocket);
        plan->NewSession(); // what kills its parent's group leaves it
        plan->ProcessControl(36, 1, 0, 0, 0); // PR_SET_CHILD_SUBREAPER: what loses its parent becomes a child of the guard
        plan->ProcessControl(15, (nint)plan->Name, 0, 0, 0); // PR_SET_NAME
        plan->SignalHandler(17, 0); // SIGCHLD
        plan->Guard = plan->ProcessId();
        Report(plan, GuardReportKind.Ready, 0);
        if (plan->Receive(plan->Socket, plan->Buffer, 1, 0) != 1)
        {
            plan->Exit(0);
        }

        // Shares the guard's memory and has it wait until the program runs, so that nothing is copied a second time.
        var child = plan->ForkSharing();
        if (child == 0)
        {
            RunCommand(plan);
            plan->Exit(127);
        }

        if (child < 0)
        {
            Report(plan, GuardReportKind.NotForked, *plan->Error());
            plan->Exit(0);
        }

        plan->Command = child;
        Report(plan, GuardReportKind.Started, child);
        CloseAll(plan);
        Watch(plan);
        plan->Exit(0);
    }

    /// <summary>Until the parent asks to end, or is gone; then until no process is left.</summary>
    [MethodImpl(Whole)]
    private static void Watch(GuardPlan* plan)
    {
        if (plan->IsRehearsal != 0)
        {
            KillChildren(plan);
            return;
        }

        plan->Signals = plan->SignalDescriptor(-1, plan->ChildSignal, 0);
        var isEnding = false;
        var isAlone = false;
        while (true)
        {
            // Two of struct pollfd: a descriptor, and POLLIN.
            plan->Polled[0] = (1L << 32) | (uint)(isEnding ? -1 : plan->Socket);
            plan->Polled[1] = (1L << 32) | (uint)plan->Signals;
            plan->Poll(plan->Polled, 2, isEnding ? 2 : -1);
            if ((plan->Polled[1] >> 48) != 0)
            {
                plan->Read(plan->Signals, plan->Buffer, 128);
            }

            if (!isEnding && (plan->Polled[0] >> 48) != 0)
            {
                isEnding = true;
                isAlone = plan->Receive(plan->Socket, plan->Buffer, 1, 0) != 1;
            }

            int ended;
            do
            {
                ended = plan->Wait(-1, &plan->Status, 1, plan->Measures); // WNOHANG
                if (ended == plan->Command)
                {
                    Report(plan, GuardReportKind.Ended, plan->Status);
                }
            }
            while (ended > 0 || (ended < 0 && *plan->Error() == Interrupted));

            if (isEnding)
            {
                if (ended < 0 && *plan->Error() == NoChildren)
                {
                    break;
                }

                KillChildren(plan);
            }
        }

        if (isAlone && plan->OwnTerminal >= 0)
        {
            plan->SetTerminal(plan->OwnTerminal, 0, plan->OwnTerminalSettings);
        }

        plan->Usage(-1, plan->Measures); // RUSAGE_CHILDREN
        var totals = (long*)(plan->Report + 2);
        totals[0] = (plan->Measures[0] * 1_000_000) + plan->Measures[1];
        totals[1] = (plan->Measures[2] * 1_000_000) + plan->Measures[3];
        totals[2] = plan->Measures[4];
        Report(plan, GuardReportKind.Done, 0);
    }

    [MethodImpl(Whole)]
    private static void Report(GuardPlan* plan, GuardReportKind kind, int value)
    {
        if (plan->IsRehearsal != 0)
        {
            return;
        }

        plan->Report[0] = (int)kind;
        plan->Report[1] = value;
        plan->Send(plan->Socket, (byte*)plan->Report, GuardReport.Size, NoSignal);
    }

    /// <summary>The guard holds nothing that others wait for: no pipe, no lock, no port.</summary>
    [MethodImpl(Whole)]
    private static void CloseAll(GuardPlan* plan)
    {
        if (plan->IsRehearsal != 0)
        {
            return;
        }

        if (plan->OwnTerminal < 0)
        {
            plan->Close(0);
        }
        else if (plan->OwnTerminal > 0)
        {
            plan->Duplicate(plan->OwnTerminal, 0);
            plan->OwnTerminal = 0;
        }

        plan->Close(1);
        plan->Close(2);
        if ((plan->Socket == 3 || plan->SystemCall(plan->CloseRangeCall, 3, plan->Socket - 1, 0) == 0)
            && plan->SystemCall(plan->CloseRangeCall, plan->Socket + 1, int.MaxValue, 0) == 0)
        {
            return;
        }

        for (var descriptor = 3; descriptor < 65_536; descriptor++)
        {
            if (descriptor != plan->Socket)
            {
                plan->Close(descriptor);
            }
        }
    }
}
