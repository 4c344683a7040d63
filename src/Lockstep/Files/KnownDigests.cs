using System.Collections.Concurrent;
using System.Globalization;

namespace Lockstep.Files;

/// <summary>
/// SHA-256 of files that seldom change, such as a library of 400 MB, remembered by path, device, inode, size and both times, so that only the first
/// run on a machine reads them. The memory may be deleted at any time, and a damaged line of it counts as none.
/// </summary>
public sealed class KnownDigests
{
    private const string FileName = "files.tsv";
    private const int SumLength = 8;

    private readonly string? path;
    private readonly TimeSpan youth;
    private readonly ConcurrentDictionary<string, KnownDigest> known = new(StringComparer.Ordinal);
    private int added;

    /// <summary>With what earlier processes of the user remembered.</summary>
    public KnownDigests()
        : this(UserCache.FolderOf("digests") is { } folder ? Path.Combine(folder, FileName) : null, TimeSpan.FromSeconds(2))
    {
    }

    /// <param name="path">Where they are remembered; null for nowhere.</param>
    /// <param name="youth">How long ago a file must have been changed to be remembered.</param>
    internal KnownDigests(string? path, TimeSpan youth)
    {
        (this.path, this.youth) = (path, youth);
        Add(known);
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
            if (StatusOf(file) == before && !IsYoung(file) && !file.Contains('\t', StringComparison.Ordinal) && !file.Contains('\n', StringComparison.Ordinal))
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
            // What another process remembered meanwhile stays; files that are gone are forgotten.
            var all = new ConcurrentDictionary<string, KnownDigest>(StringComparer.Ordinal);
            Add(all);
            foreach (var (file, digest) in known)
            {
                all[file] = digest;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "/");
            AtomicFile.WriteAllText(path, string.Concat(all.Where(file => FileStatus.Of(file.Key) is not null).OrderBy(file => file.Key, StringComparer.Ordinal)
                .Select(file => $"{file.Value.Digest}\t{file.Value.Status}\t{file.Key}\t{SumOf(file.Value.Digest, file.Value.Status, file.Key)}\n")));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or LockstepException)
        {
            // A cache: the next run reads the files again.
        }
    }

    private void Add(ConcurrentDictionary<string, KnownDigest> to)
    {
        try
        {
            foreach (var line in path is null || !Presence.IsFile(path) ? [] : File.ReadLines(path))
            {
                if (line.Split('\t') is [var digest, var status, var file, var sum] && Sha256.IsDigest(digest) && sum == SumOf(digest, status, file))
                {
                    to[file] = new KnownDigest(status, digest);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or LockstepException)
        {
            // One that can't be read is none.
        }
    }

    /// <summary>So that a line that was damaged on the disk is told from a sound one.</summary>
    private static string SumOf(string digest, string status, string file) => Sha256.Of($"{digest}\t{status}\t{file}")[..SumLength];

    /// <summary>A file that was changed just now can be changed again without another time, as clocks of file systems tick slowly.</summary>
    private bool IsYoung(string file) => FileStatus.Of(file) is not { } status
        || (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch - youth).Ticks * TimeSpan.NanosecondsPerTick < status.ChangedNs;

    private static string StatusOf(string file) => FileStatus.Of(file) is { } status
        ? string.Create(CultureInfo.InvariantCulture, $"{status.Device}:{status.Inode}:{status.Size}:{status.ModifiedNs}:{status.ChangedNs}")
        : throw new FileNotFoundException(file);

    private sealed record KnownDigest(string Status, string Digest);
}
