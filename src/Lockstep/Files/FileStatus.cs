using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Files;

/// <summary>What kind of thing lies under a name.</summary>
public enum FileKind
{
    /// <summary>A file with content.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Directory,

    /// <summary>A symbolic link, itself.</summary>
    Link,

    /// <summary>Of blocks or characters.</summary>
    Device,

    /// <summary>A named pipe: reading it may wait for ever.</summary>
    Pipe,

    /// <summary>A name that processes talk over.</summary>
    Socket,
}

/// <summary>What the file system knows of a file without reading it; equal before and after means that nobody wrote to it.</summary>
/// <param name="Device">The file system it lies on.</param>
/// <param name="ModifiedNs">When its content was last written, in nanoseconds since 1970; anyone may set it.</param>
/// <param name="ChangedNs">When content, name count or rights last changed; only the kernel sets it.</param>
public sealed partial record FileStatus(FileKind Kind, ulong Device, ulong Inode, long Size, long ModifiedNs, long ChangedNs)
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const int OfTheHandle = 0x1000; // AT_EMPTY_PATH
    private const uint BasicStats = 0x7ff; // STATX_BASIC_STATS
    private const uint Birth = 0x800; // STATX_BTIME
    private const int StatxSize = 256;
    private const int NothingThere = 2; // ENOENT
    private const int NotAFolder = 20; // ENOTDIR, of what would lie below a file
    private const int NameTooLong = 36; // ENAMETOOLONG, which nothing can have

    private const int ModeFormat = 0xf000;
    private const int ModeWritable = 0x92; // S_IWUSR | S_IWGRP | S_IWOTH

    /// <summary>How many names the file has.</summary>
    public int Names { get; init; }

    /// <summary>The number of the user that it belongs to.</summary>
    public uint Owner { get; init; }

    /// <summary>When it was made, in nanoseconds since 1970; null where the file system does not say.</summary>
    public long? BornNs { get; init; }

    /// <summary>Whether its rights let anybody write to it; they are the same under each of its names.</summary>
    public bool IsWritable { get; init; }

    /// <summary>The status of what lies at <paramref name="path"/>; null where nothing does, or it can't be reached.</summary>
    /// <param name="follow">Whether a link stands for what it leads to.</param>
    /// <remarks>.NET tells neither inode nor change time. Layout: linux/stat.h, the same on every architecture.</remarks>
    public static FileStatus? Of(string path, bool follow = true) => Of(CurrentFolder, path, follow ? 0 : NoFollow);

    /// <summary>The same, and where there is none, whether that is because nothing lies there.</summary>
    /// <param name="problem">Why it can't be told, in the system's words; null where it is known that nothing lies there.</param>
    internal static bool TryGet(string path, bool follow, [NotNullWhen(true)] out FileStatus? status, out string? problem)
    {
        // What .NET would refuse as a path, and the kernel cuts at that place.
        status = path.Contains('\0', StringComparison.Ordinal) ? null : Of(path, follow);
        var error = status is null && !path.Contains('\0', StringComparison.Ordinal) ? Marshal.GetLastPInvokeError() : NothingThere;
        problem = error is NothingThere or NotAFolder or NameTooLong ? null : Marshal.GetPInvokeErrorMessage(error);
        return status is not null;
    }

    /// <summary>The status of an open file.</summary>
    public static FileStatus? Of(SafeFileHandle file) => OfDescriptor((int)file.DangerousGetHandle());

    internal static FileStatus? OfDescriptor(int file) => Of(file, "", OfTheHandle);

    /// <summary>
    /// Rights and number of names play no part: who changes them changes <see cref="ChangedNs"/>. By hand: what the compiler writes asks the library
    /// how to compare a <see cref="FileKind"/>, and that is compiled anew in every process.
    /// </summary>
    public bool Equals(FileStatus? other) =>
        other is not null && Kind == other.Kind
            && Device == other.Device && Inode == other.Inode && Size == other.Size && ModifiedNs == other.ModifiedNs && ChangedNs == other.ChangedNs;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Device, Inode, ChangedNs);

    private static unsafe FileStatus? Of(int folder, string path, int flags)
    {
        var bytes = stackalloc byte[StatxSize];
        if (Statx(folder, path, flags, BasicStats | Birth, bytes) != 0)
        {
            return null;
        }

        var status = new ReadOnlySpan<byte>(bytes, StatxSize);
        long TimeAt(ReadOnlySpan<byte> from) =>
            (BinaryPrimitives.ReadInt64LittleEndian(from) * 1_000_000_000) + BinaryPrimitives.ReadUInt32LittleEndian(from[8..]);
        return new FileStatus(
            KindOf(BinaryPrimitives.ReadUInt16LittleEndian(status[28..]) & ModeFormat),
            ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(status[136..]) << 32) | BinaryPrimitives.ReadUInt32LittleEndian(status[140..]),
            BinaryPrimitives.ReadUInt64LittleEndian(status[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(status[40..]),
            TimeAt(status[112..]),
            TimeAt(status[96..]))
        {
            BornNs = (BinaryPrimitives.ReadUInt32LittleEndian(status) & Birth) == 0 ? null : TimeAt(status[80..]),
            Owner = BinaryPrimitives.ReadUInt32LittleEndian(status[20..]),
            Names = BinaryPrimitives.ReadInt32LittleEndian(status[16..]),
            IsWritable = (BinaryPrimitives.ReadUInt16LittleEndian(status[28..]) & ModeWritable) != 0,
        };
    }

    private static FileKind KindOf(int format) => format switch
    {
        0x8000 => FileKind.Regular,
        0x4000 => FileKind.Directory,
        0xa000 => FileKind.Link,
        0x1000 => FileKind.Pipe,
        0xc000 => FileKind.Socket,
        _ => FileKind.Device,
    };

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Statx(int folder, string path, int flags, uint mask, byte* status);
}
