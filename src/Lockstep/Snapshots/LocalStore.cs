using System.Collections.Concurrent;
using Lockstep.Files;

namespace Lockstep.Snapshots;

/// <summary>The local content store: every file of every snapshot once, under its digest, in <c>.lockstep/objects</c>.</summary>
/// <remarks>
/// An object is read-only and carries one fixed modification time. Where either is otherwise, somebody wrote to the file or is about to, perhaps
/// through a snapshot's name for it: it is not used again. Both can be put back, so a file with other names is hashed before it is used.
/// Safe for any number of processes at once.
/// </remarks>
public sealed class LocalStore
{
    private const string FolderName = ".lockstep";

    /// <summary>How many files that share a content are named in a warning.</summary>
    private const int MostNames = 5;

    private readonly ConcurrentBag<(string Sha256, FileStatus File, bool IsWhole)> distrusted = [];

    private LocalStore(string folder) => Folder = folder;

    private static long FixedTimeNs { get; } = (FrozenFiles.FixedTime - DateTime.UnixEpoch).Ticks * 100;

    /// <summary>The <c>.lockstep</c> folder.</summary>
    public string Folder { get; }

    private string Objects => Path.Combine(Folder, "objects");

    private string Incoming => Path.Combine(Folder, "incoming");

    private string Snapshots => Path.Combine(Folder, "snapshots");

    private string LockPath => Path.Combine(Folder, "lock");

    /// <summary>
    /// The store of a project: the nearest <c>.lockstep</c> in <paramref name="folder"/> or above, else one in it,
    /// which is made when something is first stored.
    /// </summary>
    public static LocalStore Find(string folder)
    {
        var start = Path.GetFullPath(folder);
        for (var at = start; at is not null; at = Path.GetDirectoryName(at))
        {
            if (Presence.IsFolder(Path.Combine(at, FolderName)))
            {
                return new LocalStore(Path.Combine(at, FolderName));
            }
        }

        return new LocalStore(Path.Combine(start, FolderName));
    }

    /// <summary>Where the object of a digest lies, or would.</summary>
    public string PathOf(string sha256) => Path.Combine(Objects, sha256[..2], sha256[2..]);

    /// <summary>
    /// Whether the object is there, and is what its digest says. One that was written to through another of its names, or made writable, is
    /// let go, whatever its content: <see cref="Warnings"/> says so.
    /// </summary>
    /// <param name="bytes">Its size: a power cut may have left less of it.</param>
    public bool Has(string sha256, long bytes)
    {
        var path = PathOf(sha256);
        if (FileStatus.Of(path, follow: false) is not { Kind: FileKind.Regular } status)
        {
            return false;
        }

        var isFrozen = status.Size == bytes && status.ModifiedNs == FixedTimeNs && !status.IsWritable;
        if (isFrozen && status.Names == 1)
        {
            return true;
        }

        var isWhole = status.Size == bytes && DigestOf(path) == sha256;
        if (isWhole && (isFrozen || status.Names == 1))
        {
            FrozenFiles.Freeze(path);
            return true;
        }

        distrusted.Add((sha256, status, isWhole));
        File.Delete(path);
        return false;
    }

    /// <summary>What was let go, and which snapshots have a name of it; in the order of the names.</summary>
    public IReadOnlyList<string> Warnings()
    {
        if (distrusted.IsEmpty)
        {
            return [];
        }

        var sharing = Sharing();
        return [.. distrusted.Select(item =>
        {
            string[] names = [
                .. sharing.Where(name => name.File.Inode == item.File.Inode && name.File.Device == item.File.Device)
                    .Select(name => name.Path).Order(StringComparer.Ordinal)
            ];
            var of = names.Length == 0 ? "a file of the store" : string.Join(", ", names.Take(MostNames))
                + (names.Length > MostNames ? $" and {names.Length - MostNames} more" : "");
            return $"{of}: was {(item.IsWhole ? "made writable" : "changed")}, so the store's content {item.Sha256[..12]}, "
                + "which is the same file under another name, was not used again."
                + (names.Length == 0 ? "" : " Look with 'lockstep data verify' at the snapshots that share it.");
        }).Order(StringComparer.Ordinal)];
    }

    /// <summary>The files of registered snapshots that hold a content which was let go.</summary>
    private List<(string Path, FileStatus File)> Sharing()
    {
        var digests = distrusted.Select(item => Sha256Digest.Parse(item.Sha256)).ToHashSet();
        var found = new List<(string, FileStatus)>();
        foreach (var snapshot in Registered().Select(snapshot => new Snapshot(snapshot.Folder)).Where(snapshot => snapshot.HasManifest))
        {
            try
            {
                found.AddRange(Manifest.Load(snapshot.ManifestPath).Files.Where(file => digests.Contains(file.Digest))
                    .Select(file => (Path: snapshot.PathOf(file.RelPath), File: FileStatus.Of(snapshot.PathOf(file.RelPath), follow: false)))
                    .Where(file => file.File is not null).Select(file => (file.Path, file.File!)));
            }
            catch (ManifestException)
            {
                // It is not known to share anything; 'data verify' says what is wrong with it.
            }
        }

        return found;
    }

    /// <returns>Null where the file can't be read.</returns>
    private static string? DigestOf(string path)
    {
        try
        {
            return Sha256.OfFile(path).Digest;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether a file elsewhere is another name of the object of a digest, and nobody wrote to it.</summary>
    public bool IsObject(string sha256, FileStatus file) => file.ModifiedNs == FixedTimeNs && FileStatus.Of(PathOf(sha256), follow: false) == file;

    /// <summary>Held while a snapshot is made of objects that are not registered yet, by any number of processes: nothing is removed meanwhile.</summary>
    /// <exception cref="LockstepException">Leftovers are being removed just now.</exception>
    public IDisposable Use()
    {
        Make();
        try
        {
            return new FileStream(LockPath, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read);
        }
        catch (IOException exception)
        {
            throw new LockstepException($"{Folder}: leftovers are being removed from the store just now. Try again in a moment.", exception);
        }
    }

    /// <summary>Held while leftovers are removed.</summary>
    /// <exception cref="LockstepException">A snapshot is being made.</exception>
    public IDisposable UseAlone()
    {
        Make();
        try
        {
            return new FileStream(LockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new LockstepException($"{Folder}: a snapshot is being made with this store, and nothing was removed. Try again when it is there.", exception);
        }
    }

    /// <summary>Makes its folder, which git ignores from the start: none of it is code.</summary>
    public void Make()
    {
        SealedFolder.Refuse(Folder);
        try
        {
            Directory.CreateDirectory(Folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException(
                $"{Folder}: the store of contents can't be made: {exception.Message} Run the command in a folder that you may write to.", exception);
        }

        var ignore = Path.Combine(Folder, ".gitignore");
        if (!Presence.IsFile(ignore))
        {
            var own = Path.Combine(Folder, Path.GetRandomFileName()); // many may do so at once, in one process too
            File.WriteAllText(own, "*\n");
            File.Move(own, ignore, overwrite: true);
        }
    }

    /// <summary>A temporary file for content on its way in; dispose it whatever happens.</summary>
    public IncomingObject Receive()
    {
        Directory.CreateDirectory(Incoming);
        Directory.CreateDirectory(Objects);
        return new IncomingObject(this, Path.Combine(Incoming, Path.GetRandomFileName()));
    }

    /// <summary>Remembers where a snapshot lies, so that its objects are not taken for leftovers.</summary>
    public void Register(string folder, Manifest manifest)
    {
        Directory.CreateDirectory(Snapshots);
        AtomicFile.WriteAllText(Path.Combine(Snapshots, Sha256.Of(folder)), $"{manifest.Id}\n{folder}\n");
    }

    /// <summary>The snapshots made with this store, by folder; one that is gone or was sealed anew since is listed all the same.</summary>
    public IReadOnlyList<RegisteredSnapshot> Registered() => !Presence.IsFolder(Snapshots) ? [] : [.. Directory.EnumerateFiles(Snapshots)
        .Where(path => !Path.GetFileName(path).StartsWith('.'))
        .Select(path => File.ReadAllText(path).Split('\n', 2))
        .Where(parts => parts.Length == 2)
        .Select(parts => new RegisteredSnapshot(parts[1].TrimEnd('\n'), parts[0]))
        .OrderBy(snapshot => snapshot.Folder, StringComparer.Ordinal)];

    /// <summary>Objects that no registered snapshot's manifest lists any more.</summary>
    /// <exception cref="ManifestException">A registered snapshot is there and its manifest can't be read: nothing can be said to be a leftover.</exception>
    public IReadOnlyList<(string Sha256, long Bytes)> Leftovers()
    {
        var wanted = Registered().Select(snapshot => new Snapshot(snapshot.Folder)).Where(snapshot => snapshot.HasManifest)
            .SelectMany(snapshot => Manifest.Load(snapshot.ManifestPath).Files).Select(file => file.Digest).ToHashSet();
        return [.. All().Where(item => !wanted.Contains(Sha256Digest.Parse(item.Sha256)))];
    }

    /// <summary>Removes an object; snapshots keep their own names of the content.</summary>
    public void Remove(string sha256) => File.Delete(PathOf(sha256));

    /// <summary>What killed commands left on its way in, by path, with its size.</summary>
    public IReadOnlyList<(string Path, long Bytes)> LeftIncoming() =>
        !Presence.IsFolder(Incoming) ? [] : [.. Directory.EnumerateFiles(Incoming).Select(path => (path, new FileInfo(path).Length))];

    /// <summary>Removes what killed commands left on its way in; only while nobody else uses the store.</summary>
    public void RemoveIncoming()
    {
        foreach (var (path, _) in LeftIncoming())
        {
            File.Delete(path);
        }
    }

    /// <summary>Forgets a snapshot that is gone.</summary>
    public void Forget(RegisteredSnapshot snapshot) => File.Delete(Path.Combine(Snapshots, Sha256.Of(snapshot.Folder)));

    /// <summary>Every object, with its size.</summary>
    public IEnumerable<(string Sha256, long Bytes)> All() =>
        !Presence.IsFolder(Objects) ? [] : WholeFolder.Files(Objects)
            .Select(path => (Sha256: Path.GetFileName(Path.GetDirectoryName(path)) + Path.GetFileName(path), new FileInfo(path).Length))
            .Where(item => Sha256.IsDigest(item.Sha256));

    /// <summary>Content on its way into the store.</summary>
    public sealed class IncomingObject(LocalStore store, string path) : IDisposable
    {
        /// <summary>The temporary file; it is not there until it is written to.</summary>
        public string Path => path;

        /// <summary>Gives the file its place under the digest that was found for it. Another process may have been first: then it is dropped.</summary>
        public void Commit(string sha256)
        {
            FrozenFiles.Freeze(path);
            var target = store.PathOf(sha256);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target) ?? "/");
            File.Move(path, target, overwrite: true);
        }

        /// <inheritdoc/>
        public void Dispose() => File.Delete(path);
    }
}

/// <summary>A snapshot that was made with a store.</summary>
/// <param name="ManifestId">What it held when it was made.</param>
public sealed record RegisteredSnapshot(string Folder, string ManifestId);
