using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Lockstep.Files;

/// <summary>Reads small files with no more calls of the kernel than it takes: open, read, look, close.</summary>
/// <remarks>.NET's own handle also asks for the file's kind, its position and a lock: as much again where a file has a few kilobytes.</remarks>
internal static partial class SmallFile
{
    private const int ReadOnly = 0x8_0000; // O_RDONLY | O_CLOEXEC: no child process shares it

    /// <summary>Fills <paramref name="target"/> from the file's beginning.</summary>
    /// <param name="bytes">How many were there, at most all that fit.</param>
    /// <param name="after">The file's status once they were read.</param>
    /// <returns>False where the kernel refused, which .NET's handle can put into words.</returns>
    public static unsafe bool TryRead(string path, Span<byte> target, out int bytes, [NotNullWhen(true)] out FileStatus? after)
    {
        bytes = 0;
        after = null;
        var file = Open(path, ReadOnly);
        if (file < 0)
        {
            return false;
        }

        try
        {
            fixed (byte* into = target)
            {
                for (nint read = -1; bytes < target.Length && read != 0; bytes += (int)read)
                {
                    read = Read(file, into + bytes, (nuint)(target.Length - bytes));
                    if (read < 0)
                    {
                        return false;
                    }
                }
            }

            after = FileStatus.OfDescriptor(file);
            return after is not null;
        }
        finally
        {
            _ = Close(file);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "read")]
    private static unsafe partial nint Read(int file, byte* target, nuint bytes);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
