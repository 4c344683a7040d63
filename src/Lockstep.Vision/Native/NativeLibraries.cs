using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Lockstep.Files;
using TorchSharp;

namespace Lockstep.Vision.Native;

/// <summary>The native libraries that do the arithmetic and the decoding, and what they are.</summary>
public static class NativeLibraries
{
    private static readonly string[] Computing = ["libtorch_cpu.so", "libc10.so", "libgomp", "libLibTorchSharp.so"];
    private static readonly Lazy<bool> Loaded = new(LoadOnce);
    private static readonly string[] OfCuda = ["libtorch_cuda", "libc10_cuda", "libcu", "libnv"];
    private static readonly ConcurrentDictionary<string, string> Known = new(StringComparer.Ordinal);

    /// <summary>The folder that they lie in: beside the program, or in its <c>runtimes</c> folder.</summary>
    public static string Folder { get; } = Array.Find(
        [Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native"), AppContext.BaseDirectory],
        folder => File.Exists(Path.Combine(folder, "libLibTorchSharp.so")))
        ?? throw new LockstepException(
            $"{AppContext.BaseDirectory}: libtorch is not there. Lockstep runs on Linux x64; build it there with './lockstep' or 'dotnet build'.");

    /// <summary>Whether this is the build with CUDA; whether there is a GPU is another matter.</summary>
    public static bool HasCuda { get; } = File.Exists(Path.Combine(Folder, "libtorch_cuda.so"));

    /// <summary>Loads libtorch; the first use of anything of TorchSharp must come after it.</summary>
    public static void Load() => _ = Loaded.Value;

    /// <summary>SHA-256 of each library that computes.</summary>
    /// <param name="withCuda">Also of those that compute on a GPU.</param>
    public static IReadOnlyDictionary<string, string> Digests(bool withCuda = false, CancellationToken cancellation = default)
    {
        var remembered = new KnownDigests();
        string[] wanted = [.. Libraries(Computing), .. withCuda ? Libraries(OfCuda) : []];

        try
        {
            // They are hundreds of megabytes, CUDA's gigabytes: read once a machine and version.
            Parallel.ForEach(
                wanted.Where(name => !Known.ContainsKey(name)),
                new ParallelOptions { CancellationToken = cancellation },
                name => Known[name] = DigestOf(Path.Combine(Folder, name), remembered, cancellation));
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }

        remembered.Save();
        return new SortedDictionary<string, string>(wanted.ToDictionary(name => name, name => Known[name]), StringComparer.Ordinal);
    }

    /// <summary>Where a library of CUDA's lies; null where it is not there.</summary>
    /// <param name="prefix">What its file's name begins with.</param>
    /// <param name="without">What the name does not hold.</param>
    internal static string? CudaLibrary(string prefix, string? without = null) =>
        Libraries([prefix]).Order(StringComparer.Ordinal)
            .FirstOrDefault(name => without is null || !name.Contains(without, StringComparison.Ordinal)) is { } name ? Path.Combine(Folder, name) : null;

    private static IEnumerable<string> Libraries(string[] prefixes) => Directory.EnumerateFiles(Folder, "lib*.so*")
        .Select(path => Path.GetFileName(path)).Where(name => Array.Exists(prefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal)));

    /// <summary>SHA-256 of the library that decodes images.</summary>
    /// <param name="remembered">Null to read it in any case.</param>
    public static string DecoderDigest(KnownDigests? remembered = null, CancellationToken cancellation = default) =>
        DigestOf(Path.Combine(Folder, "libSkiaSharp.so"), remembered, cancellation);

    /// <summary>Whether a library of that path has a field of its own in the lock.</summary>
    internal static bool IsLocked(string path) => Path.GetDirectoryName(path) == Folder;

    private static string DigestOf(string path, KnownDigests? remembered, CancellationToken cancellation) =>
        remembered?.Of(path, cancellation) ?? Sha256.OfFile(path, cancellation).Digest;

    private static bool LoadOnce()
    {
        Heap.KeepWhatIsFreed();
        if (HasCuda)
        {
            // cuBLAS reads it when it is loaded, and libtorch's kernels register themselves when their library is.
            CublasWorkspace.SetDefault();
            NativeLibrary.Load(Path.Combine(Folder, "libtorch_cuda.so"));
            torch.TryInitializeDeviceType(DeviceType.CUDA);
        }

        torch.InitializeDeviceType(DeviceType.CPU);
        NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, (name, _, _) =>
            name is "torch_cpu" or "torch_cuda" or "LibTorchSharp" ? NativeLibrary.Load(Path.Combine(Folder, $"lib{name}.so")) : 0);
        return true;
    }
}
