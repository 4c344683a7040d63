using System.Runtime.CompilerServices;

namespace Lockstep.Exec.Processes;

/// <content>How the guard ends the processes that are left.</content>
internal static unsafe partial class GuardCode
{
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
}
