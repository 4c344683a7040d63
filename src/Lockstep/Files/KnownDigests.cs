using System.Collections.Concurrent;
using System.Globalization;

namespace Lockstep.Files;

/// <summary>
/// SHA-256 of files that seldom change, such as a library of 400 MB, remembered by size, time and inode so that only the first run reads them.
/// The memory may be deleted at any time.
/// </summary>
public sealed class KnownDigests
{
    private const string FileName = "files.tsv";

    private readonly string? path = UserCache.FolderOf("digests") is { } folder ? Path.Combine(folder, FileName) : null;
    private readonly ConcurrentDictionary<string, KnownDigest> known = new(StringComparer.Ordinal);
    private int added;

    /// <summary>With what earlier processes of the user remembered.</summary>
    public KnownDigests()
    {
        if (path is null || !Presence.IsFile(path))
        {
            return;
        }

        foreach (var line in File.ReadLines(path))
        {
            if (line.Split('\t') is [var digest, var status, var file] && Sha256.IsDigest(digest))
            {
                known[file] = new KnownDigest(status, digest);
            }
        }
    }

    /// <summary>Null for a file that is gone or can't be read.</summary>
    public string? Of(string file, CancellationToken cancellation)
    {
        try
        {
            var before = StatusOf(file);
            if (known.TryGetValue(file, out var found) && found.Status == before)
            {
                return found.Digest;
            }

            var digest = Sha256.OfFile(file, cancellation).Digest;
            if (StatusOf(file) == before && !file.Contains('\t', StringComparison.Ordinal) && !file.Contains('\n', StringComparison.Ordinal))
            {
                known[file] = new KnownDigest(before, digest);
                Interlocked.Increment(ref added);
            }

            return digest;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Leaves out the files of a folder that will soon be gone.</summary>
    public void Forget(string folder)
    {
        foreach (var file in known.Keys.Where(file => file.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal)))
        {
            known.TryRemove(file, out _);
        }
    }

    /// <summary>Remembers what was read, where the user has a folder for that.</summary>
    public void Save()
    {
        if (path is null || added == 0)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "/");
            AtomicFile.WriteAllText(path, string.Concat(
                known.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => $"{file.Value.Digest}\t{file.Value.Status}\t{file.Key}\n")));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A cache: the next run reads the files again.
        }
    }

    private static string StatusOf(string file) => FileStatus.Of(file) is { } status
        ? string.Create(CultureInfo.InvariantCulture, $"{status.Device}:{status.Inode}:{status.Size}:{status.ModifiedNs}:{status.ChangedNs}")
        : throw new FileNotFoundException(file);

    private sealed record KnownDigest(string Status, string Digest);
}
