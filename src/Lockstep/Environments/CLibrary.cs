using System.Runtime.InteropServices;

namespace Lockstep.Environments;

/// <summary>The C library that this process runs with.</summary>
public static partial class CLibrary
{
    /// <summary>For example <c>2.36</c>.</summary>
    public static string? Version => Marshal.PtrToStringUTF8(GnuVersion());

    [LibraryImport("libc", EntryPoint = "gnu_get_libc_version")]
    private static partial nint GnuVersion();
}
