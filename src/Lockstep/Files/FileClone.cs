using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Files;

/// <summary>How a file came to have a second name or a second body.</summary>
public enum CloneMethod
{
    /// <summary>Both share their blocks until one is written to: nothing is stored twice, and nothing can go over.</summary>
    Reflink,

    /// <summary>Two names of one file: nothing is stored twice, but who writes through one name changes both.</summary>
    HardLink,

    /// <summary>Two files.</summary>
    Copy,
}

/// <summary>Gives a file's content a second place, as cheaply as the file system can.</summary>
internal static partial class FileClone
{
    private const nuint CloneRequest = 0x40049409; // FICLONE

    /// <summary>Makes <paramref name="target"/> with the content of <paramref name="source"/>: a reflink, else a hard link, else a copy.</summary>
    /// <param name="reflink">False where it is known already that the file system has no reflinks.</param>
    /// <exception cref="IOException">The target exists, or can't be written.</exception>
    public static CloneMethod Make(string source, string target, bool reflink = true)
    {
        if (reflink && TryReflink(source, target))
        {
            return CloneMethod.Reflink;
        }

        if (Link(source, target) == 0)
        {
            return CloneMethod.HardLink;
        }

        File.Copy(source, target);
        return CloneMethod.Copy;
    }

    /// <summary>Shares the blocks of <paramref name="source"/> with a new file; false, and no file left, where the file system can't.</summary>
    public static bool TryReflink(string source, string target)
    {
        if (!Reflinks.Supported(source, target))
        {
            return false;
        }

        bool cloned;
        using (var from = File.OpenHandle(source))
        using (var to = File.OpenHandle(target, FileMode.CreateNew, FileAccess.Write))
        {
            cloned = Ioctl(to, CloneRequest, from) == 0;
        }

        if (!cloned)
        {
            File.Delete(target);
            Reflinks.Refused(source, target);
        }

        return cloned;
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string source, string target);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(SafeFileHandle target, nuint request, SafeFileHandle source);

    /// <summary>Remembers between which file systems a reflink was refused, so that it is tried once and not for every file.</summary>
    private static class Reflinks
    {
        private static readonly System.Collections.Concurrent.ConcurrentDictionary<(ulong From, ulong To), bool> Without = new();

        public static bool Supported(string source, string target) => Devices(source, target) is { } pair && pair.From == pair.To && !Without.ContainsKey(pair);

        public static void Refused(string source, string target)
        {
            if (Devices(source, target) is { } pair)
            {
                Without[pair] = true;
            }
        }

        private static (ulong From, ulong To)? Devices(string source, string target) =>
            FileStatus.Of(source) is { } from && FileStatus.Of(Path.GetDirectoryName(target) ?? "/") is { } to ? (from.Device, to.Device) : null;
    }
}
