using System.Runtime.InteropServices;
using Lockstep.Files;
using TorchSharp;

namespace Lockstep.Vision.Native;

/// <summary>The native libraries that do the arithmetic and the decoding, and what they are.</summary>
public static class NativeLibraries
{
    private static readonly string[] Computing = ["libtorch_cpu.so", "libc10.so", "libgomp-98b21ff3.so.1", "libLibTorchSharp.so"];
    private static readonly Lazy<bool> Loaded = new(LoadOnce);
    private static SortedDictionary<string, string>? digests;

    /// <summary>The folder that they lie in: beside the program, or in its <c>runtimes</c> folder.</summary>
    public static string Folder { get; } = Array.Find(
        [Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native"), AppContext.BaseDirectory],
        folder => File.Exists(Path.Combine(folder, "libLibTorchSharp.so")))
        ?? throw new LockstepException($"{AppContext.BaseDirectory}: libtorch is not there. Lockstep runs on Linux x64; build it there with './lockstep' or 'dotnet build'.");

    /// <summary>Loads libtorch; the first use of anything of TorchSharp must come after it.</summary>
    public static void Load() => _ = Loaded.Value;

    /// <summary>SHA-256 of each library that computes. Read once a process: what is loaded stays what it was.</summary>
    public static IReadOnlyDictionary<string, string> Digests(CancellationToken cancellation = default) => digests ??= ReadDigests(cancellation);

    private static SortedDictionary<string, string> ReadDigests(CancellationToken cancellation)
    {
        var read = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Computing.Where(name => File.Exists(Path.Combine(Folder, name))))
        {
            read[name] = Sha256.OfFile(Path.Combine(Folder, name), cancellation).Digest;
        }

        return read;
    }

    /// <summary>SHA-256 of the library that decodes images.</summary>
    public static string DecoderDigest(CancellationToken cancellation = default) => Sha256.OfFile(Path.Combine(Folder, "libSkiaSharp.so"), cancellation).Digest;

    private static bool LoadOnce()
    {
        Heap.KeepWhatIsFreed();
        torch.InitializeDeviceType(DeviceType.CPU);
        NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, (name, _, _) =>
            name == "torch_cpu" ? NativeLibrary.Load(Path.Combine(Folder, "libtorch_cpu.so")) : 0);
        return true;
    }
}
