using System.Runtime.InteropServices;

namespace Lockstep.Exec.Processes.Opened;

/// <summary>Reads the memory of another process.</summary>
internal static unsafe partial class OtherMemory
{
    private const int PageSize = 4096;

    /// <summary>Reads what there is, which may end before all was read where the process has no more memory there.</summary>
    /// <returns>How many bytes; 0 where there are none, or where they may not be read.</returns>
    public static int Read(int thread, ulong address, Span<byte> into)
    {
        if (address == 0)
        {
            return 0;
        }

        fixed (byte* target = into)
        {
            // Two pieces, cut where a page ends: the first is there though the second may not be.
            var first = Math.Min((ulong)into.Length, PageSize - (address % PageSize));
            var local = stackalloc ulong[2] { (ulong)target, (ulong)into.Length };
            var remote = stackalloc ulong[4] { address, first, address + first, (ulong)into.Length - first };
            return (int)Math.Max(0, ReadMemory(thread, local, 1, remote, 2, 0));
        }
    }

    /// <summary>Reads a text up to its zero.</summary>
    /// <param name="length">Without the zero.</param>
    /// <returns>False where it has no end within the buffer, or can't be read.</returns>
    public static bool TryReadText(int thread, ulong address, Span<byte> into, out int length)
    {
        // Most are short: the first page alone, first.
        var bytes = Read(thread, address, into[..Math.Min(256, into.Length)]);
        length = into[..bytes].IndexOf((byte)0);
        if (length >= 0 || bytes < 256)
        {
            return length >= 0;
        }

        bytes = Read(thread, address, into);
        length = into[..bytes].IndexOf((byte)0);
        return length >= 0;
    }

    public static ulong ReadNumber(int thread, ulong address)
    {
        ulong number = 0;
        return Read(thread, address, new Span<byte>(&number, sizeof(ulong))) == sizeof(ulong) ? number : 0;
    }

    [LibraryImport("libc", EntryPoint = "process_vm_readv", SetLastError = true)]
    private static partial nint ReadMemory(int process, ulong* local, nuint locals, ulong* remote, nuint remotes, nuint flags);
}
