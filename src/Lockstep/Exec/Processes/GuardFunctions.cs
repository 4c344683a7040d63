using System.Runtime.InteropServices;

namespace Lockstep.Exec.Processes;

/// <summary>Where the functions of the C library are that <see cref="GuardCode"/> calls.</summary>
internal static unsafe class GuardFunctions
{
    public static void Fill(GuardPlan* plan)
    {
        var library = NativeLibrary.GetMainProgramHandle();
        plan->Fork = (delegate* unmanaged[SuppressGCTransition]<int>)Of("fork");
        plan->ForkSharing = (delegate* unmanaged[SuppressGCTransition]<int>)Of("vfork");
        plan->Exit = (delegate* unmanaged[SuppressGCTransition]<int, void>)Of("_exit");
        plan->ProcessId = (delegate* unmanaged[SuppressGCTransition]<int>)Of("getpid");
        plan->ParentId = (delegate* unmanaged[SuppressGCTransition]<int>)Of("getppid");
        plan->NewSession = (delegate* unmanaged[SuppressGCTransition]<int>)Of("setsid");
        plan->Open = (delegate* unmanaged[SuppressGCTransition]<byte*, int, int, int>)Of("open");
        plan->Close = (delegate* unmanaged[SuppressGCTransition]<int, int>)Of("close");
        plan->Read = (delegate* unmanaged[SuppressGCTransition]<int, byte*, nint, nint>)Of("read");
        plan->Duplicate = (delegate* unmanaged[SuppressGCTransition]<int, int, int>)Of("dup2");
        plan->DescriptorControl = (delegate* unmanaged[SuppressGCTransition]<int, int, nint, int>)Of("fcntl");
        plan->DeviceControl = (delegate* unmanaged[SuppressGCTransition]<int, nint, nint, int>)Of("ioctl");
        plan->ChangeFolder = (delegate* unmanaged[SuppressGCTransition]<byte*, int>)Of("chdir");
        plan->Personality = (delegate* unmanaged[SuppressGCTransition]<nuint, int>)Of("personality");
        plan->ProcessControl = (delegate* unmanaged[SuppressGCTransition]<int, nint, nint, nint, nint, int>)Of("prctl");
        plan->SetLimit = (delegate* unmanaged[SuppressGCTransition]<int, nint*, int>)Of("setrlimit");
        plan->SystemCall = (delegate* unmanaged[SuppressGCTransition]<nint, nint, nint, nint, nint>)Of("syscall");
        plan->Execute = (delegate* unmanaged[SuppressGCTransition]<byte*, byte**, byte**, int>)Of("execve");
        plan->SignalMask = (delegate* unmanaged[SuppressGCTransition]<int, byte*, byte*, int>)Of("pthread_sigmask");
        plan->SignalHandler = (delegate* unmanaged[SuppressGCTransition]<int, nint, nint>)Of("signal");
        plan->SignalDescriptor = (delegate* unmanaged[SuppressGCTransition]<int, byte*, int, int>)Of("signalfd");
        plan->Kill = (delegate* unmanaged[SuppressGCTransition]<int, int, int>)Of("kill");
        plan->Wait = (delegate* unmanaged[SuppressGCTransition]<int, int*, int, nint*, int>)Of("wait4");
        plan->Usage = (delegate* unmanaged[SuppressGCTransition]<int, nint*, int>)Of("getrusage");
        plan->Poll = (delegate* unmanaged[SuppressGCTransition]<long*, nint, int, int>)Of("poll");
        plan->Send = (delegate* unmanaged[SuppressGCTransition]<int, byte*, nint, int, nint>)Of("send");
        plan->Receive = (delegate* unmanaged[SuppressGCTransition]<int, byte*, nint, int, nint>)Of("recv");
        plan->SendMessage = (delegate* unmanaged[SuppressGCTransition]<int, nint*, int, nint>)Of("sendmsg");
        plan->SetTerminal = (delegate* unmanaged[SuppressGCTransition]<int, int, byte*, int>)Of("tcsetattr");
        plan->Error = (delegate* unmanaged[SuppressGCTransition]<int*>)Of("__errno_location");
        var isArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
        (plan->FilterCall, plan->CloseRangeCall, plan->ListFolderCall) = isArm ? (277, 436, 61) : (317, 436, 217);

        nint Of(string name) => NativeLibrary.GetExport(library, name);
    }
}
