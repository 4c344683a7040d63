using System.Runtime.InteropServices;

namespace Lockstep.Exec.Processes.Native;

/// <summary>Functions of the C library that .NET has no words for.</summary>
internal static unsafe partial class Libc
{
    public const int NoSuchFile = 2; // ENOENT
    public const int TryAgain = 11; // EAGAIN
    public const int NoAccess = 13; // EACCES
    public const int BrokenPipe = 32; // EPIPE
    public const short Readable = 1; // POLLIN
    public const short Writable = 4; // POLLOUT

    private const int CloseOnExecute = 0x8_0000; // O_CLOEXEC, SOCK_CLOEXEC, EFD_CLOEXEC
    private const int NonBlocking = 0x800; // O_NONBLOCK

    public static string LastError => Marshal.GetLastPInvokeErrorMessage();

    /// <summary>Two ends of a socket that keeps messages apart; no child process shares them.</summary>
    public static (int Mine, int Other) Sockets()
    {
        var ends = stackalloc int[2];
        return Pair(1, 5 | CloseOnExecute, 0, ends) == 0 ? (ends[0], ends[1]) : throw Failure("a pair of sockets can't be made"); // AF_UNIX, SOCK_SEQPACKET
    }

    public static (int Reading, int Writing) Pipe()
    {
        var ends = stackalloc int[2];
        return Pipe2(ends, CloseOnExecute) == 0 ? (ends[0], ends[1]) : throw Failure("a pipe can't be made");
    }

    public static void DoNotBlock(int descriptor) => _ = Control(descriptor, 4, Control(descriptor, 3, 0) | NonBlocking); // F_SETFL, F_GETFL

    /// <summary>Moves a descriptor to a number of 900 or more; where the limit of open files does not allow that, it stays where it is.</summary>
    public static int Raise(int descriptor)
    {
        var raised = Control(descriptor, 1030, 900); // F_DUPFD_CLOEXEC
        if (raised < 0)
        {
            return descriptor;
        }

        _ = Close(descriptor);
        return raised;
    }

    /// <summary>Whether this descriptor was inherited: those that .NET opens are closed on exec.</summary>
    public static bool IsInherited(int descriptor) => (Control(descriptor, 1, 0) & 1) == 0 && Control(descriptor, 1, 0) >= 0; // F_GETFD, FD_CLOEXEC

    public static LockstepException Failure(string what) => new($"{what}: {LastError}.");

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, byte* into, nint bytes);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, byte* from, nint bytes);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(Polled* polled, nint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "isatty")]
    public static partial int IsTerminal(int descriptor);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    public static partial int Wait(int process, int* status, int options);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    public static partial int ProcessControl(int option, nint value, nint third, nint fourth, nint fifth);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int DeviceControl(int descriptor, nuint request, void* argument);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    public static partial nint Send(int descriptor, byte* from, nint bytes, int flags);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    public static partial nint ReceiveMessage(int descriptor, nint* message, int flags);

    [LibraryImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    public static partial int OpenTerminal(int flags);

    [LibraryImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    public static partial int GrantTerminal(int descriptor);

    [LibraryImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    public static partial int UnlockTerminal(int descriptor);

    [LibraryImport("libc", EntryPoint = "ptsname_r", SetLastError = true)]
    public static partial int NameOfTerminal(int descriptor, byte* name, nint bytes);

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    public static partial int GetTerminal(int descriptor, byte* settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    public static partial int SetTerminal(int descriptor, int when, byte* settings);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    public static partial void MakeRaw(byte* settings);

    [LibraryImport("libc", EntryPoint = "tcgetpgrp", SetLastError = true)]
    public static partial int ForegroundGroup(int descriptor);

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    public static partial int OwnGroup();

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    private static partial int Pair(int domain, int type, int protocol, int* ends);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static partial int Pipe2(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, nint argument);

    /// <summary>As poll takes it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Polled
    {
        /// <summary>Below zero to leave it out.</summary>
        public int Descriptor;
        public short Events;
        public short Found;
    }
}
