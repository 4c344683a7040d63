using System.Runtime.InteropServices;

namespace Lockstep.Exec.Processes.Opened;

/// <summary>What a system call that waits is told: struct seccomp_notif_resp.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CallAnswer
{
    public const uint GoOn = 1; // SECCOMP_USER_NOTIF_FLAG_CONTINUE

    public ulong Id;
    public long Value;

    /// <summary>Below zero for an error that the program gets.</summary>
    public int Error;
    public uint Flags;
}
