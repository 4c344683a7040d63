using System.Runtime.CompilerServices;

namespace Lockstep.Exec.Processes;

/// <summary>What runs after the fork: the guard, which outlives its parent by as long as it takes to end the command's processes, and the command up to its own program.</summary>
/// <remarks>
/// A forked process has no runtime: no thread collects garbage, compiles or answers signals. So nothing here allocates, locks, throws or calls anything but functions
/// of the C library by their addresses; each method is compiled whole before the fork and has run once (<see cref="GuardPlan.IsRehearsal"/>), so that every call is
/// bound. All signals are blocked. A second .NET process could do the same in plain code, at 65 ms of processor time a start.
/// </remarks>
internal static unsafe class GuardCode
{
    private const MethodImplOptions Whole = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;
    private const int Interrupted = 4; // EINTR
    private const int NotAProgram = 8; // ENOEXEC
    private const int NoChildren = 10; // ECHILD
    private const int InvalidArgument = 22; // EINVAL
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

    /// <summary>Becomes the command's program, or tells why not and returns.</summary>
    [MethodImpl(Whole)]
    private static void RunCommand(GuardPlan* plan)
    {
        if (plan->IsRehearsal != 0)
        {
            FilterCalls(plan);
            return;
        }

        plan->ProcessControl(1, 9, 0, 0, 0); // PR_SET_PDEATHSIG, SIGKILL: it does not outlive the guard
        if (plan->ParentId() != plan->Guard)
        {
            return;
        }

        for (var signal = 1; signal <= 64; signal++)
        {
            // What the runtime handles or ignores for itself; what was ignored before it came stays so. SIGPIPE (13) is the runtime's.
            if (plan->SignalHandler(signal, 0) == 1 && signal != 13)
            {
                plan->SignalHandler(signal, 1);
            }
        }

        plan->NewSession();
        var terminal = -1;
        if (plan->Terminal != null)
        {
            terminal = plan->Open(plan->Terminal, 2, 0); // O_RDWR
            if (terminal < 0)
            {
                Report(plan, GuardReportKind.NoTerminal, *plan->Error());
                return;
            }

            plan->DeviceControl(terminal, 0x540e, 0); // TIOCSCTTY
        }

        // Out of the way of 0, 1 and 2 first: F_DUPFD_CLOEXEC.
        var input = plan->DescriptorControl(plan->Input < 0 ? terminal : plan->Input, 1030, 3);
        var output = plan->DescriptorControl(plan->Output < 0 ? terminal : plan->Output, 1030, 3);
        var errors = plan->DescriptorControl(plan->Errors < 0 ? terminal : plan->Errors, 1030, 3);
        plan->Duplicate(input, 0);
        plan->Duplicate(output, 1);
        plan->Duplicate(errors, 2);
        if (terminal > 2)
        {
            plan->Close(terminal);
        }

        if (plan->ChangeFolder(plan->Folder) != 0)
        {
            Report(plan, GuardReportKind.NoFolder, *plan->Error());
            return;
        }

        if (plan->OpenFiles > 0)
        {
            plan->Measures[0] = plan->OpenFiles;
            plan->Measures[1] = plan->OpenFilesAtMost;
            plan->SetLimit(7, plan->Measures); // RLIMIT_NOFILE
        }

        if (plan->FixesAddresses != 0)
        {
            var before = plan->Personality(0xffff_ffff);
            if (before < 0 || plan->Personality((uint)before | 0x4_0000) < 0) // ADDR_NO_RANDOMIZE
            {
                Report(plan, GuardReportKind.NotFixed, *plan->Error());
            }
        }

        if (plan->Filter != null)
        {
            FilterCalls(plan);
        }

        plan->SignalMask(2, plan->OldSignals, null);
        plan->Execute(plan->Program, plan->Arguments, plan->Environment);
        if (*plan->Error() == NotAProgram)
        {
            plan->Execute(plan->Shell, plan->ShellArguments, plan->Environment);
        }

        Report(plan, GuardReportKind.NotExecuted, *plan->Error());
    }

    /// <summary>From here on the kernel asks before the calls that the filter names, and the parent, which gets the listener, answers.</summary>
    [MethodImpl(Whole)]
    private static void FilterCalls(GuardPlan* plan)
    {
        if (plan->IsRehearsal != 0)
        {
            return;
        }

        if (plan->NeedsNoNewPrivileges != 0)
        {
            plan->ProcessControl(38, 1, 0, 0, 0); // PR_SET_NO_NEW_PRIVS
        }

        // SECCOMP_SET_MODE_FILTER; NEW_LISTENER, and WAIT_KILLABLE_RECV, which older kernels lack.
        var listener = (int)plan->SystemCall(plan->FilterCall, 1, 8 | 32, (nint)plan->Filter);
        if (listener < 0 && *plan->Error() == InvalidArgument)
        {
            listener = (int)plan->SystemCall(plan->FilterCall, 1, 8, (nint)plan->Filter);
        }

        if (listener < 0)
        {
            Report(plan, GuardReportKind.NotWatched, *plan->Error());
            if (plan->NeedsFilter != 0)
            {
                plan->Exit(127);
            }

            return;
        }

        *plan->MessageDescriptor = listener;
        plan->Report[0] = (int)GuardReportKind.Watched;
        plan->Report[1] = 0;
        if (plan->SendMessage(plan->Socket, plan->Message, NoSignal) < 0)
        {
            plan->Exit(127);
        }

        plan->Close(listener); // else, where the parent is gone, its own program would wait for its own answer
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

    /// <summary>Kills each child. Theirs become the guard's own, so that doing so until there is none leaves nothing.</summary>
    [MethodImpl(Whole)]
    private static void KillChildren(GuardPlan* plan)
    {
        if (plan->IsRehearsal != 0)
        {
            ParentOf(plan, plan->Buffer);
            return;
        }

        var folder = plan->Open(plan->FolderOfProcesses, 0x1_0000 | 0x8_0000, 0); // O_DIRECTORY | O_CLOEXEC
        if (folder < 0)
        {
            plan->Kill(plan->Command, 9);
            return;
        }

        nint bytes;
        while ((bytes = plan->SystemCall(plan->ListFolderCall, folder, (nint)plan->Buffer, plan->BufferSize / 2)) > 0)
        {
            for (nint at = 0; at < bytes; at += *(ushort*)(plan->Buffer + at + 16))
            {
                var name = plan->Buffer + at + 19;
                if (*name is >= (byte)'1' and <= (byte)'9' && ParentOf(plan, name) == plan->Guard)
                {
                    var number = 0;
                    for (; *name != 0; name++)
                    {
                        number = (number * 10) + *name - '0';
                    }

                    plan->Kill(number, 9);
                }
            }
        }

        plan->Close(folder);
    }

    /// <summary>The number of a process's parent; 0 where it is gone.</summary>
    [MethodImpl(Whole)]
    private static int ParentOf(GuardPlan* plan, byte* name)
    {
        if (plan->IsRehearsal != 0)
        {
            return 0;
        }

        var to = plan->Path + 6; // after "/proc/"
        while (*name != 0)
        {
            *to++ = *name++;
        }

        *to++ = (byte)'/';
        *to++ = (byte)'s';
        *to++ = (byte)'t';
        *to++ = (byte)'a';
        *to++ = (byte)'t';
        *to = 0;
        var file = plan->Open(plan->Path, 0x8_0000, 0);
        if (file < 0)
        {
            return 0;
        }

        var text = plan->Buffer + (plan->BufferSize / 2);
        var length = plan->Read(file, text, 1000);
        plan->Close(file);

        // 12 (a name in which anything may stand) S 7 …
        var at = length - 1;
        while (at > 0 && text[at] != (byte)')')
        {
            at--;
        }

        var parent = 0;
        for (at += 4; at < length && text[at] is >= (byte)'0' and <= (byte)'9'; at++)
        {
            parent = (parent * 10) + text[at] - '0';
        }

        return parent;
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
