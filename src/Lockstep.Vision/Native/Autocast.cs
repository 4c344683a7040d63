using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Lockstep.Vision.Native;

/// <summary>
/// PyTorch's autocast, which TorchSharp does not offer: until it is disposed, this thread's matrix products and
/// convolutions take and give a 16-bit type.
/// </summary>
/// <remarks>
/// The entry points are the C++ names of functions in <c>at::autocast</c>, as exported by libtorch 2.10. libtorch
/// decides, operation by operation, what is cast.
/// </remarks>
internal sealed partial class Autocast : IDisposable
{
    private const string Library = "torch_cpu";

    private readonly sbyte device;
    private readonly byte before;
    private readonly sbyte typeBefore;

    static Autocast() => NativeLibraries.Load();

    public Autocast(DeviceType device, ScalarType type)
    {
        this.device = (sbyte)device;
        before = IsEnabled(this.device);
        typeBefore = GetType(this.device);
        SetEnabled(this.device, 1);
        SetType(this.device, (sbyte)type);
        _ = Nest();
    }

    /// <summary>Whether it is in force on this thread.</summary>
    public static bool IsOn(DeviceType device) => IsEnabled((sbyte)device) != 0;

    public void Dispose()
    {
        // The casts of weights are remembered while it lasts, and must not outlive a step of the optimizer.
        if (Unnest() == 0)
        {
            ClearCache();
        }

        SetEnabled(device, before);
        SetType(device, typeBefore);
    }

    [LibraryImport(Library, EntryPoint = "_ZN2at8autocast19is_autocast_enabledEN3c1010DeviceTypeE")]
    private static partial byte IsEnabled(sbyte device);

    [LibraryImport(Library, EntryPoint = "_ZN2at8autocast20set_autocast_enabledEN3c1010DeviceTypeEb")]
    private static partial void SetEnabled(sbyte device, byte enabled);

    [LibraryImport(Library, EntryPoint = "_ZN2at8autocast18get_autocast_dtypeEN3c1010DeviceTypeE")]
    private static partial sbyte GetType(sbyte device);

    [LibraryImport(Library, EntryPoint = "_ZN2at8autocast18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE")]
    private static partial void SetType(sbyte device, sbyte type);

    [LibraryImport(Library, EntryPoint = "_ZN2at8autocast17increment_nestingEv")]
    private static partial int Nest();

    [LibraryImport(Library, EntryPoint = "_ZN2at8autocast17decrement_nestingEv")]
    private static partial int Unnest();

    [LibraryImport(Library, EntryPoint = "_ZN2at8autocast11clear_cacheEv")]
    private static partial void ClearCache();
}
