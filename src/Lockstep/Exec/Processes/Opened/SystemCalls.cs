using System.Runtime.InteropServices;

namespace Lockstep.Exec.Processes.Opened;

/// <summary>The kernel's numbers of the calls that are watched; below zero where a processor's kernel has no such call.</summary>
internal sealed record SystemCalls
{
    public required uint Architecture { get; init; }

    public required int OpenAt { get; init; }

    public required int Execute { get; init; }

    public required int ExecuteAt { get; init; }

    public required int Connect { get; init; }

    public required int SendTo { get; init; }

    public required int SendMessage { get; init; }

    public required int SendMessages { get; init; }

    public required int RenameAt { get; init; }

    public required int RenameAt2 { get; init; }

    public required int LinkAt { get; init; }

    /// <summary>Makes a symbolic link.</summary>
    public required int SymlinkAt { get; init; }

    /// <summary>Cuts a file that is named, and not opened.</summary>
    public required int Truncate { get; init; }

    public int Open { get; init; } = -1;

    public int Create { get; init; } = -1;

    public int Rename { get; init; } = -1;

    public int Link { get; init; } = -1;

    public int Symlink { get; init; } = -1;

    public int OpenAt2 { get; init; } = 437;

    /// <summary>Makes a ring whose opens no filter sees.</summary>
    public int SetUpRing { get; init; } = 425;

    /// <summary>O_DIRECTORY.</summary>
    public required uint FolderFlag { get; init; }

    /// <summary>Of this process's processor; null where they are not known.</summary>
    public static SystemCalls? Known => RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => new SystemCalls
        {
            Architecture = 0xc000_003e, // AUDIT_ARCH_X86_64
            OpenAt = 257,
            Execute = 59,
            ExecuteAt = 322,
            Connect = 42,
            SendTo = 44,
            SendMessage = 46,
            SendMessages = 307,
            RenameAt = 264,
            RenameAt2 = 316,
            LinkAt = 265,
            SymlinkAt = 266,
            Truncate = 76,
            Open = 2,
            Create = 85,
            Rename = 82,
            Link = 86,
            Symlink = 88,
            FolderFlag = 0x1_0000,
        },
        System.Runtime.InteropServices.Architecture.Arm64 => new SystemCalls
        {
            Architecture = 0xc000_00b7, // AUDIT_ARCH_AARCH64
            OpenAt = 56,
            Execute = 221,
            ExecuteAt = 281,
            Connect = 203,
            SendTo = 206,
            SendMessage = 211,
            SendMessages = 269,
            RenameAt = 38,
            RenameAt2 = 276,
            LinkAt = 37,
            SymlinkAt = 36,
            Truncate = 45,
            FolderFlag = 0x4000,
        },
        _ => null,
    };
}
