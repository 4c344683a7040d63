using System.Globalization;
using Lockstep.Recipes;
using TorchSharp;

namespace Lockstep.Vision.Native;

/// <summary>Whether the device that a recipe asks for can be had here.</summary>
internal static class Accelerator
{
    private const string ToCpu = "or compute on the CPU, with 'device: cpu' or --set device=cpu, to another result";

    /// <summary>Why it can't, and what to do; null where it can.</summary>
    public static string? Problem(Recipe recipe)
    {
        if (recipe.Device == "cpu")
        {
            return null;
        }

        NativeLibraries.Load();
        return Problem(NativeLibraries.HasCuda, NativeLibraries.HasCuda
            && torch.cuda.is_available(), File.Exists("/proc/driver/nvidia/version"), Environment.GetEnvironmentVariable("CUDA_VISIBLE_DEVICES"))
            ?? (recipe.Determinism == "strict" ? CublasWorkspace.Problem(CublasWorkspace.Value) : null)
            ?? (recipe.Precision == "tf32" ? Tf32Problem(CudaDriver.Name, CudaDriver.ComputeCapability) : null);
    }

    /// <summary>Earlier cards compute in float32 whatever they are told, which the record would then deny.</summary>
    internal static string? Tf32Problem(string name, (int Major, int Minor) capability) => capability.Major >= 8
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"'precision: tf32' expects a GPU of compute capability 8.0 (Ampere) or newer, "
            + $"found {name} with {capability.Major}.{capability.Minor}. Take 'precision: float32' or --set precision=float32.");

    /// <param name="hasBuild">This build has CUDA's libraries.</param>
    /// <param name="hasDevice">libtorch finds a GPU.</param>
    /// <param name="hasDriver">The kernel has NVIDIA's driver.</param>
    /// <param name="visible">The variable that hides GPUs; null where it isn't set.</param>
    internal static string? Problem(bool hasBuild, bool hasDevice, bool hasDriver, string? visible)
    {
        if (!hasBuild)
        {
            return "expected a build of Lockstep with CUDA, found one that computes on the CPU only. Build it with LOCKSTEP_CUDA, "
                + $"the folder of an installed PyTorch or 1 (see the README), {ToCpu}.";
        }

        if (hasDevice)
        {
            return null;
        }

        var reason = !hasDriver
            ? "the kernel has no NVIDIA driver"
            : visible is not null ? $"the variable CUDA_VISIBLE_DEVICES is '{visible}'" : "the driver shows none";
        return $"expected an NVIDIA GPU that CUDA can use, found none: {reason}. See what 'nvidia-smi' lists, {ToCpu}.";
    }
}
