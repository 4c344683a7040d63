using System.Runtime.InteropServices;
using Lockstep.Environments;

namespace Lockstep.Vision.Native;

/// <summary>Whether libtorch computes convolutions with oneDNN, or with its own kernels.</summary>
/// <remarks>
/// oneDNN blocks its loops by the size of the caches. On an AMD processor that does not describe them, the one in libtorch 2.10 divides by zero
/// when it plans a 1×1 convolution (the process ends by SIGFPE; pytorch/pytorch issue 177227), and logits of a ResNet-18 were
/// 16 % apart between the two memory formats. There it is off. libtorch's own kernels take about twice as long.
/// </remarks>
internal static partial class OneDnn
{
    /// <summary><c>on</c> or <c>off</c> whatever the processor is.</summary>
    public const string Variable = "LOCKSTEP_ONEDNN";

    private const string Library = "torch_cpu";

    /// <summary>Why it is off, in words; null where it is on.</summary>
    public static string? WhyOff
    {
        get
        {
            NativeLibraries.Load();
            return reason;
        }
    }

    private static string? reason;

    /// <summary>A sentence for who trains or evaluates where it is off; null where it is on.</summary>
    public static string? Warning => WhyOff is { } why
        ? $"Environment: oneDNN is off, convolutions are computed by libtorch's own kernels, which takes longer: {why}. {Variable}=on uses it all the same."
        : null;

    /// <summary>Called once, when libtorch is loaded.</summary>
    /// <exception cref="LockstepException">The variable is neither.</exception>
    internal static void Choose()
    {
        reason = Environment.GetEnvironmentVariable(Variable) switch
        {
            null or "" => CacheDescription.Missing() is { } missing ? $"it plans by the processor's caches, and {missing}" : null,
            "on" => null,
            "off" => $"{Variable}=off",
            var other => throw new LockstepException($"{Variable}: expected on or off, found {ShellWord.Of(other)}."),
        };
        if (reason is not null)
        {
            SetUserEnabled(Context(), 0);
        }
    }

    [LibraryImport(Library, EntryPoint = "_ZN2at13globalContextEv")]
    private static partial nint Context();

    [LibraryImport(Library, EntryPoint = "_ZN2at7Context20setUserEnabledMkldnnEb")]
    private static partial void SetUserEnabled(nint context, byte value);
}
