using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Vision.Images;
using Lockstep.Vision.Native;
using TorchSharp;

namespace Lockstep.Vision.Environments;

/// <summary>The Environment box: what on this machine changes the arithmetic, apart from what is only good to know.</summary>
public static partial class EnvironmentLock
{
    /// <summary>Settings of the numeric libraries; the thread counts among them are overruled by the recipe's.</summary>
    private static readonly string[] VariablePrefixes =
    [
        "ATEN_", "COMPlus_Enable", "CUBLAS_", "CUDNN_", "DNNL_", "DOTNET_Enable", "GLIBC_TUNABLES", "GOMP_", "KMP_", "LD_AUDIT", "LD_LIBRARY_PATH",
        "LD_PRELOAD", "MKL_", "NVIDIA_TF32", "OMP_", "ONEDNN_", "TORCH_",
    ];

    /// <summary>Call it after <see cref="Determinism.Set(Recipe)"/>, so that what it reads back is what the run will use.</summary>
    /// <exception cref="LockstepException">The recipe asks for a device that is not here.</exception>
    public static BoxLock Read(Recipe recipe, CancellationToken cancellation)
    {
        NativeLibraries.Load();
        if (Accelerator.Problem(recipe) is { } problem)
        {
            throw new LockstepException($"Environment: device: {problem}");
        }

        var relevant = Relevant(recipe, cancellation);
        if (recipe.Device == "cuda")
        {
            relevant["gpu"] = Gpu.Describe();
        }

        return new BoxLock(Box.Environment, relevant, Informative(cancellation));
    }

    private static JsonObject Relevant(Recipe recipe, CancellationToken cancellation) => new()
    {
        [Arithmetic.Key] = Arithmetic.Current,
        ["torchSharp"] = VersionOf(typeof(torch).Assembly),
        ["libtorch"] = new JsonObject
        {
            ["version"] = Aten.Version,
            ["sha256"] = new JsonObject(
                NativeLibraries.Digests(recipe.Device == "cuda", cancellation).Select(library => KeyValuePair.Create(library.Key, (JsonNode?)library.Value))),
        },
        ["imageDecoder"] = new JsonObject
        {
            ["name"] = ImageDecoder.Name,
            ["version"] = ImageDecoder.Version,
            ["sha256"] = NativeLibraries.DecoderDigest(cancellation),
            ["tiff"] = ImageDecoder.TiffName
        },
        ["processor"] = Processor.Describe(Aten.CpuCapability),
        ["libc"] = Marshal.PtrToStringUTF8(LibcVersion()),
        ["libm"] = MathLibrary.Digest,
        ["device"] = recipe.Device,
        ["threads"] = torch.get_num_threads(),
        ["variables"] = new JsonObject(Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .Select(variable => (Name: (string)variable.Key, Value: (string?)variable.Value))
            .Where(variable => !string.IsNullOrEmpty(variable.Value) && Locks(variable.Name))
            .OrderBy(variable => variable.Name, StringComparer.Ordinal)
            .Select(variable => KeyValuePair.Create(variable.Name, (JsonNode?)variable.Value))),
    };

    /// <summary>Whether a variable of that name is locked.</summary>
    public static bool Locks(string variable) =>
        VariablePrefixes.Any(prefix => variable.StartsWith(prefix, StringComparison.Ordinal)) && !variable.EndsWith("_NUM_THREADS", StringComparison.Ordinal);

    private static JsonObject Informative(CancellationToken cancellation) => new()
    {
        [LockstepBuild.Key] = new JsonObject
        {
            ["version"] = LockstepBuild.This.Version,
            ["commit"] = LockstepBuild.This.Commit,
            ["sha256"] = new JsonObject(new[] { typeof(LockstepException).Assembly, typeof(EnvironmentLock).Assembly }
                .Select(
                    assembly => KeyValuePair.Create(Path.GetFileName(assembly.Location), (JsonNode?)Sha256.OfFile(assembly.Location, cancellation).Digest))),
        },
        ["os"] = RuntimeInformation.OSDescription,
        ["runtime"] = RuntimeInformation.FrameworkDescription,
        ["host"] = Environment.MachineName,
        ["processors"] = Environment.ProcessorCount,
        ["interOpThreads"] = torch.get_num_interop_threads(),
        ["memoryBytes"] = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
    };

    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
            ?? assembly.GetName().Version?.ToString() ?? "unknown";

    [LibraryImport("libc", EntryPoint = "gnu_get_libc_version")]
    private static partial nint LibcVersion();
}
