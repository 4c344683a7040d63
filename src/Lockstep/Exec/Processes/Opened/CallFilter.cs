namespace Lockstep.Exec.Processes.Opened;

/// <summary>The program that the kernel runs at each system call of the command, and which says which of them this process is asked about.</summary>
internal static class CallFilter
{
    private const uint Allow = 0x7fff_0000; // SECCOMP_RET_ALLOW
    private const uint Ask = 0x7fc0_0000; // SECCOMP_RET_USER_NOTIF
    private const uint PathOnly = 0x20_0000; // O_PATH: opens nothing to be read

    // Where the kernel puts what it tells of a call: struct seccomp_data.
    private const uint Number = 0;
    private const uint Architecture = 4;
    private const uint FirstArgument = 16;

    /// <param name="noNetwork">Whether messages with an address are asked about, too.</param>
    /// <param name="socket">The descriptor by which the listener itself is sent, once the filter is there: nobody could answer for it.</param>
    /// <returns>Instructions of struct sock_filter.</returns>
    public static IReadOnlyList<ulong> Of(SystemCalls calls, bool noNetwork, int socket)
    {
        var program = new List<ulong>
        {
            Load(Architecture),
            Jump(calls.Architecture, 1, 0),
            Return(Allow), // a program for another processor: its numbers mean other calls
            Load(Number),
        };

        AskIfFlagsAllow(program, calls.OpenAt, 2, calls.FolderFlag | PathOnly);
        AskIfFlagsAllow(program, calls.Open, 1, calls.FolderFlag | PathOnly);
        int[] always =
        [
            calls.Create,
            calls.OpenAt2,
            calls.Execute,
            calls.ExecuteAt,
            calls.Connect,
            calls.Rename,
            calls.RenameAt,
            calls.RenameAt2,
            calls.Link,
            calls.LinkAt,
            calls.Symlink,
            calls.SymlinkAt,
            calls.Truncate,
            calls.SetUpRing,
        ];
        foreach (var call in always)
        {
            AskAlways(program, call);
        }

        if (noNetwork)
        {
            AskAlways(program, calls.SendMessages);
            program.Add(Jump((uint)calls.SendMessage, 0, 4));
            program.Add(Load(FirstArgument));
            program.Add(Jump((uint)socket, 0, 1));
            program.Add(Return(Allow));
            program.Add(Return(Ask));
        }

        // sendto has an address where its fifth argument is not null.
        program.Add(Jump((uint)calls.SendTo, 0, 5));
        program.Add(Load(FirstArgument + (4 * 8)));
        program.Add(Jump(0, 0, 2));
        program.Add(Load(FirstArgument + (4 * 8) + 4));
        program.Add(Jump(0, 1, 0));
        program.Add(Return(Ask));
        program.Add(Return(Allow));
        return program;
    }

    private static void AskAlways(List<ulong> program, int call)
    {
        if (call >= 0)
        {
            program.Add(Jump((uint)call, 0, 1));
            program.Add(Return(Ask));
        }
    }

    /// <summary>Leaves out folders that are listed, and names that are only looked at.</summary>
    private static void AskIfFlagsAllow(List<ulong> program, int call, uint argument, uint leftOut)
    {
        if (call >= 0)
        {
            program.Add(Jump((uint)call, 0, 4));
            program.Add(Load(FirstArgument + (argument * 8)));
            program.Add(JumpIfAny(leftOut, 0, 1));
            program.Add(Return(Allow));
            program.Add(Return(Ask));
        }
    }

    private static ulong Load(uint offset) => Instruction(0x20, 0, 0, offset); // BPF_LD | BPF_W | BPF_ABS

    private static ulong Jump(uint value, byte ifEqual, byte otherwise) => Instruction(0x15, ifEqual, otherwise, value); // BPF_JMP | BPF_JEQ | BPF_K

    private static ulong JumpIfAny(uint bits, byte ifAny, byte otherwise) => Instruction(0x45, ifAny, otherwise, bits); // BPF_JMP | BPF_JSET | BPF_K

    private static ulong Return(uint answer) => Instruction(6, 0, 0, answer); // BPF_RET | BPF_K

    private static ulong Instruction(uint code, byte jumpTrue, byte jumpFalse, uint value) =>
        code | ((ulong)jumpTrue << 16) | ((ulong)jumpFalse << 24) | ((ulong)value << 32);
}
