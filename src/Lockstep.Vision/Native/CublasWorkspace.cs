using System.Runtime.InteropServices;

namespace Lockstep.Vision.Native;

/// <summary>cuBLAS's setting for its scratch memory, without a fixed one of which its sums may come in any order.</summary>
internal static partial class CublasWorkspace
{
    private const string Variable = "CUBLAS_WORKSPACE_CONFIG";
    private const string Repeatable = ":4096:8";

    /// <summary>As native code sees it: .NET's own variables are a copy.</summary>
    public static string? Value => Marshal.PtrToStringUTF8(Get(Variable));

    /// <summary>Where nothing is set: eight buffers of 4 MiB.</summary>
    public static void SetDefault() => _ = Set(Variable, Repeatable, overwrite: 0);

    /// <summary>Why a value does not go with <c>strict</c>; null where it does.</summary>
    public static string? Problem(string? value) => value is Repeatable or ":16:8"
        ? null
        : $"under determinism: strict, expected the variable {Variable} to be {Repeatable} or :16:8, found {(value is null ? "none" : $"'{value}'")}. "
            + $"Unset it, and Lockstep sets it to {Repeatable}.";

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Set(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Get(string name);
}
