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
public sealed class CheckedFiles
{
    private const int DigestBytes = 32;
    private const int WholeBytes = 1 + (2 * DigestBytes) + sizeof(long);
    private const int StatusBytes = 5 * sizeof(long);
    private const int FixedBytes = StatusBytes + DigestBytes + sizeof(int);

    /// <summary>What a file with a path of usual length takes.</summary>
    private const int TypicalBytes = FixedBytes + 36;

    private static readonly TimeSpan Grain = TimeSpan.FromSeconds(2);

    /// <summary>The files alone, and where each begins.</summary>
    private readonly byte[] records;
    private readonly int[] starts;
    private readonly Lazy<Dictionary<string, int>> byPath;

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
        byPath = new(() => starts.ToDictionary(at => Encoding.UTF8.GetString(PathAt(at)), StringComparer.Ordinal));
    }

    public static CheckedFiles None { get; } = new([], 0, whole: null);

    private static ReadOnlySpan<byte> Magic => "lockstep checked files 2\n"u8;

    public int Count => starts.Length;

    /// <summary>What the folder as a whole was, where its last check found nothing amiss.</summary>
    public WholeSnapshot? Whole { get; }

    /// <summary>The digest that the file had, if nothing about it has changed since.</summary>
    public string? DigestOf(FoundFile file) =>
        byPath.Value.TryGetValue(file.RelPath, out var at) && StatusAt(at) == file.Status ? Sha256.Write(DigestAt(at)) : null;

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
            var file = files[index];
            path = Encoding.UTF8.GetMaxByteCount(file.RelPath.Length) <= path.Length ? path : new byte[Encoding.UTF8.GetMaxByteCount(file.RelPath.Length)];
            if (StatusAt(starts[index]) != file.Status || !PathAt(starts[index]).SequenceEqual(path.AsSpan(0, Encoding.UTF8.GetBytes(file.RelPath, path))))
            {
                return false;
            }
        }

        return true;
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
            return bytes.Length >= Magic.Length + WholeBytes + DigestBytes && bytes.AsSpan().StartsWith(Magic) && Sha256.Of(bytes.AsSpan(..^DigestBytes)) == Convert.ToHexStringLower(bytes.AsSpan(^DigestBytes..))
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
    /// <param name="digests">Of each of them; null for one that is not to be remembered.</param>
    /// <param name="started">When the check began.</param>
    /// <param name="whole">Where the check found nothing amiss.</param>
    public static void Save(string folder, IReadOnlyList<FoundFile> files, IReadOnlyList<string?> digests, DateTimeOffset started, WholeSnapshot? whole = null)
    {
        if (PathFor(folder) is not { } path)
        {
            return;
        }

        var young = (started - Grain - DateTimeOffset.UnixEpoch).Ticks * 100;
        using var bytes = new MemoryStream(files.Count * TypicalBytes);
        bytes.Write(Magic);
        bytes.Write(BytesOf(whole));
        for (var index = 0; index < files.Count; index++)
        {
            if (digests[index] is { } digest && files[index].Status is var status && status.ChangedNs < young && status.ModifiedNs < young)
            {
                WriteFile(bytes, status, digest, Encoding.UTF8.GetBytes(files[index].RelPath));
            }
        }

        bytes.Write(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "/");
            AtomicFile.Write(path, bytes.WriteTo, isDurable: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next check reads everything again, and is right all the same.
        }
    }

    private static void WriteFile(MemoryStream into, FileStatus status, string digest, ReadOnlySpan<byte> path)
    {
        Span<byte> record = stackalloc byte[FixedBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(record, status.Device);
        BinaryPrimitives.WriteUInt64LittleEndian(record[8..], status.Inode);
        BinaryPrimitives.WriteInt64LittleEndian(record[16..], status.Size);
        BinaryPrimitives.WriteInt64LittleEndian(record[24..], status.ModifiedNs);
        BinaryPrimitives.WriteInt64LittleEndian(record[32..], status.ChangedNs);
        Sha256.Read(digest, record.Slice(StatusBytes, DigestBytes));
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

    private ReadOnlySpan<byte> PathAt(int at) => records.AsSpan(at + FixedBytes, BinaryPrimitives.ReadInt32LittleEndian(records.AsSpan(at + FixedBytes - sizeof(int))));

    private static string? PathFor(string folder) =>
        UserCache.FolderOf("checked") is { } records ? Path.Combine(records, Sha256.Of(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))) : null;
}
