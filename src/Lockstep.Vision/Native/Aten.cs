using System.Globalization;
using System.Runtime.InteropServices;

namespace Lockstep.Vision.Native;

/// <summary>libtorch's determinism switches, which TorchSharp does not offer, set and read back through ATen's own context.</summary>
/// <remarks>The entry points are the C++ names of <c>at::globalContext()</c> and of members of <c>at::Context</c>, as exported by libtorch 2.10.</remarks>
internal static partial class Aten
{
    private const string Library = "torch_cpu";

    static Aten() => NativeLibraries.Load();

    /// <summary>Which libtorch is loaded, as it says itself: <c>2.10.0</c>.</summary>
    public static string Version
    {
        get
        {
            var version = AbiVersion();
            return string.Create(CultureInfo.InvariantCulture, $"{version >> 56}.{(version >> 48) & 0xFF}.{(version >> 40) & 0xFF}");
        }
    }

    public static bool DeterministicAlgorithms
    {
        get => GetDeterministicAlgorithms(Context()) != 0;
        set => SetDeterministicAlgorithms(Context(), Flag(value), warnOnly: 0);
    }

    /// <summary>Whether memory that an operation leaves unwritten is filled with a known value.</summary>
    public static bool DeterministicFillUninitializedMemory
    {
        get => GetDeterministicFill(Context()) != 0;
        set => SetDeterministicFill(Context(), Flag(value));
    }

    public static bool DeterministicMkldnn
    {
        get => GetDeterministicMkldnn(Context()) != 0;
        set => SetDeterministicMkldnn(Context(), Flag(value));
    }

    public static bool DeterministicCuDnn
    {
        get => GetDeterministicCuDnn(Context()) != 0;
        set => SetDeterministicCuDnn(Context(), Flag(value));
    }

    public static bool BenchmarkCuDnn
    {
        get => GetBenchmarkCuDnn(Context()) != 0;
        set => SetBenchmarkCuDnn(Context(), Flag(value));
    }

    public static bool AllowTf32CuBlas
    {
        get => GetAllowTf32CuBlas(Context()) != 0;
        set => SetAllowTf32CuBlas(Context(), Flag(value));
    }

    /// <summary>The vector instructions ATen's own kernels were picked for on this processor: <c>DEFAULT</c>, <c>AVX2</c> or <c>AVX512</c>.</summary>
    public static unsafe string CpuCapability => TextOf(&GetCpuCapability);

    /// <summary>What libtorch says of how it was built: compiler, MKL, oneDNN and OpenMP with their versions, and its options.</summary>
    public static unsafe string Build => TextOf(&ShowConfig);

    /// <summary>Of a function of C++ that returns a std::string: 32 bytes, pointer and length first, and short text inside itself.</summary>
    private static unsafe string TextOf(delegate*<byte*, void> function)
    {
        var result = stackalloc byte[32];
        function(result);
        return Marshal.PtrToStringUTF8(*(nint*)result, (int)*(nint*)(result + sizeof(nint)));
    }

    private static byte Flag(bool value) => value ? (byte)1 : (byte)0;

    [LibraryImport(Library, EntryPoint = "aoti_torch_abi_version")]
    private static partial ulong AbiVersion();

    [LibraryImport(Library, EntryPoint = "_ZN2at13globalContextEv")]
    private static partial nint Context();

    [LibraryImport(Library, EntryPoint = "_ZNK2at7Context23deterministicAlgorithmsEv")]
    private static partial byte GetDeterministicAlgorithms(nint context);

    [LibraryImport(Library, EntryPoint = "_ZN2at7Context26setDeterministicAlgorithmsEbb")]
    private static partial void SetDeterministicAlgorithms(nint context, byte value, byte warnOnly);

    [LibraryImport(Library, EntryPoint = "_ZNK2at7Context36deterministicFillUninitializedMemoryEv")]
    private static partial byte GetDeterministicFill(nint context);

    [LibraryImport(Library, EntryPoint = "_ZN2at7Context39setDeterministicFillUninitializedMemoryEb")]
    private static partial void SetDeterministicFill(nint context, byte value);

    [LibraryImport(Library, EntryPoint = "_ZNK2at7Context19deterministicMkldnnEv")]
    private static partial byte GetDeterministicMkldnn(nint context);

    [LibraryImport(Library, EntryPoint = "_ZN2at7Context22setDeterministicMkldnnEb")]
    private static partial void SetDeterministicMkldnn(nint context, byte value);

    [LibraryImport(Library, EntryPoint = "_ZNK2at7Context18deterministicCuDNNEv")]
    private static partial byte GetDeterministicCuDnn(nint context);

    [LibraryImport(Library, EntryPoint = "_ZN2at7Context21setDeterministicCuDNNEb")]
    private static partial void SetDeterministicCuDnn(nint context, byte value);

    [LibraryImport(Library, EntryPoint = "_ZNK2at7Context14benchmarkCuDNNEv")]
    private static partial byte GetBenchmarkCuDnn(nint context);

    [LibraryImport(Library, EntryPoint = "_ZN2at7Context17setBenchmarkCuDNNEb")]
    private static partial void SetBenchmarkCuDnn(nint context, byte value);

    [LibraryImport(Library, EntryPoint = "_ZNK2at7Context15allowTF32CuBLASEv")]
    private static partial byte GetAllowTf32CuBlas(nint context);

    [LibraryImport(Library, EntryPoint = "_ZN2at7Context18setAllowTF32CuBLASEb")]
    private static partial void SetAllowTf32CuBlas(nint context, byte value);

    [LibraryImport(Library, EntryPoint = "_ZN2at18get_cpu_capabilityB5cxx11Ev")]
    private static unsafe partial void GetCpuCapability(byte* result);

    [LibraryImport(Library, EntryPoint = "_ZN2at11show_configB5cxx11Ev")]
    private static unsafe partial void ShowConfig(byte* result);
}
