using System.Collections.Concurrent;
using System.IO.Enumeration;
using Lockstep.Files;

namespace Lockstep.Data;

/// <summary>What lies below a data set's folder: every file that a manifest would list, and every thing that it can't.</summary>
/// <param name="Files">In the order of the paths' bytes. Links to files inside the folder count as files.</param>
/// <param name="Problems">What can't be listed, with the reason.</param>
public sealed record SnapshotListing(IReadOnlyList<FoundFile> Files, IReadOnlyList<SnapshotFinding> Problems)
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    /// <exception cref="LockstepException">The folder itself can't be read.</exception>
    public static SnapshotListing Of(string folder, CancellationToken cancellation = default)
    {
        if (FileStatus.Of(folder) is not { Kind: FileKind.Directory })
        {
            throw new LockstepException($"{folder}: no such folder.");
        }

        var walk = new Walk(folder, cancellation);
        walk.All();
        FoundFile[] files = [.. walk.Files];
        Array.Sort(files, (left, right) => ChecksumListing.ByUtf8Bytes.Compare(left.RelPath, right.RelPath));
        return new SnapshotListing(files, [.. walk.Problems.OrderBy(problem => problem.RelPath, ChecksumListing.ByUtf8Bytes)]);
    }

    /// <exception cref="LockstepException">Something there can't be listed; the message names all of it, up to a limit.</exception>
    public IReadOnlyList<FoundFile> FilesOrThrow(string folder)
    {
        const int Shown = 20;
        return Problems.Count == 0
            ? Files
            : throw new LockstepException($"{folder}: can't be sealed:{string.Concat(Problems.Take(Shown).Select(problem => $"\n  {problem}"))}{(Problems.Count > Shown ? $"\n  … and {Problems.Count - Shown} more" : "")}");
    }

    private static string RealPathOf(string path) =>
        (File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path)).FullName;

    /// <summary>Folders are entered side by side, a depth after the other: what takes time is the kernel's answer for each name.</summary>
    private sealed class Walk(string root, CancellationToken cancellation)
    {
        private const int NamesAtOnce = 256;

        private readonly string realRoot = RealPathOf(root);
        private readonly ParallelOptions options = new() { CancellationToken = cancellation };
        private ConcurrentBag<(string RelFolder, IReadOnlyList<string> Within)> deeper = [];

        public ConcurrentBag<FoundFile> Files { get; } = [];

        public ConcurrentBag<SnapshotFinding> Problems { get; } = [];

        public void All()
        {
            Enter("", [realRoot]);
            while (!deeper.IsEmpty)
            {
                var folders = deeper;
                deeper = [];
                Parallel.ForEach(folders, options, folder => Enter(folder.RelFolder, folder.Within));
            }
        }

        /// <param name="within">The real paths of this folder and those around it.</param>
        private void Enter(string relFolder, IReadOnlyList<string> within)
        {
            string[] names;
            try
            {
                names = [.. new FileSystemEnumerable<string>(Path.Combine(root, relFolder), (ref FileSystemEntry entry) => entry.FileName.ToString(), Everything)];
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Refuse(relFolder, $"can't be listed: {exception.Message}");
                return;
            }

            Parallel.For(0, (names.Length + NamesAtOnce - 1) / NamesAtOnce, options, portion =>
            {
                foreach (var name in names.Skip(portion * NamesAtOnce).Take(NamesAtOnce))
                {
                    Add(relFolder.Length == 0 ? name : $"{relFolder}/{name}", name, within);
                }
            });
        }

        private void Add(string relPath, string name, IReadOnlyList<string> within)
        {
            if (relPath == Manifest.FileName)
            {
                return;
            }

            if (ManifestEntry.ProblemOf(name) is { } problem)
            {
                Refuse(relPath, $"{problem}. Rename it");
                return;
            }

            var path = Path.Combine(root, relPath);
            if (FileStatus.Of(path, follow: false) is not { } status)
            {
                Refuse(relPath, "can't be looked at: it vanished, or a folder around it is closed to you");
                return;
            }

            switch (status.Kind)
            {
                case FileKind.Regular:
                    Files.Add(new FoundFile(relPath, status));
                    break;
                case FileKind.Directory:
                    deeper.Add((relPath, [.. within, Path.Combine(within[^1], name)]));
                    break;
                case FileKind.Link:
                    Follow(relPath, path, within);
                    break;
                default:
                    Refuse(relPath, $"is a {status.Kind.ToString().ToLowerInvariant()}, and a snapshot holds files. Remove it");
                    break;
            }
        }

        /// <summary>A link counts as what it leads to, as long as that lies inside the folder.</summary>
        private void Follow(string relPath, string path, IReadOnlyList<string> within)
        {
            if (FileStatus.Of(path) is not { } status)
            {
                Refuse(relPath, "is a link that leads nowhere, or round in circles. Remove it");
                return;
            }

            var target = RealTargetOf(path);
            if (target != realRoot && !target.StartsWith(realRoot + "/", StringComparison.Ordinal))
            {
                Refuse(relPath, $"is a link out of the folder, to {target}, where nothing keeps it from changing. Copy the file in");
            }
            else if (status.Kind == FileKind.Regular)
            {
                Files.Add(new FoundFile(relPath, status));
            }
            else if (status.Kind == FileKind.Directory && !within.Any(folder => folder == target || folder.StartsWith(target + "/", StringComparison.Ordinal)))
            {
                deeper.Add((relPath, [.. within, target]));
            }
            else
            {
                Refuse(relPath, $"is a link to {target}: a folder that holds the link itself, or no file. Remove it");
            }
        }

        /// <summary>Where a link leads with every link on the way resolved, folders' included.</summary>
        private static string RealTargetOf(string path)
        {
            var target = RealPathOf(path);
            var parts = target.Split('/', StringSplitOptions.RemoveEmptyEntries);
            var real = "/";
            foreach (var part in parts)
            {
                real = RealPathOf(Path.Combine(real, part));
            }

            return real;
        }

        private void Refuse(string relPath, string reason) => Problems.Add(new SnapshotFinding(SnapshotFindingKind.Unreadable, relPath, reason));
    }
}

/// <summary>One file as it was found.</summary>
/// <param name="RelPath">From the folder, with forward slashes.</param>
/// <param name="Status">Of what it leads to, where it is a link.</param>
public readonly record struct FoundFile(string RelPath, FileStatus Status);
