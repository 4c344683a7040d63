using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Lockstep.Vision.Native;

/// <summary>The states of libtorch's generators: the CPU's, and a GPU's own, which TorchSharp does not show.</summary>
internal static partial class Generators
{
    private const sbyte CurrentDevice = -1;

    static Generators() => NativeLibraries.Load();

    /// <summary>libtorch's generator of the CPU, by its address.</summary>
    internal static nint OfCpu => CpuGenerator();

    /// <summary>Begins all that a network on this device may draw from anew.</summary>
    /// <remarks>
    /// TorchSharp's <c>manual_seed</c> leaves a GPU's generator alone, which PyTorch's does not; unseeded, it begins otherwise in every process.
    /// </remarks>
    public static void Seed(Device device, long seed)
    {
        manual_seed(seed);
        if (device.type == DeviceType.CUDA)
        {
            cuda.manual_seed(seed);
        }
    }

    /// <summary>The states of all generators that a network on this device may draw from, as bytes.</summary>
    public static Tensor States(Device device)
    {
        if (device.type != DeviceType.CUDA)
        {
            return get_rng_state();
        }

        using var cpu = get_rng_state();
        using var own = StateAt(CudaGenerator(CurrentDevice));
        return cat([cpu, own]);
    }

    /// <summary>Puts back what <see cref="States"/> gave.</summary>
    public static void SetStates(Device device, Tensor states)
    {
        if (device.type != DeviceType.CUDA)
        {
            set_rng_state(states);
            return;
        }

        using var cpu = get_rng_state();
        var bytes = cpu.numel();
        using var ofCpu = states.narrow(0, 0, bytes).clone();
        using var own = states.narrow(0, bytes, states.numel() - bytes).clone();
        set_rng_state(ofCpu);
        SetStateAt(CudaGenerator(CurrentDevice), own);
    }

    /// <summary>The state of the device's own generator; null on the CPU.</summary>
    public static byte[]? StateOf(Device device)
    {
        if (device.type != DeviceType.CUDA)
        {
            return null;
        }

        using var state = StateAt(CudaGenerator(CurrentDevice));
        return state.bytes.ToArray();
    }

    /// <summary>Puts it back.</summary>
    public static void SetStateOf(Device device, byte[] state)
    {
        if (device.type != DeviceType.CUDA)
        {
            throw new ArgumentException($"A network on '{device}' has no generator of its own.", nameof(device));
        }

        using var bytes = tensor(state);
        SetStateAt(CudaGenerator(CurrentDevice), bytes);
    }

    internal static Tensor StateAt(nint generator)
    {
        var state = GetState(generator);
        return state == 0 ? throw new LockstepException("libtorch: the generator gives no state.") : Tensor.UnsafeCreateTensor(state);
    }

    internal static void SetStateAt(nint generator, Tensor state) => SetState(generator, state.Handle);

    // at::Generator const&: an address in libtorch, which nobody here disposes.
    [LibraryImport("torch_cpu", EntryPoint = "_ZN2at6detail22getDefaultCPUGeneratorEv")]
    private static partial nint CpuGenerator();

    [LibraryImport("torch_cuda", EntryPoint = "_ZN2at4cuda6detail23getDefaultCUDAGeneratorEa")]
    private static partial nint CudaGenerator(sbyte device);

    [LibraryImport("LibTorchSharp", EntryPoint = "THSGenerator_get_rng_state")]
    private static partial nint GetState(nint generator);

    [LibraryImport("LibTorchSharp", EntryPoint = "THSGenerator_set_rng_state")]
    private static partial void SetState(nint generator, nint state);
}
