using System.Runtime.InteropServices;

namespace Lockstep.Exec.Processes;

/// <summary>All that <see cref="GuardCode"/> needs, in memory that no runtime looks after: functions of the C library, and what to do.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct GuardPlan
{
    public delegate* unmanaged[SuppressGCTransition]<int> Fork;
    public delegate* unmanaged[SuppressGCTransition]<int> ForkSharing;
    public delegate* unmanaged[SuppressGCTransition]<int, void> Exit;
    public delegate* unmanaged[SuppressGCTransition]<int> ProcessId;
    public delegate* unmanaged[SuppressGCTransition]<int> ParentId;
    public delegate* unmanaged[SuppressGCTransition]<int> NewSession;
    public delegate* unmanaged[SuppressGCTransition]<byte*, int, int, int> Open;
    public delegate* unmanaged[SuppressGCTransition]<int, int> Close;
    public delegate* unmanaged[SuppressGCTransition]<int, byte*, nint, nint> Read;
    public delegate* unmanaged[SuppressGCTransition]<int, int, int> Duplicate;
    public delegate* unmanaged[SuppressGCTransition]<int, int, nint, int> DescriptorControl;
    public delegate* unmanaged[SuppressGCTransition]<int, nint, nint, int> DeviceControl;
    public delegate* unmanaged[SuppressGCTransition]<byte*, int> ChangeFolder;
    public delegate* unmanaged[SuppressGCTransition]<nuint, int> Personality;
    public delegate* unmanaged[SuppressGCTransition]<int, nint, nint, nint, nint, int> ProcessControl;
    public delegate* unmanaged[SuppressGCTransition]<int, nint*, int> SetLimit;
    public delegate* unmanaged[SuppressGCTransition]<nint, nint, nint, nint, nint> SystemCall;
    public delegate* unmanaged[SuppressGCTransition]<byte*, byte**, byte**, int> Execute;
    public delegate* unmanaged[SuppressGCTransition]<int, byte*, byte*, int> SignalMask;
    public delegate* unmanaged[SuppressGCTransition]<int, nint, nint> SignalHandler;
    public delegate* unmanaged[SuppressGCTransition]<int, byte*, int, int> SignalDescriptor;
    public delegate* unmanaged[SuppressGCTransition]<int, int, int> Kill;
    public delegate* unmanaged[SuppressGCTransition]<int, int*, int, nint*, int> Wait;
    public delegate* unmanaged[SuppressGCTransition]<int, nint*, int> Usage;
    public delegate* unmanaged[SuppressGCTransition]<long*, nint, int, int> Poll;
    public delegate* unmanaged[SuppressGCTransition]<int, byte*, nint, int, nint> Send;
    public delegate* unmanaged[SuppressGCTransition]<int, byte*, nint, int, nint> Receive;
    public delegate* unmanaged[SuppressGCTransition]<int, nint*, int, nint> SendMessage;
    public delegate* unmanaged[SuppressGCTransition]<int, int, byte*, int> SetTerminal;
    public delegate* unmanaged[SuppressGCTransition]<int*> Error;

    /// <summary>Not 0 while every method is run once without doing anything, so that all is compiled and bound before the fork.</summary>
    public int IsRehearsal;

    /// <summary>The guard's end of the socket, and the one of the process that watches it.</summary>
    public int Socket;
    public int ParentSocket;

    /// <summary>What the command gets as 0, 1 and 2; below zero for its terminal.</summary>
    public int Input;
    public int Output;
    public int Errors;

    /// <summary>A terminal whose settings are given back where this process's parent is gone; below zero where there is none.</summary>
    public int OwnTerminal;
    public byte* OwnTerminalSettings;

    /// <summary>The command's terminal; null where it has none.</summary>
    public byte* Terminal;
    public byte* Folder;
    public byte* Program;
    public byte** Arguments;
    public byte** ShellArguments;
    public byte** Environment;
    public int FixesAddresses;
    public int NeedsNoNewPrivileges;

    /// <summary>The filter of system calls, as the kernel takes it; null for none.</summary>
    public nint* Filter;
    public int NeedsFilter;
    public nint FilterCall;
    public nint CloseRangeCall;
    public nint ListFolderCall;

    /// <summary>The number of open files that the command may have, as this process found it; 0 where that is not known.</summary>
    public nint OpenFiles;
    public nint OpenFilesAtMost;

    /// <summary>128 bytes each: every signal, the one of children, and those that were blocked before.</summary>
    public byte* AllSignals;
    public byte* ChildSignal;
    public byte* OldSignals;

    /// <summary><see cref="GuardReport.Size"/> bytes.</summary>
    public int* Report;

    /// <summary>Of sendmsg, whose control data ends with the descriptor.</summary>
    public nint* Message;
    public int* MessageDescriptor;
    public nint* Measures;
    public long* Polled;
    public byte* Name;
    public byte* FolderOfProcesses;
    public byte* Shell;
    public byte* Path;
    public byte* Buffer;
    public int BufferSize;

    public int Guard;
    public int Command;
    public int Signals;
    public int Status;
}
