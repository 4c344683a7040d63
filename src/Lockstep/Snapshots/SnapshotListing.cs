using System.IO.Enumeration;
using Lockstep.Files;

namespace Lockstep.Snapshots;

/// <summary>What lies below a data set's folder: every file that a manifest would list, and every thing that it can't.</summary>
/// <param name="Files">In the order of the paths' bytes. Links to files inside the folder count as files.</param>
/// <param name="Problems">What can't be listed, with the reason.</param>
/// <param name="LeftOut">The other programs' <see cref="Bookkeeping"/> that was not looked into, in the same order.</param>
public sealed record SnapshotListing(IReadOnlyList<FoundFile> Files, IReadOnlyList<SnapshotFinding> Problems, IReadOnlyList<string> LeftOut)
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    /// <exception cref="LockstepException">The folder itself can't be read.</exception>
    public static SnapshotListing Of(string folder, CancellationToken cancellation = default) => Of(folder, withBookkeeping: false, cancellation);

    /// <summary>The same, other programs' bookkeeping listed like everything else.</summary>
    public static SnapshotListing WithBookkeeping(string folder, CancellationToken cancellation = default) => Of(folder, withBookkeeping: true, cancellation);

    private static SnapshotListing Of(string folder, bool withBookkeeping, CancellationToken cancellation)
    {
        if (FileStatus.Of(folder) is not { Kind: FileKind.Directory })
        {
            throw new LockstepException($"{folder}: no such folder.");
        }

        var walk = new Walk(folder, withBookkeeping, cancellation);
        var files = walk.All();
        return new SnapshotListing(
            files, [.. walk.Problems.OrderBy(problem => problem.RelPath, ChecksumListing.ByUtf8Bytes)], [.. walk.LeftOut.Order(ChecksumListing.ByUtf8Bytes)]);
    }

    /// <exception cref="LockstepException">Something there can't be listed; the message names all of it, up to a limit.</exception>
    public IReadOnlyList<FoundFile> FilesOrThrow(string folder)
    {
        const int Shown = 20;
        return Problems.Count == 0
            ? Files
            : throw new LockstepException($"{folder}: can't be sealed:{string.Concat(Problems.Take(Shown).Select(problem => $"\n  {problem}"))}"
                + $"{(Problems.Count > Shown ? $"\n  … and {Problems.Count - Shown} more" : "")}");
    }

    /// <summary>Folders are entered side by side, a depth after the other: what takes time is the kernel's answer for each name.</summary>
    private sealed class Walk(string root, bool withBookkeeping, CancellationToken cancellation)
    {
        private const int NamesAtOnce = 256;

        private readonly string realRoot = RealPath.Of(root);
        private readonly ParallelOptions options = new() { CancellationToken = cancellation };

        public List<SnapshotFinding> Problems { get; } = [];

        public List<string> LeftOut { get; } = [];

        /// <returns>In the order of the paths' bytes.</returns>
        public List<FoundFile> All()
        {
            var top = new Folder("", [realRoot]);
            for (Folder[] depth = [top]; depth.Length > 0; depth = [.. depth.SelectMany(folder => folder.Folders)])
            {
                var folders = depth;
                Parallel.For(0, folders.Length, options, index => Enter(folders[index]));
            }

            var files = new List<FoundFile>();
            top.AddTo(files);
            return files;
        }

        private void Enter(Folder folder)
        {
            string[] relPaths;
            var start = folder.RelPath.Length == 0 ? 0 : folder.Prefix.Length;
            try
            {
                // Whole paths at once: with the names as texts of their own each file would have two.
                relPaths = [
                    .. new FileSystemEnumerable<string>(
                        Path.Combine(root, folder.RelPath),
                        (ref FileSystemEntry entry) => string.Concat(folder.Prefix.AsSpan(0, start), entry.FileName),
                        Everything)
                ];
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Refuse(folder.RelPath, $"can't be listed: {exception.Message}");
                return;
            }

            Array.Sort(relPaths, ChecksumListing.ByUtf8Bytes);
            var found = new Listed[relPaths.Length];
            void LookAt(int portion)
            {
                for (var index = portion * NamesAtOnce; index < Math.Min(relPaths.Length, (portion + 1) * NamesAtOnce); index++)
                {
                    found[index] = Look(relPaths[index], relPaths[index].AsSpan(start), folder.Within);
                }
            }

            if (relPaths.Length <= NamesAtOnce)
            {
                LookAt(0);
            }
            else
            {
                Parallel.For(0, (relPaths.Length + NamesAtOnce - 1) / NamesAtOnce, options, LookAt);
            }

            folder.Files = [.. found.Select(listed => listed.File).OfType<FoundFile>()];
            folder.Folders = [.. found.Select(listed => listed.Folder).OfType<Folder>().OrderBy(below => below.Prefix, ChecksumListing.ByUtf8Bytes)];
        }

        /// <param name="within">The real paths of the folder and those around it.</param>
        private Listed Look(string relPath, ReadOnlySpan<char> name, IReadOnlyList<string> within)
        {
            if (relPath == Manifest.FileName)
            {
                return default;
            }

            if (!withBookkeeping && Bookkeeping.Is(name))
            {
                lock (LeftOut)
                {
                    LeftOut.Add(relPath);
                }

                return default;
            }

            if (ManifestEntry.ProblemOf(name) is { } problem)
            {
                return Refuse(relPath, $"{problem}. Rename it");
            }

            var path = Path.Combine(root, relPath);
            if (FileStatus.Of(path, follow: false) is not { } status)
            {
                return Refuse(relPath, "can't be looked at: it vanished, or a folder around it is closed to you");
            }

            return status.Kind switch
            {
                FileKind.Regular => new Listed(new FoundFile(relPath, status), null),
                FileKind.Directory => new Listed(null, new Folder(relPath, [.. within, Path.Join(within[^1], name)])),
                FileKind.Link => Follow(relPath, path, within),
                _ => Refuse(relPath, $"is a {status.Kind.ToString().ToLowerInvariant()}, and a snapshot holds files. Remove it"),
            };
        }

        /// <summary>A link counts as what it leads to, as long as that lies inside the folder.</summary>
        private Listed Follow(string relPath, string path, IReadOnlyList<string> within)
        {
            if (FileStatus.Of(path) is not { } status)
            {
                return Refuse(relPath, "is a link that leads nowhere, or round in circles. Remove it");
            }

            var target = RealPath.Of(path);
            if (target != realRoot && !target.StartsWith(realRoot + "/", StringComparison.Ordinal))
            {
                return Refuse(relPath, $"is a link out of the folder, to {target}, where nothing keeps it from changing. Copy what it leads to in its place, "
                    + $"or make a copy of all with 'cp -rL {ShellWord.Of(root)} COPY'");
            }

            if (status.Kind == FileKind.Regular)
            {
                return new Listed(new FoundFile(relPath, status), null);
            }

            return status.Kind == FileKind.Directory && !within.Any(folder => folder == target || folder.StartsWith(target + "/", StringComparison.Ordinal))
                ? new Listed(null, new Folder(relPath, [.. within, target]))
                : Refuse(relPath, $"is a link to {target}: a folder that holds the link itself, or no file. Remove it");
        }

        private Listed Refuse(string relPath, string reason)
        {
            lock (Problems)
            {
                Problems.Add(new SnapshotFinding(SnapshotFindingKind.Unreadable, relPath, reason));
            }

            return default;
        }
    }

    /// <summary>What a name in a folder stands for; neither where it is refused, or not to be listed.</summary>
    private readonly record struct Listed(FoundFile? File, Folder? Folder);

    /// <summary>A folder on the way.</summary>
    /// <param name="relPath">Empty for the root.</param>
    /// <param name="within">The real paths of it and those around it.</param>
    private sealed class Folder(string relPath, IReadOnlyList<string> within)
    {
        public string RelPath => relPath;

        public IReadOnlyList<string> Within => within;

        /// <summary>What the path of everything in it begins with: its place among its siblings is that.</summary>
        public string Prefix { get; } = relPath + "/";

        /// <summary>In the order of their bytes.</summary>
        public FoundFile[] Files { get; set; } = [];

        /// <summary>In the order of their prefixes' bytes.</summary>
        public Folder[] Folders { get; set; } = [];

        /// <summary>Adds all files below in the order of their paths' bytes.</summary>
        public void AddTo(List<FoundFile> all)
        {
            var next = 0;
            foreach (var folder in Folders)
            {
                for (; next < Files.Length && ChecksumListing.ByUtf8Bytes.Compare(Files[next].RelPath, folder.Prefix) < 0; next++)
                {
                    all.Add(Files[next]);
                }

                folder.AddTo(all);
            }

            all.AddRange(Files.AsSpan(next));
        }
    }
}

/// <summary>One file as it was found.</summary>
/// <param name="RelPath">From the folder, with forward slashes.</param>
/// <param name="Status">Of what it leads to, where it is a link.</param>
public sealed record FoundFile(string RelPath, FileStatus Status);
