using System.Runtime.InteropServices;

namespace Lockstep.Exec.Processes.Opened;

/// <summary>A system call that waits for its answer: struct seccomp_notif.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct AskedCall
{
    public ulong Id;

    /// <summary>The thread that makes it, and so the process where it has one thread.</summary>
    public int Thread;
    public uint Flags;
    public int Number;
    public uint Architecture;
    public ulong Instruction;
    public fixed ulong Arguments[6];
}
