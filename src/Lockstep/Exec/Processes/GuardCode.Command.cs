using System.Runtime.CompilerServices;

namespace Lockstep.Exec.Processes;

/// <content>The command, from its fork to its own program.</content>
internal static unsafe partial class GuardCode
{
    private const int NotAProgram = 8; // ENOEXEC
    private const int NoAccess = 13; // EACCES
    private const int InvalidArgument = 22; // EINVAL

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
            // On a terminal of its own Ctrl-C (2) and Ctrl-\ (3) act, also where a shell in the background had them ignored.
            if (plan->SignalHandler(signal, 0) == 1 && signal != 13 && (plan->Terminal == null || signal == 1 || signal > 3))
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
        if (listener < 0 && *plan->Error() == NoAccess && plan->NeedsNoNewPrivileges == 0)
        {
            plan->ProcessControl(38, 1, 0, 0, 0); // root without the right, as in a container
            listener = (int)plan->SystemCall(plan->FilterCall, 1, 8 | 32, (nint)plan->Filter);
        }

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

            // Until the parent has arranged for what is to be done instead.
            if (plan->Receive(plan->Socket, plan->Buffer, 1, 0) != 1)
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
}
