using System.Text;
using Lockstep.Files;

namespace Lockstep.Data;

/// <summary>What a folder's files were when they were last hashed: so that files nobody touched since need not be read again.</summary>
/// <remarks>
/// Kept in the user's cache folder, never in the snapshot and never part of the truth: it may be deleted at any time. A file whose
/// times are as young as the check itself is not remembered, since a second write could hide in the clock's grain.
/// </remarks>
public sealed class CheckedFiles
{
    private const string Magic = "lockstep checked files 1\n";
    private static readonly TimeSpan Grain = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, (FileStatus Status, string Sha256)> files;

    private CheckedFiles(Dictionary<string, (FileStatus Status, string Sha256)> files) => this.files = files;

    public static CheckedFiles None { get; } = new([]);

    public int Count => files.Count;

    /// <summary>The digest that the file had, if nothing about it has changed since.</summary>
    public string? DigestOf(FoundFile file) =>
        files.TryGetValue(file.RelPath, out var known) && known.Status == file.Status ? known.Sha256 : null;

    /// <summary>What was remembered of a folder; nothing where there is no record, or a damaged one.</summary>
    public static CheckedFiles Load(string folder)
    {
        try
        {
            var bytes = File.ReadAllBytes(PathFor(folder));
            return bytes.Length > 64 && Encoding.ASCII.GetString(bytes, bytes.Length - 64, 64) == Sha256.Of(bytes.AsSpan(0, bytes.Length - 64))
                ? new CheckedFiles(Read(bytes))
                : None;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return None;
        }
    }

    /// <summary>Remembers the files of a folder; a cache that can't be written is done without.</summary>
    /// <param name="started">When the check began.</param>
    public static void Save(string folder, IEnumerable<(FoundFile File, string Sha256)> files, DateTimeOffset started)
    {
        var young = (started - Grain - DateTimeOffset.UnixEpoch).Ticks * 100;
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(Encoding.ASCII.GetBytes(Magic));
        foreach (var (file, digest) in files.Where(item => item.File.Status.ChangedNs < young && item.File.Status.ModifiedNs < young))
        {
            writer.Write(file.RelPath);
            writer.Write(file.Status.Device);
            writer.Write(file.Status.Inode);
            writer.Write(file.Status.Size);
            writer.Write(file.Status.ModifiedNs);
            writer.Write(file.Status.ChangedNs);
            writer.Write(Convert.FromHexString(digest));
        }

        writer.Write(Encoding.ASCII.GetBytes(Sha256.Of(bytes.GetBuffer().AsSpan(0, (int)bytes.Length))));
        try
        {
            var path = PathFor(folder);
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "/");
            AtomicFile.WriteAllBytes(path, bytes.ToArray());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next check reads everything again, and is right all the same.
        }
    }

    private static Dictionary<string, (FileStatus Status, string Sha256)> Read(byte[] bytes)
    {
        var files = new Dictionary<string, (FileStatus Status, string Sha256)>(StringComparer.Ordinal);
        using var reader = new BinaryReader(new MemoryStream(bytes, 0, bytes.Length - 64), Encoding.UTF8);
        if (Encoding.ASCII.GetString(reader.ReadBytes(Magic.Length)) == Magic)
        {
            while (reader.BaseStream.Position < reader.BaseStream.Length)
            {
                var relPath = reader.ReadString();
                var status = new FileStatus(FileKind.Regular, reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
                files[relPath] = (status, Convert.ToHexStringLower(reader.ReadBytes(32)));
            }
        }

        return files;
    }

    private static string PathFor(string folder) => Path.Combine(UserCache.Folder, "checked", Sha256.Of(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))));
}
