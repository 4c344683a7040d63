using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Lockstep.Files;

namespace Lockstep.Snapshots;

/// <summary>What a folder's files were when they were last hashed: so that files nobody touched since need not be read again.</summary>
/// <remarks>
/// Kept in the user's cache folder, never in the snapshot and never part of the truth: it may be deleted at any time. A file whose
/// times are as young as the check itself is not remembered, since a second write could hide in the clock's grain.
/// The record is used as it lies in the file: magic, what the whole was, then a file after the other in the order of the paths' bytes,
/// and the SHA-256 of all that.
/// </remarks>
internal sealed class CheckedFiles
{
    private const int DigestBytes = 32;
    private const int WholeBytes = 1 + (2 * DigestBytes) + sizeof(long);
    private const int StatusBytes = 5 * sizeof(long);
    private const int FixedBytes = StatusBytes + DigestBytes + sizeof(int);

    /// <summary>So many bytes are written at once.</summary>
    private const int Portion = 1 << 16;

    private static readonly TimeSpan Grain = TimeSpan.FromSeconds(2);

    /// <summary>The files alone, and where each begins.</summary>
    private readonly byte[] records;
    private readonly int[] starts;

    private CheckedFiles(byte[] records, int from, WholeSnapshot? whole)
    {
        this.records = records;
        Whole = whole;
        var found = new List<int>();
        for (var at = from; at < records.Length - DigestBytes; at += FixedBytes + PathAt(at).Length)
        {
            found.Add(at);
        }

        starts = [.. found];
    }

    public static CheckedFiles None { get; } = new([], 0, whole: null);

    private static ReadOnlySpan<byte> Magic => "lockstep checked files 2\n"u8;

    public int Count => starts.Length;

    /// <summary>What the folder as a whole was, where its last check found nothing amiss.</summary>
    public WholeSnapshot? Whole { get; }

    /// <summary>Tells of the file at a place in the list the digest that it had, if nothing about it has changed since.</summary>
    /// <param name="files">In the order of the paths' bytes.</param>
    public Func<int, Sha256Digest?> DigestsOf(IReadOnlyList<FoundFile> files)
    {
        if (starts.Length == 0)
        {
            return _ => null;
        }

        var places = PlacesOf(files);
        return index => places[index] >= 0 && StatusAt(places[index]) == files[index].Status ? new Sha256Digest(DigestAt(places[index])) : null;
    }

    /// <summary>Whether these files, and no others, are what they were.</summary>
    /// <param name="files">In the order of the paths' bytes.</param>
    public bool AreUntouched(IReadOnlyList<FoundFile> files)
    {
        if (files.Count != starts.Length)
        {
            return false;
        }

        var path = new byte[1024];
        for (var index = 0; index < starts.Length; index++)
        {
            if (StatusAt(starts[index]) != files[index].Status || !PathAt(starts[index]).SequenceEqual(Bytes(files[index], ref path)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Where the record of each file begins; -1 for one that there is none of.</summary>
    private int[] PlacesOf(IReadOnlyList<FoundFile> files)
    {
        var places = new int[files.Count];
        var path = new byte[1024];
        var next = 0;
        for (var index = 0; index < places.Length; index++)
        {
            var wanted = Bytes(files[index], ref path);
            while (next < starts.Length && PathAt(starts[next]).SequenceCompareTo(wanted) < 0)
            {
                next++;
            }

            places[index] = next < starts.Length && PathAt(starts[next]).SequenceEqual(wanted) ? starts[next] : -1;
        }

        return places;
    }

    /// <param name="buffer">Is made larger where it must be.</param>
    private static ReadOnlySpan<byte> Bytes(FoundFile file, ref byte[] buffer)
    {
        var most = Encoding.UTF8.GetMaxByteCount(file.RelPath.Length);
        buffer = most <= buffer.Length ? buffer : new byte[most];
        return buffer.AsSpan(0, Encoding.UTF8.GetBytes(file.RelPath, buffer));
    }

    /// <summary>Whether the last check of a folder found nothing amiss, by the beginning of the record alone.</summary>
    public static bool HasWhole(string folder)
    {
        try
        {
            using var file = PathFor(folder) is { } path && Presence.IsFile(path) ? File.OpenHandle(path) : null;
            Span<byte> beginning = stackalloc byte[Magic.Length + 1];
            return file is not null && RandomAccess.Read(file, beginning, 0) == beginning.Length && beginning.StartsWith(Magic) && beginning[^1] == 1;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>What was remembered of a folder; nothing where there is no record, or a damaged one.</summary>
    public static CheckedFiles Load(string folder)
    {
        if (PathFor(folder) is not { } path)
        {
            return None;
        }

        try
        {
            var bytes = File.ReadAllBytes(path);
            return bytes.Length >= Magic.Length + WholeBytes + DigestBytes
                && bytes.AsSpan().StartsWith(Magic) && Sha256.Of(bytes.AsSpan(..^DigestBytes)) == Convert.ToHexStringLower(bytes.AsSpan(^DigestBytes..))
                ? new CheckedFiles(bytes, Magic.Length + WholeBytes, ReadWhole(bytes.AsSpan(Magic.Length, WholeBytes)))
                : None;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return None;
        }
    }

    /// <summary>Remembers the files of a folder; a cache that can't be written is done without.</summary>
    /// <param name="files">In the order of the paths' bytes.</param>
    /// <param name="entries">What each of them was found to be; null for one that is not to be remembered.</param>
    /// <param name="started">When the check began.</param>
    /// <param name="whole">Where the check found nothing amiss.</param>
    public static void Save(
        string folder, IReadOnlyList<FoundFile> files, IReadOnlyList<ManifestEntry?> entries, DateTimeOffset started, WholeSnapshot? whole = null)
    {
        if (PathFor(folder) is not { } path)
        {
            return;
        }

        var young = (started - Grain - DateTimeOffset.UnixEpoch).Ticks * 100;
        void Write(Stream stream)
        {
            using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var bytes = new ArrayBufferWriter<byte>(2 * Portion);
            void Pass()
            {
                digest.AppendData(bytes.WrittenSpan);
                stream.Write(bytes.WrittenSpan);
                bytes.ResetWrittenCount();
            }

            var buffer = new byte[1024];
            bytes.Write(Magic);
            bytes.Write(BytesOf(whole));
            for (var index = 0; index < files.Count; index++)
            {
                if (entries[index] is { } entry && files[index].Status is var status && status.ChangedNs < young && status.ModifiedNs < young)
                {
                    WriteFile(bytes, status, entry.Digest, Bytes(files[index], ref buffer));
                }

                if (bytes.WrittenCount > Portion)
                {
                    Pass();
                }
            }

            Pass();
            stream.Write(digest.GetHashAndReset());
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "/");
            AtomicFile.Write(path, Write, isDurable: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next check reads everything again, and is right all the same.
        }
    }

    private static void WriteFile(ArrayBufferWriter<byte> into, FileStatus status, Sha256Digest digest, ReadOnlySpan<byte> path)
    {
        Span<byte> record = stackalloc byte[FixedBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(record, status.Device);
        BinaryPrimitives.WriteUInt64LittleEndian(record[8..], status.Inode);
        BinaryPrimitives.WriteInt64LittleEndian(record[16..], status.Size);
        BinaryPrimitives.WriteInt64LittleEndian(record[24..], status.ModifiedNs);
        BinaryPrimitives.WriteInt64LittleEndian(record[32..], status.ChangedNs);
        digest.CopyTo(record.Slice(StatusBytes, DigestBytes));
        BinaryPrimitives.WriteInt32LittleEndian(record[^sizeof(int)..], path.Length);
        into.Write(record);
        into.Write(path);
    }

    private static byte[] BytesOf(WholeSnapshot? whole)
    {
        var bytes = new byte[WholeBytes];
        if (whole is not null)
        {
            bytes[0] = 1;
            Sha256.Read(whole.ManifestSha256, bytes.AsSpan(1, DigestBytes));
            Sha256.Read(whole.Id, bytes.AsSpan(1 + DigestBytes, DigestBytes));
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(1 + (2 * DigestBytes)), whole.Bytes);
        }

        return bytes;
    }

    private static WholeSnapshot? ReadWhole(ReadOnlySpan<byte> bytes) => bytes[0] == 0 ? null : new WholeSnapshot(
        Convert.ToHexStringLower(bytes.Slice(1, DigestBytes)),
        Convert.ToHexStringLower(bytes.Slice(1 + DigestBytes, DigestBytes)),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[(1 + (2 * DigestBytes))..]));

    private FileStatus StatusAt(int at)
    {
        var status = records.AsSpan(at, StatusBytes);
        return new FileStatus(
            FileKind.Regular,
            BinaryPrimitives.ReadUInt64LittleEndian(status),
            BinaryPrimitives.ReadUInt64LittleEndian(status[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(status[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(status[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(status[32..]));
    }

    private ReadOnlySpan<byte> DigestAt(int at) => records.AsSpan(at + StatusBytes, DigestBytes);

    private ReadOnlySpan<byte> PathAt(int at) =>
        records.AsSpan(at + FixedBytes, BinaryPrimitives.ReadInt32LittleEndian(records.AsSpan(at + FixedBytes - sizeof(int))));

    private static string? PathFor(string folder) =>
        UserCache.FolderOf("checked") is { } records ? Path.Combine(records, Sha256.Of(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))) : null;
}
